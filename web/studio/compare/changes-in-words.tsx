/** One changed fact of an element, and the changed files of a bundle, as sentences. */
import { Code, List, Stack, Text, Title } from "@mantine/core";
import { useTranslation } from "react-i18next";
import type { ChangedFact } from "./compare-diagrams.ts";
import type { FileChange, JsonChange } from "./compare-files.ts";
import { Mark } from "../said.tsx";

interface FactInWordsProps {
  readonly fact: ChangedFact;
  readonly nameBefore: (id: string) => string;
  readonly nameAfter: (id: string) => string;
}

export function FactInWords({ fact, nameBefore, nameAfter }: FactInWordsProps) {
  const { t } = useTranslation("workshop");
  const { aspect, of, before, after, areElements } = fact;
  const title = t(`compare.aspect.${aspect}`, {
    of: aspect === "label" && isLanguage(of) ? t(`language.${of}`) : (of ?? ""),
  });
  const old = before === undefined ? undefined : areElements ? nameBefore(before) : before;
  const now = after === undefined ? undefined : areElements ? nameAfter(after) : after;
  return (
    <>
      {title}: <OldAndNew before={old} after={now} />
    </>
  );
}

const isLanguage = (of: string | undefined): of is "kk" | "ru" | "en" => of === "kk" || of === "ru" || of === "en";

function OldAndNew({ before, after }: { readonly before: string | undefined; readonly after: string | undefined }) {
  const { t } = useTranslation("workshop");
  return (
    <>
      {before !== undefined && (
        <Text component="del" inherit style={{ overflowWrap: "anywhere" }}>
          {before}
        </Text>
      )}
      {before !== undefined && after !== undefined && " → "}
      {after !== undefined && (
        <Text component="ins" inherit style={{ overflowWrap: "anywhere" }}>
          {after}
        </Text>
      )}
      {after === undefined && ` (${t("compare.gone")})`}
      {before === undefined && ` (${t("compare.new")})`}
    </>
  );
}

/** More of one file is read in the file itself. */
const SHOWN = 30;

export function FileChanges({ files }: { readonly files: readonly FileChange[] }) {
  const { t } = useTranslation("workshop");
  return (
    <Stack gap="sm">
      <Title order={2} size="h4">
        {t("compare.files")}
      </Title>
      {files.map(({ path, kind, places = [] }) => (
        <div key={path}>
          <Text>
            <Mark color={{ added: "green", removed: "red", changed: "orange" }[kind]}>{t(`compare.mark.${kind}`)}</Mark>{" "}
            {path}
          </Text>
          <List size="sm">
            {places.slice(0, SHOWN).map((place) => (
              <List.Item key={place.pointer}>
                <Code>{place.pointer === "" ? "/" : place.pointer}</Code>{" "}
                <OldAndNew before={shown(place, "before")} after={shown(place, "after")} />
              </List.Item>
            ))}
          </List>
          {places.length > SHOWN && (
            <Text size="sm" c="dimmed">
              {t("compare.morePlaces", { count: places.length - SHOWN })}
            </Text>
          )}
        </div>
      ))}
    </Stack>
  );
}

function shown(place: JsonChange, side: "before" | "after"): string | undefined {
  if (!Object.hasOwn(place, side)) return undefined;
  const text = typeof place[side] === "string" ? place[side] : JSON.stringify(place[side]);
  return text.length > 300 ? `${text.slice(0, 300)}…` : text;
}
