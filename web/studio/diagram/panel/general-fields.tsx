/** What BPMN itself says of an element: id and name, the condition of a flow, the trigger of an event, script, loop, called process. */
import { Checkbox, NativeSelect, Stack, Text } from "@mantine/core";
import { useTranslation } from "react-i18next";
import type { BusinessObject, Drawn } from "../modeler.ts";
import { nameProperty, textAt, type Target } from "../reg-rows.ts";
import { TextField } from "./fields.tsx";
import { usePanel } from "./panel-context.ts";
import { PanelGroup } from "./reg-groups.tsx";
import { RootField } from "./root-field.tsx";

export function IdAndName({ drawn }: { readonly drawn: Drawn }) {
  const { t } = useTranslation("studio");
  const { edits, modeler } = usePanel();
  const object = drawn.businessObject;
  const rename = (id: string): void => {
    if (isFree(modeler.get("moddle").ids, id)) edits.setId(id);
  };
  return (
    <Stack gap={6}>
      <TextField
        label={t("fields.id")}
        value={object.id ?? ""}
        code
        required
        whole
        onChange={rename}
        description={t("panel.idHint")}
      />
      <TextField
        label={t("panel.name")}
        value={textAt(object, nameProperty(object))}
        long
        onChange={(text) => edits.setName(object, text)}
      />
    </Stack>
  );
}

/** An id is an XML name without colon (NCName), and stands once in the file. */
const isFree = (ids: { assigned(id: string): unknown }, id: string): boolean =>
  /^[\p{L}_][\p{L}\p{N}._-]*$/u.test(id) && !ids.assigned(id);

/** The groups of BPMN's own properties at this element; nothing where it has none. */
export function StandardGroups({ target, drawn }: { readonly target: Target; readonly drawn: Drawn }) {
  const { object, kind } = target;
  const is = (type: string): boolean => object.$instanceOf(type);
  if (is("bpmn:SequenceFlow")) return <FlowGroup object={object} drawn={drawn} />;
  if (is("bpmn:Process"))
    return (
      <PanelGroup id={`${kind}.runs`} of="runs">
        <Yes object={object} name="isExecutable" />
      </PanelGroup>
    );
  const fields = fieldsOf(object);
  if (fields === undefined) return null;
  return (
    <PanelGroup id={`${kind}.standard`} of={kind === "trigger" ? "trigger" : kind === "loop" ? "loop" : "work"}>
      <Stack gap={6}>{fields}</Stack>
    </PanelGroup>
  );
}

function fieldsOf(object: BusinessObject) {
  switch (object.$type) {
    case "bpmn:TimerEventDefinition":
      return <TimerFields object={object} />;
    case "bpmn:MessageEventDefinition":
    case "bpmn:ReceiveTask":
    case "bpmn:SendTask":
      return <RootField object={object} property="messageRef" type="bpmn:Message" />;
    case "bpmn:SignalEventDefinition":
      return <RootField object={object} property="signalRef" type="bpmn:Signal" />;
    case "bpmn:ErrorEventDefinition":
      return <RootField object={object} property="errorRef" type="bpmn:Error" code="errorCode" />;
    case "bpmn:EscalationEventDefinition":
      return <RootField object={object} property="escalationRef" type="bpmn:Escalation" code="escalationCode" />;
    case "bpmn:ConditionalEventDefinition":
      return <Expression object={object} name="condition" />;
    case "bpmn:LinkEventDefinition":
      return <Plain object={object} name="name" />;
    case "bpmn:ScriptTask":
      return <Plain object={object} name="script" code />;
    case "bpmn:CallActivity":
      return <Plain object={object} name="calledElement" code />;
    case "bpmn:MultiInstanceLoopCharacteristics":
      return (
        <>
          <Yes object={object} name="isSequential" />
          <Plain object={object} name="reg:collection" code />
          <Plain object={object} name="reg:item" code />
          <Plain object={object} name="reg:outputCollection" code />
          <Plain object={object} name="reg:outputItem" code />
          <Expression object={object} name="loopCardinality" />
          <Expression object={object} name="completionCondition" />
        </>
      );
    case "bpmn:StandardLoopCharacteristics":
      return (
        <>
          <Yes object={object} name="testBefore" />
          <Expression object={object} name="loopCondition" />
          <Plain object={object} name="loopMaximum" />
        </>
      );
    default:
      return undefined;
  }
}

function useLabelOf(): (name: string) => string {
  const { t } = useTranslation("studio");
  return (name) => (t as unknown as (key: string) => string)(`fields.${name.replace("reg:", "")}`);
}

interface FieldProps {
  readonly object: BusinessObject;
  readonly name: string;
  readonly code?: boolean;
}

function Plain({ object, name, code = false }: FieldProps) {
  const { edits } = usePanel();
  const labelOf = useLabelOf();
  const number = name === "loopMaximum";
  return (
    <TextField
      label={labelOf(name)}
      value={textAt(object, name)}
      code={code}
      long={name === "script"}
      onChange={(text) => edits.set(object, { [name]: number && /^\d+$/.test(text) ? Number(text) : text })}
    />
  );
}

function Yes({ object, name }: FieldProps) {
  const { edits } = usePanel();
  const labelOf = useLabelOf();
  return (
    <Checkbox
      size="xs"
      label={labelOf(name)}
      checked={object.get(name) === true}
      onChange={({ currentTarget }) => edits.set(object, { [name]: currentTarget.checked })}
    />
  );
}

function Expression({ object, name }: FieldProps) {
  const { edits } = usePanel();
  const labelOf = useLabelOf();
  const expression = object.get(name) as BusinessObject | undefined;
  return (
    <TextField
      label={labelOf(name)}
      value={expression === undefined ? "" : textAt(expression, "body")}
      long
      code
      onChange={(body) => {
        if (body === "") edits.set(object, { [name]: undefined });
        else if (expression === undefined)
          edits.set(object, { [name]: edits.create("bpmn:FormalExpression", object, { body }) });
        else edits.set(expression, { body });
      }}
    />
  );
}

const TIMES = ["timeDuration", "timeDate", "timeCycle"] as const;

function TimerFields({ object }: { readonly object: BusinessObject }) {
  const { t } = useTranslation("studio");
  const { edits } = usePanel();
  const kind = TIMES.find((name) => object.get(name) !== undefined) ?? "timeDuration";
  const held = object.get(kind) as BusinessObject | undefined;
  return (
    <>
      <NativeSelect
        size="xs"
        label={t("fields.timerKind")}
        value={kind}
        onChange={({ currentTarget }) => {
          const body = held === undefined ? "P1D" : textAt(held, "body");
          edits.set(object, {
            [kind]: undefined,
            [currentTarget.value]: edits.create("bpmn:FormalExpression", object, { body }),
          });
        }}
        data={TIMES.map((value) => ({ value, label: t(`fields.${value}`) }))}
      />
      <Expression object={object} name={kind} />
    </>
  );
}

function FlowGroup({ object, drawn }: { readonly object: BusinessObject; readonly drawn: Drawn }) {
  const { t } = useTranslation("studio");
  const { edits, modeler } = usePanel();
  const source = object.get("sourceRef") as BusinessObject | undefined;
  const canDefault = ["bpmn:ExclusiveGateway", "bpmn:InclusiveGateway", "bpmn:ComplexGateway", "bpmn:Activity"].some(
    (type) => source?.$instanceOf(type),
  );
  const isDefault = canDefault && source?.get("default") === object;
  const from = source?.id === undefined ? undefined : modeler.get("elementRegistry").get(source.id);
  return (
    <PanelGroup id="element.flow" of="flow">
      <Stack gap={6}>
        {canDefault && from !== undefined && (
          <Checkbox
            size="xs"
            label={t("fields.default")}
            checked={isDefault}
            onChange={({ currentTarget }) =>
              modeler.get("modeling").updateProperties(from, { default: currentTarget.checked ? object : undefined })
            }
          />
        )}
        {isDefault ? (
          <Text size="xs" c="dimmed">
            {t("panel.defaultHint")}
          </Text>
        ) : (
          drawn.businessObject === object && (
            <TextField
              label={t("fields.conditionExpression")}
              value={textOfExpression(object)}
              long
              code
              onChange={(body) =>
                edits.set(object, {
                  conditionExpression:
                    body === "" ? undefined : edits.create("bpmn:FormalExpression", object, { body }),
                })
              }
            />
          )
        )}
      </Stack>
    </PanelGroup>
  );
}

function textOfExpression(object: BusinessObject): string {
  const expression = object.get("conditionExpression") as BusinessObject | undefined;
  return expression === undefined ? "" : textAt(expression, "body");
}
