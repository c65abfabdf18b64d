/** Fields of the panel. What is typed becomes a step of the diagram after a short rest, and at once when the field is left. */
import { Autocomplete, Group, NativeSelect, TextInput, Textarea } from "@mantine/core";
import { useCallback, useEffect, useRef, useState, type ReactNode } from "react";
import { useTranslation } from "react-i18next";

const REST_MS = 350;

/** The text as it is typed, and the way to say it: `onChange` at each letter, `onBlur` when the field is left. */
function useTyped(value: string, commit: (text: string) => void, whole: boolean) {
  const [typed, setTyped] = useState<string>();
  const waiting = useRef<string>(undefined);
  const timer = useRef<ReturnType<typeof setTimeout>>(undefined);
  const say = useRef(commit);
  say.current = commit;
  const flush = useCallback((): void => {
    clearTimeout(timer.current);
    const text = waiting.current;
    waiting.current = undefined;
    if (text !== undefined) say.current(text);
    setTyped(undefined);
  }, []);
  useEffect(() => flush, [flush]);
  return {
    value: typed ?? value,
    onChange: (text: string): void => {
      setTyped(text);
      waiting.current = text;
      clearTimeout(timer.current);
      if (whole) return;
      timer.current = setTimeout(() => {
        const rested = waiting.current;
        waiting.current = undefined;
        if (rested !== undefined) say.current(rested);
      }, REST_MS);
    },
    onBlur: flush,
  };
}

export interface TextFieldProps {
  readonly label: string;
  readonly value: string;
  readonly onChange: (text: string) => void;
  readonly description?: ReactNode;
  readonly required?: boolean;
  readonly error?: string | undefined;
  readonly long?: boolean;
  /** FEEL or an id: in letters of equal width. */
  readonly code?: boolean;
  readonly suggestions?: readonly string[] | undefined;
  /** Said only when the field is left: half an id is another id. */
  readonly whole?: boolean;
}

export function TextField(props: TextFieldProps) {
  const { label, value, onChange, description, required, error, long, code, suggestions, whole } = props;
  const typed = useTyped(value, onChange, whole === true);
  const shown = {
    label,
    description,
    error,
    size: "xs",
    withAsterisk: required === true,
    value: typed.value,
    onBlur: typed.onBlur,
    autoComplete: "off",
    spellCheck: code !== true,
    ...(code === true ? { styles: { input: { fontFamily: "var(--mantine-font-family-monospace)" } } } : {}),
  } as const;
  if (suggestions !== undefined && suggestions.length > 0)
    return <Autocomplete {...shown} data={[...new Set(suggestions)]} onChange={typed.onChange} />;
  if (long === true)
    return (
      <Textarea
        {...shown}
        autosize
        minRows={1}
        maxRows={8}
        onChange={({ currentTarget }) => typed.onChange(currentTarget.value)}
      />
    );
  return <TextInput {...shown} onChange={({ currentTarget }) => typed.onChange(currentTarget.value)} />;
}

const UNITS = ["minute", "hour", "working-day", "calendar-day"] as const;
type Unit = (typeof UNITS)[number];

const FORMS: Readonly<Record<Unit, readonly [string, string]>> = {
  minute: ["PT", "M"],
  hour: ["PT", "H"],
  "working-day": ["P", "D"],
  "calendar-day": ["P", "D"],
};

/** `PT15M` in minutes is 15; undefined for what is no whole number of the unit. */
function amountOf(duration: string, unit: string): string | undefined {
  if (duration === "") return "";
  if (!(unit in FORMS)) return undefined;
  const [before, after] = FORMS[unit as Unit];
  return new RegExp(`^${before}(\\d+)${after}$`).exec(duration)?.[1];
}

function durationOf(amount: string, unit: string): string {
  if (!/^\d+$/.test(amount) || !(unit in FORMS)) return amount;
  const [before, after] = FORMS[unit as Unit];
  return `${before}${amount}${after}`;
}

export interface LengthFieldProps {
  readonly duration: string;
  readonly unit: string;
  readonly onChange: (length: { readonly duration: string; readonly unit: string }) => void;
}

/** A length of time with its unit. One that is no whole number of its unit is shown as it stands in the file (ISO 8601). */
export function LengthField({ duration, unit, onChange }: LengthFieldProps) {
  const { t } = useTranslation("studio");
  const amount = amountOf(duration, unit);
  return (
    <Group gap="xs" grow align="start" wrap="nowrap">
      <TextField
        label={amount === undefined ? t("fields.durationIso") : t("fields.duration")}
        value={amount ?? duration}
        onChange={(text) => onChange({ duration: durationOf(text.trim(), unit), unit })}
      />
      <NativeSelect
        size="xs"
        label={t("fields.unit")}
        value={unit}
        onChange={({ currentTarget }) =>
          onChange({
            duration: amount === undefined ? duration : durationOf(amount, currentTarget.value),
            unit: currentTarget.value,
          })
        }
        data={[
          ...(unit === "" ? [{ value: "", label: "–" }] : []),
          ...UNITS.map((value) => ({ value, label: t(`units.${value}`) })),
        ]}
      />
    </Group>
  );
}
