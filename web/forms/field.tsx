/** One field of a form: the control that fits its schema. */
import {
  Button,
  Checkbox,
  Fieldset,
  Group,
  NativeSelect,
  NumberInput,
  Radio,
  Stack,
  Text,
  TextInput,
  Textarea,
} from "@mantine/core";
import { IconPlus, IconTrash } from "@tabler/icons-react";
import { useTranslation } from "react-i18next";
import { requiredIn } from "./check-form.ts";
import { DocumentField } from "./document-field.tsx";
import { fieldId } from "./fault-words.ts";
import type { FieldProps } from "./field-props.ts";
import { useFormTools } from "./form-tools.ts";
import {
  choicesOf,
  isDocument,
  isSignature,
  labelOf,
  typeOf,
  type FormSchema,
  type Json,
  type Values,
} from "./form-schema.ts";
import { SignatureField } from "./signature-field.tsx";

/** Few enough to see all at once. */
const MOST_RADIOS = 6;
/** Longer texts get several lines. */
const LONG_TEXT = 300;

function Field(props: FieldProps) {
  const { name, schema, label, value, pointer, required, said, disabled, onChange } = props;
  const { t, i18n } = useTranslation("forms");
  const tools = useFormTools();
  const id = fieldId(pointer);
  const error = said.get(pointer);
  const shared = { id, label, error, disabled, withAsterisk: required, "aria-required": required };
  const text = typeof value === "string" ? value : "";

  if (isSignature(schema) && tools.sign !== undefined) return <SignatureField {...props} sign={tools.sign} />;
  if (isDocument(name, schema) && tools.upload !== undefined) return <DocumentField {...props} upload={tools.upload} />;

  const choices = choicesOf(schema, i18n.language);
  if (choices !== undefined && choices.length <= MOST_RADIOS)
    return (
      <Radio.Group
        label={label}
        error={error}
        withAsterisk={required}
        value={text}
        onChange={(next) => onChange(next)}
        role="radiogroup"
      >
        <Stack gap={6} mt={6} id={id} tabIndex={-1}>
          {choices.map((choice) => (
            <Radio key={choice.value} value={choice.value} label={choice.label} disabled={disabled} />
          ))}
        </Stack>
      </Radio.Group>
    );
  if (choices !== undefined)
    return (
      <NativeSelect
        {...shared}
        value={text}
        onChange={(event) => onChange(event.currentTarget.value || undefined)}
        data={[{ value: "", label: t("choose") }, ...choices]}
      />
    );
  switch (typeOf(schema)) {
    case "boolean":
      return (
        <Checkbox
          id={id}
          label={required ? t("mustBeTicked", { label }) : label}
          error={error}
          disabled={disabled}
          checked={value === true}
          onChange={(event) => onChange(event.currentTarget.checked || (required ? undefined : false))}
        />
      );
    case "integer":
    case "number":
      return (
        <NumberInput
          {...shared}
          value={typeof value === "number" ? value : ""}
          onChange={(next) => onChange(typeof next === "number" ? next : undefined)}
          allowDecimal={typeOf(schema) === "number"}
          hideControls
          maw={240}
        />
      );
    case "array":
      return <ListField {...props} />;
    case "object":
      return (
        <Fieldset legend={label} disabled={disabled}>
          {error !== undefined && (
            <Text size="sm" c="var(--mantine-color-error)">
              {error}
            </Text>
          )}
          <FieldSet
            schema={schema}
            value={(value ?? {}) as Values}
            pointer={pointer}
            said={said}
            disabled={disabled}
            onChange={onChange}
          />
        </Fieldset>
      );
    default:
      break;
  }
  const onText = (next: string): void => onChange(next === "" ? undefined : next);
  if ((schema.maxLength ?? 0) > LONG_TEXT)
    return (
      <Textarea
        {...shared}
        autosize
        minRows={2}
        maxRows={12}
        value={text}
        onChange={(event) => onText(event.currentTarget.value)}
      />
    );
  const type = schema.format === "date" ? "date" : schema.format === "email" ? "email" : "text";
  return (
    <TextInput
      {...shared}
      type={type}
      maw={type === "date" ? 240 : undefined}
      inputMode={/phone$/i.test(name) ? "tel" : /iin$/i.test(name) ? "numeric" : undefined}
      value={text}
      onChange={(event) => onText(event.currentTarget.value)}
    />
  );
}

/** Several of the same: each can be taken out, more can be added. */
function ListField({ name, schema, label, value, pointer, required, said, disabled, onChange }: FieldProps) {
  const { t, i18n } = useTranslation("forms");
  const items = schema.items ?? {};
  const list = Array.isArray(value) ? (value as readonly Json[]) : [];
  const shown = list.length === 0 && (required || (schema.minItems ?? 0) > 0) ? [emptyOf(items)] : list;
  const error = said.get(pointer);
  return (
    <Fieldset legend={required ? `${label} *` : label} id={fieldId(pointer)} tabIndex={-1}>
      <Stack gap="sm">
        {error !== undefined && (
          <Text size="sm" c="var(--mantine-color-error)">
            {error}
          </Text>
        )}
        {shown.map((item, index) => (
          <Group key={index} align="flex-end" wrap="nowrap" gap="xs">
            <div style={{ flex: 1 }}>
              <Field
                name={typeOf(items) === "object" ? "" : name}
                schema={items}
                label={labelOf(items, i18n.language, t("item", { number: index + 1 }))}
                value={item}
                pointer={`${pointer}/${index}`}
                required={false}
                said={said}
                disabled={disabled}
                onChange={(next) => onChange(shown.map((each, at) => (at === index ? (next ?? emptyOf(items)) : each)))}
              />
            </div>
            <Button
              variant="default"
              px="xs"
              disabled={disabled}
              aria-label={t("remove", { number: index + 1 })}
              onClick={() => onChange(shown.filter((_, at) => at !== index))}
            >
              <IconTrash size={16} aria-hidden />
            </Button>
          </Group>
        ))}
        <Group>
          <Button
            size="compact-sm"
            variant="light"
            leftSection={<IconPlus size={14} aria-hidden />}
            disabled={disabled || shown.length >= (schema.maxItems ?? Infinity)}
            onClick={() => onChange([...shown, emptyOf(items)])}
          >
            {t("add")}
          </Button>
        </Group>
      </Stack>
    </Fieldset>
  );
}

const emptyOf = (schema: FormSchema): Json => (typeOf(schema) === "object" ? {} : "");

/** The fields of an object, in the order of its schema. */
interface FieldSetProps {
  readonly schema: FormSchema;
  readonly value: Values;
  readonly pointer: string;
  /** What is wrong, by pointer. */
  readonly said: ReadonlyMap<string, string>;
  readonly disabled: boolean;
  readonly onChange: (value: Values) => void;
}

export function FieldSet({ schema, value, pointer, said, disabled, onChange }: FieldSetProps) {
  const { i18n } = useTranslation();
  const required = requiredIn(schema, value);
  return (
    <Stack gap="md">
      {Object.entries(schema.properties ?? {}).map(([name, property]) => (
        <Field
          key={name}
          name={name}
          schema={property}
          label={labelOf(property, i18n.language, name)}
          value={value[name]}
          pointer={`${pointer}/${name}`}
          required={required.has(name)}
          said={said}
          disabled={disabled}
          onChange={(next: Json | undefined) => {
            const { [name]: _, ...rest } = value;
            onChange(next === undefined ? rest : { ...rest, [name]: next });
          }}
        />
      ))}
    </Stack>
  );
}
