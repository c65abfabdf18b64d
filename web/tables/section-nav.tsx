/** The pages of one area, side by side above what is shown. */
import { Box, Button, Group } from "@mantine/core";
import { Link, useLocation } from "react-router";

export interface Section {
  readonly to: string;
  readonly label: string;
}

export interface SectionNavProps {
  readonly label: string;
  readonly sections: readonly Section[];
  /** The address that is shown, where it is not the window's own; the first section of an area is often shown at the area's address. */
  readonly here?: string;
}

export function SectionNav({ label, sections, here: given }: SectionNavProps) {
  const { pathname: address } = useLocation();
  const pathname = given ?? address;
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
