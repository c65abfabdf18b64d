import { Group, Kbd, Modal, Stack, Switch, Table } from "@mantine/core";
import { useTranslation } from "react-i18next";
import { KEYS, SHORTCUTS } from "./shortcuts.ts";

interface Props {
  readonly opened: boolean;
  readonly onClose: () => void;
  readonly on: boolean;
  readonly onSwitch: (on: boolean) => void;
}

export function ShortcutsDialog({ opened, onClose, on, onSwitch }: Props) {
  const { t } = useTranslation("inbox");
  return (
    <Modal
      opened={opened}
      onClose={onClose}
      title={t("shortcuts.title")}
      closeButtonProps={{ "aria-label": t("shortcuts.close") }}
    >
      <Stack>
        <Table>
          <Table.Tbody>
            {SHORTCUTS.map((name) => (
              <Table.Tr key={name}>
                <Table.Th scope="row" fw={400}>
                  {t(`shortcuts.${name}`)}
                </Table.Th>
                <Table.Td>
                  <Group gap={4}>
                    {KEYS[name].map((key) => (
                      <Kbd key={key}>{key}</Kbd>
                    ))}
                  </Group>
                </Table.Td>
              </Table.Tr>
            ))}
          </Table.Tbody>
        </Table>
        <Switch checked={on} onChange={(event) => onSwitch(event.currentTarget.checked)} label={t("shortcuts.on")} />
      </Stack>
    </Modal>
  );
}
