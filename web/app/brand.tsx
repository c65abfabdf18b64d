import { Group, Text } from "@mantine/core";

const NAME = "Reglament";

/** The mark: an event and a condition, joined by a flow. */
export function Brand({ size = 28 }: { readonly size?: number }) {
  return (
    <Group gap={8} wrap="nowrap">
      <img src="/favicon.svg" width={size} height={size} alt="" />
      <Text fw={700} size={size > 30 ? "xl" : "md"} span {...(size > 30 ? {} : { visibleFrom: "xs" })}>
        {NAME}
      </Text>
    </Group>
  );
}
