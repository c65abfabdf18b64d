/** A table that may be wider than the window: it moves sideways by itself, by finger and by arrow keys, under a name of its own. */
import { Box, Table } from "@mantine/core";
import type { ReactNode } from "react";

export interface TableRegionProps {
  readonly label: string;
  readonly head: readonly string[];
  readonly children: ReactNode;
}

export function TableRegion({ label, head, children }: TableRegionProps) {
  return (
    <Box role="region" aria-label={label} tabIndex={0} style={{ overflowX: "auto" }}>
      <Table striped highlightOnHover verticalSpacing={6} fz="sm">
        <Table.Thead>
          <Table.Tr>
            {head.map((title) => (
              <Table.Th key={title} scope="col" style={{ verticalAlign: "bottom" }}>
                {title}
              </Table.Th>
            ))}
          </Table.Tr>
        </Table.Thead>
        <Table.Tbody>{children}</Table.Tbody>
      </Table>
    </Box>
  );
}
