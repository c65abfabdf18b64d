/** The pages of one area, side by side above what is shown. */
import { Box, Button, Group } from "@mantine/core";
import { Link, useLocation } from "react-router";

export interface Section {
  readonly to: string;
  readonly label: string;
}

export function SectionNav({ label, sections }: { readonly label: string; readonly sections: readonly Section[] }) {
  const { pathname } = useLocation();
  return (
    <Box component="nav" aria-label={label} mb="md">
      <Group gap="xs">
        {sections.map(({ to, label: name }) => {
          const here = pathname === to || pathname.startsWith(`${to}/`);
          return (
            <Button
              key={to}
              component={Link}
              to={to}
              size="compact-md"
              variant={here ? "filled" : "default"}
              aria-current={here ? "page" : undefined}
            >
              {name}
            </Button>
          );
        })}
      </Group>
    </Box>
  );
}
