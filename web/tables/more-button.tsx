/** Below a list that is read page by page: reads on, and is not there when there is no more. */
import { Button, Group, type GroupProps } from "@mantine/core";

interface Props extends Pick<GroupProps, "mt"> {
  readonly pages: {
    readonly hasNextPage: boolean;
    readonly isFetchingNextPage: boolean;
    readonly fetchNextPage: () => Promise<unknown>;
  };
  readonly label: string;
}

export function MoreButton({ pages, label, mt }: Props) {
  if (!pages.hasNextPage) return null;
  return (
    <Group {...(mt === undefined ? {} : { mt })}>
      <Button variant="default" loading={pages.isFetchingNextPage} onClick={() => void pages.fetchNextPage()}>
        {label}
      </Button>
    </Group>
  );
}
