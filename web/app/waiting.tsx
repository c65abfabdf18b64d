import { Center, Loader } from "@mantine/core";

export function Waiting() {
  return (
    <Center p="xl">
      <Loader />
    </Center>
  );
}
