/** Of one element the groups of our extensions: all that may stand there, each with what stands there. */
import { Accordion, Badge, Group, Stack, Text } from "@mantine/core";
import { useTranslation } from "react-i18next";
import type { RegType } from "../../../../engine/model/reg-descriptor.ts";
import { LANGUAGE_NAMES } from "../../../app/languages.ts";
import type { BusinessObject } from "../modeler.ts";
import { LABEL_LANGUAGES, allRows, allowedAt, labelIn, rowsOf, textAt, type Target } from "../reg-rows.ts";
import { CallFields } from "./call-fields.tsx";
import { TextField } from "./fields.tsx";
import { usePanel } from "./panel-context.ts";
import { AddButton, RegFields, RemoveButton, wordFor } from "./reg-fields.tsx";

export function RegGroups({ target }: { readonly target: Target }) {
  const { object, kind } = target;
  const types = allowedAt(object);
  return (
    <>
      {types.map((type) => (
        <PanelGroup key={type.name} id={`${kind}.${type.name}`} of={type.name} count={rowsOf(object, type.name).length}>
          {type.name === "Label" ? <Labels object={object} /> : <Rows object={object} type={type} />}
        </PanelGroup>
      ))}
      <Foreign object={object} id={`${kind}.foreign`} />
    </>
  );
}

interface PanelGroupProps {
  readonly id: string;
  /** Key of `groups`. */
  readonly of: string;
  readonly count?: number;
  readonly children: React.ReactNode;
}

export function PanelGroup({ id, of, count = 0, children }: PanelGroupProps) {
  const { t } = useTranslation("studio");
  return (
    <Accordion.Item value={id}>
      <Accordion.Control>
        <Group gap="xs" wrap="nowrap">
          <Text size="sm" fw={600}>
            {wordFor(t, "groups", of)}
          </Text>
          {count > 0 && (
            <Badge size="xs" variant="light" color="gray" c="inherit">
              {count}
            </Badge>
          )}
        </Group>
      </Accordion.Control>
      <Accordion.Panel role="group">{children}</Accordion.Panel>
    </Accordion.Item>
  );
}

function Rows({ object, type }: { readonly object: BusinessObject; readonly type: RegType }) {
  const { t } = useTranslation("studio");
  const { edits } = usePanel();
  const rows = rowsOf(object, type.name);
  const title = wordFor(t, "groups", type.name);
  const first = type.name === "Limit" ? { duration: "P1D", unit: "working-day" } : {};
  return (
    <Stack gap="sm">
      {rows.map((row, index) => (
        <Group key={index} align="start" gap={4} wrap="nowrap">
          <Stack gap={6} flex={1} miw={0}>
            {type.name === "Call" ? <CallFields row={row} type={type} /> : <RegFields row={row} type={type} />}
          </Stack>
          <RemoveButton name={`${title} ${index + 1}`} onClick={() => edits.removeRow(object, row)} />
        </Group>
      ))}
      {(rows.length === 0 || type.repeatable === true) && (
        <AddButton name={title} onClick={() => edits.addRow(object, type.name, first)} />
      )}
    </Stack>
  );
}

function Labels({ object }: { readonly object: BusinessObject }) {
  const { edits } = usePanel();
  return (
    <Stack gap={6}>
      {LABEL_LANGUAGES.map((language) => (
        <TextField
          key={language}
          label={LANGUAGE_NAMES[language]}
          value={labelIn(object, language) ?? ""}
          long
          onChange={(text) => edits.setLabel(object, language, text)}
        />
      ))}
    </Stack>
  );
}

/** What other tools have written: it is kept, and can be read here. */
function Foreign({ object, id }: { readonly object: BusinessObject; readonly id: string }) {
  const others = allRows(object).filter(({ $type }) => !$type.startsWith("reg:"));
  if (others.length === 0) return null;
  return (
    <PanelGroup id={id} of="foreign" count={others.length}>
      <Stack gap={4}>
        {others.map((row, index) => (
          <Text key={index} size="xs" ff="monospace">
            {describe(row)}
          </Text>
        ))}
      </Stack>
    </PanelGroup>
  );
}

function describe(row: BusinessObject): string {
  const { $type, $parent: _, $children: __, $body, ...attributes } = row as unknown as Record<string, unknown>;
  const said = Object.entries(attributes).flatMap(([name, value]) =>
    typeof value === "string" ? [`${name}="${value}"`] : [],
  );
  const body = typeof $body === "string" ? $body : "$descriptor" in row ? "" : textAt(row, "$body");
  return [String($type), ...said, body].join(" ").trim();
}
