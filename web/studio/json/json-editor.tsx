/** A file of JSON as text, checked while somebody types: what is wrong is listed by line, and a click puts the caret there. What is typed is always kept. */
import { Anchor, List, Stack, Text, Textarea } from "@mantine/core";
import { useMemo, useRef } from "react";
import { useTranslation } from "react-i18next";
import { JsonBroken, readJson } from "./read-json.ts";

export interface JsonMistake {
  /** RFC 6901. */
  readonly pointer: string;
  readonly text: string;
}

export interface JsonEditorProps {
  readonly label: string;
  readonly text: string;
  readonly onChange: (text: string) => void;
  /** What is wrong with a value that is JSON. */
  readonly check?: (value: unknown) => readonly JsonMistake[];
  readonly rows?: number;
}

interface Finding {
  readonly line: number;
  readonly text: string;
}

/** Nobody mends more at once. */
const SHOWN = 20;

export function JsonEditor({ label, text, onChange, check, rows = 22 }: JsonEditorProps) {
  const { t } = useTranslation("workshop");
  const area = useRef<HTMLTextAreaElement>(null);
  const findings = useMemo((): readonly Finding[] => {
    try {
      const { value, lines } = readJson(text);
      return (check?.(value) ?? []).map((mistake) => ({ line: lineOf(lines, mistake.pointer), text: mistake.text }));
    } catch (error) {
      if (!(error instanceof JsonBroken)) throw error;
      return [{ line: error.line, text: t("json.broken", { column: error.column }) }];
    }
  }, [text, check, t]);
  const goTo = (line: number): void => {
    const at =
      text
        .split("\n")
        .slice(0, line - 1)
        .join("\n").length + (line > 1 ? 1 : 0);
    const end = text.indexOf("\n", at);
    area.current?.focus();
    area.current?.setSelectionRange(at, end < 0 ? text.length : end);
    scrollToLine(area.current, line, text.split("\n").length);
  };
  return (
    <Stack gap="xs">
      <Textarea
        ref={area}
        label={label}
        value={text}
        rows={rows}
        spellCheck={false}
        wrap="off"
        styles={{ input: { fontFamily: "var(--mantine-font-family-monospace)", fontSize: 13, lineHeight: 1.5 } }}
        error={findings.length > 0 ? t("json.wrong", { count: findings.length }) : undefined}
        onChange={(event) => onChange(event.currentTarget.value)}
      />
      {findings.length > 0 && (
        <List size="sm" aria-label={t("json.list")}>
          {findings.slice(0, SHOWN).map((finding, index) => (
            <List.Item key={index}>
              <Anchor component="button" type="button" size="sm" onClick={() => goTo(finding.line)}>
                {t("json.line", { line: finding.line })}
              </Anchor>{" "}
              {finding.text}
            </List.Item>
          ))}
        </List>
      )}
      {findings.length === 0 && (
        <Text size="sm" c="dimmed">
          {t("json.right")}
        </Text>
      )}
    </Stack>
  );
}

/** That of the place itself, else of the nearest one around it. */
function lineOf(lines: ReadonlyMap<string, number>, pointer: string): number {
  for (let place = pointer; ; place = place.slice(0, place.lastIndexOf("/"))) {
    const line = lines.get(place);
    if (line !== undefined) return line;
    if (place === "") return 1;
  }
}

function scrollToLine(area: HTMLTextAreaElement | null, line: number, of: number): void {
  if (area !== null) area.scrollTop = (area.scrollHeight * Math.max(line - 5, 0)) / of;
}
