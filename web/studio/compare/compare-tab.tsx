/** The working copy beside a version of its process: the one in service unless another is chosen. */
import { Loader, NativeSelect, Stack, Text } from "@mantine/core";
import { useMemo, useState } from "react";
import { useTranslation } from "react-i18next";
import { ProblemAlert } from "../../connection/problem-alert.tsx";
import { useOperation, usePages } from "../../connection/queries.ts";
import { useInWords } from "../../tables/in-words.ts";
import { filesOf } from "../bundle-files.ts";
import { useDiagram } from "../use-diagram.ts";
import type { StudioPanelProps } from "../working-copy.ts";
import { Comparison } from "./comparison.tsx";
import { Said } from "../said.tsx";

export function CompareTab({ copy }: StudioPanelProps) {
  const { t } = useTranslation("workshop");
  const words = useInWords();
  const diagram = useDiagram(copy.files);
  const process = copy.basedOn?.process ?? diagram?.facts.processes[0];
  const versions = usePages(
    "listDefinitions",
    { query: { process: process ?? "", limit: 200 } },
    { enabled: process !== undefined },
  );
  const rows = versions.data?.pages.flatMap(({ items }) => items) ?? [];
  const latest = rows.at(-1);
  const [chosen, setChosen] = useState<string>();
  const version = chosen ?? (latest === undefined ? undefined : String(latest.version));
  if (process === undefined) return <Said color="orange">{t("noDiagram")}</Said>;
  if (versions.error !== null) return <ProblemAlert error={versions.error} />;
  if (versions.isPending) return <Loader />;
  if (version === undefined) return <Said color="blue">{t("compare.nothingInService")}</Said>;
  const inService = copy.basedOn;
  return (
    <Stack>
      <Text maw={900}>{t("compare.intro")}</Text>
      {inService !== undefined && latest !== undefined && latest.version !== inService.version && (
        <Said color="orange">
          {t("compare.moved", { own: words.number(inService.version), latest: words.number(latest.version) })}
        </Said>
      )}
      <NativeSelect
        label={t("compare.with")}
        maw={480}
        value={version}
        onChange={(event) => setChosen(event.currentTarget.value)}
        data={rows.toReversed().map((row) => ({
          value: String(row.version),
          label: t(row === latest ? "compare.inService" : "compare.earlier", {
            version: words.number(row.version),
            day: words.day(row.deployedAt),
          }),
        }))}
      />
      <WithVersion process={process} version={version} copy={copy} />
    </Stack>
  );
}

interface WithVersionProps extends StudioPanelProps {
  readonly process: string;
  readonly version: string;
}

function WithVersion({ process, version, copy }: WithVersionProps) {
  const { t } = useTranslation("workshop");
  const { data, error } = useOperation("getBundle", { params: { process, version } });
  const before = useMemo(() => (data === undefined ? undefined : filesOf(data.resources)), [data]);
  if (error !== null) return <ProblemAlert error={error} />;
  if (before === undefined) return <Loader />;
  return (
    <Comparison
      before={before}
      after={copy.files}
      beforeName={t("compare.version", { version })}
      afterName={t("compare.copy")}
    />
  );
}
