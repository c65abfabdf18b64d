/** The keys, each of which may be another one, and how the inbox is laid out. */
import { Alert, Button, Checkbox, Group, Kbd, SegmentedControl, Stack, Switch, Table, Text } from "@mantine/core";
import { useState, type KeyboardEvent } from "react";
import { useTranslation } from "react-i18next";
import type { Preferences } from "../connection/api-types.ts";
import { Dialog } from "../app/dialog.tsx";
import { ProblemAlert } from "../connection/problem-alert.tsx";
import { ACTIONS, faultOf, keyOf, type KeyAction, type KeyFault } from "./key-choice.ts";
import { shortcutsOf, type Settings } from "./preferences.ts";

interface Props {
  readonly onClose: () => void;
  readonly settings: Settings;
}

export function ShortcutsDialog({ onClose, settings }: Props) {
  const { t } = useTranslation("inbox");
  const { preferences } = settings;
  const { on, keys } = shortcutsOf(preferences);
  const [asking, setAsking] = useState<KeyAction>();
  const [fault, setFault] = useState<{ readonly key: string; readonly why: KeyFault }>();
  const [error, setError] = useState<unknown>();

  function change(part: Preferences): void {
    setError(undefined);
    settings.change(part).catch(setError);
  }
  function choose(action: KeyAction, event: KeyboardEvent): void {
    if (event.key === "Tab" || event.key === "Shift") return;
    event.preventDefault();
    event.stopPropagation();
    setFault(undefined);
    if (event.key === "Escape") {
      setAsking(undefined);
      return;
    }
    const key = keyOf(event.nativeEvent);
    const why = faultOf(key, action, keys);
    if (why !== undefined) {
      setFault({ key, why });
      return;
    }
    change({ shortcuts: { on, keys: { ...preferences.shortcuts?.keys, [action]: key } } });
    setAsking(undefined);
  }
  const shown = (key: string): string => key.toUpperCase();

  return (
    <Dialog onClose={onClose} title={t("shortcuts.title")} closeLabel={t("shortcuts.close")}>
      <Stack>
        {error !== undefined && <ProblemAlert error={error} />}
        <Switch
          checked={on}
          onChange={(event) => change({ shortcuts: { ...preferences.shortcuts, on: event.currentTarget.checked } })}
          label={t("shortcuts.on")}
        />
        {fault !== undefined && (
          <Alert color="orange" role="alert">
            {fault.why.kind === "taken"
              ? t("shortcuts.taken", { key: shown(fault.key), by: t(`shortcuts.${fault.why.by}`) })
              : t(`shortcuts.${fault.why.kind}Fault`, { key: shown(fault.key) })}
          </Alert>
        )}
        <Table verticalSpacing={4}>
          <Table.Tbody>
            {ACTIONS.map((action) => (
              <Table.Tr key={action}>
                <Table.Th scope="row" fw={400}>
                  {t(`shortcuts.${action}`)}
                </Table.Th>
                <Table.Td ta="end">
                  <Button
                    size="compact-sm"
                    variant={asking === action ? "light" : "default"}
                    aria-label={t("shortcuts.change", { action: t(`shortcuts.${action}`), key: shown(keys[action]) })}
                    onClick={() => setAsking(asking === action ? undefined : action)}
                    onBlur={() => setAsking(undefined)}
                    onKeyDown={(event) => {
                      if (asking === action) choose(action, event);
                    }}
                  >
                    {asking === action ? t("shortcuts.press") : <Kbd>{shown(keys[action])}</Kbd>}
                  </Button>
                </Table.Td>
              </Table.Tr>
            ))}
            <Table.Tr>
              <Table.Th scope="row" fw={400}>
                {t("shortcuts.lists")}
              </Table.Th>
              <Table.Td ta="end">
                <Group gap={4} justify="flex-end">
                  <Kbd>1</Kbd>–<Kbd>9</Kbd>
                </Group>
              </Table.Td>
            </Table.Tr>
          </Table.Tbody>
        </Table>
        <Group>
          <Button
            variant="default"
            size="compact-md"
            disabled={Object.keys(preferences.shortcuts?.keys ?? {}).length === 0}
            onClick={() => {
              setFault(undefined);
              change({ shortcuts: { on } });
            }}
          >
            {t("shortcuts.reset")}
          </Button>
        </Group>
        <Text fw={600}>{t("layout.title")}</Text>
        <SegmentedControl
          aria-label={t("layout.rows")}
          value={preferences.layout?.rows ?? "roomy"}
          onChange={(rows) => change({ layout: { ...preferences.layout, rows: rows === "compact" ? rows : "roomy" } })}
          data={(["roomy", "compact"] as const).map((value) => ({ value, label: t(`layout.${value}`) }))}
        />
        <Checkbox
          label={t("layout.lists")}
          checked={preferences.layout?.lists ?? true}
          onChange={(event) => change({ layout: { ...preferences.layout, lists: event.currentTarget.checked } })}
        />
      </Stack>
    </Dialog>
  );
}
