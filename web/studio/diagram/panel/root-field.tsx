/** Which message, signal, error or escalation of the file something means; they have names, but are drawn nowhere. */
import { NativeSelect } from "@mantine/core";
import { useTranslation } from "react-i18next";
import type { BusinessObject } from "../modeler.ts";
import { childrenOf, textAt } from "../reg-rows.ts";
import { TextField } from "./fields.tsx";
import { usePanel } from "./panel-context.ts";

export interface RootFieldProps {
  readonly object: BusinessObject;
  readonly property: "messageRef" | "signalRef" | "errorRef" | "escalationRef";
  readonly type: string;
  /** The property with its code, of errors and escalations. */
  readonly code?: "errorCode" | "escalationCode";
}

const NEW = "+";

export function RootField({ object, property, type, code }: RootFieldProps) {
  const { t } = useTranslation("studio");
  const { edits, modeler } = usePanel();
  const all = childrenOf(modeler.getDefinitions(), "rootElements").filter(({ $type }) => $type === type);
  const chosen = object.get(property) as BusinessObject | undefined;
  return (
    <>
      <NativeSelect
        size="xs"
        label={t(`fields.${property}`)}
        value={chosen?.id ?? ""}
        onChange={({ currentTarget }) => {
          const { value } = currentTarget;
          const meant =
            value === NEW ? edits.addRoot(type, { name: t("panel.newName") }) : all.find(({ id }) => id === value);
          edits.set(object, { [property]: meant });
        }}
        data={[
          { value: "", label: "–" },
          ...all.map((each) => ({ value: each.id ?? "", label: each.name ?? each.id ?? "" })),
          { value: NEW, label: t("panel.new") },
        ]}
      />
      {chosen !== undefined && (
        <TextField
          label={t("panel.name")}
          value={textAt(chosen, "name")}
          onChange={(name) => edits.set(chosen, { name })}
        />
      )}
      {chosen !== undefined && code !== undefined && (
        <TextField
          label={t(`fields.${code}`)}
          value={textAt(chosen, code)}
          code
          onChange={(text) => edits.set(chosen, { [code]: text })}
        />
      )}
    </>
  );
}
