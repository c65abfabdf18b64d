/** What came of one case: where it went wrong in words, the places on the diagram, and whether the second engine agrees. */
import { List, Stack, Text } from "@mantine/core";
import { useMemo } from "react";
import { useTranslation } from "react-i18next";
import "./case-outcome.css";
import { DiagramView } from "../../diagram/diagram-view.tsx";
import type { BundleDiagram } from "../use-diagram.ts";
import type { Fault, Played } from "./use-trial.ts";
import { Said } from "../said.tsx";

export function CaseOutcome({ played, diagram }: { readonly played: Played; readonly diagram: BundleDiagram }) {
  const { t } = useTranslation("workshop");
  const { outcome, opinion } = played;
  const faults = useMemo(() => outcome.faults ?? [], [outcome]);
  const marks = useMemo(() => {
    const places = [...new Set(faults.flatMap(({ element }) => element ?? []))];
    return {
      classes: { "scenario-fault": places },
      badges: places.map((element) => ({ element, text: t("scenarios.here"), kind: "token" as const })),
      ...(places[0] === undefined ? {} : { focus: places[0] }),
    };
  }, [faults, t]);
  const differs = opinion?.agrees === false ? <Text size="sm">{t("scenarios.differs")}</Text> : undefined;
  if (outcome.ok)
    return (
      <Said color="green" title={t("scenarios.isPassed")}>
        {differs}
      </Said>
    );
  return (
    <Stack gap="sm">
      <Said color="red" title={t("scenarios.isFailed")}>
        <List size="sm">
          {faults.map((fault, index) => (
            <List.Item key={index}>
              <FaultInWords fault={fault} nameOf={diagram.nameOf} />
            </List.Item>
          ))}
        </List>
        {outcome.notes?.map((note) => (
          <Text key={note} size="sm">
            {note}
          </Text>
        ))}
        {differs}
      </Said>
      {marks.focus !== undefined && (
        <DiagramView
          xml={diagram.xml}
          labels={diagram.labels}
          marks={marks}
          description={t("scenarios.picture", {
            places: marks.classes["scenario-fault"].map(diagram.nameOf).join(", "),
          })}
          follow
        />
      )}
    </Stack>
  );
}

function FaultInWords({ fault, nameOf }: { readonly fault: Fault; readonly nameOf: (id: string) => string }) {
  const { t } = useTranslation("workshop");
  const { code, element, name = "", instance, step, expected, seen, detail = "" } = fault;
  const elements = code === "open";
  const said = t(`scenarios.fault.${code}`, {
    element: element === undefined ? "" : nameOf(element),
    name: code === "order" ? nameOf(name) : name,
    step,
    expected: valueText(expected, elements ? nameOf : undefined),
    seen: seen === undefined ? t("scenarios.nothing") : valueText(seen, elements ? nameOf : undefined),
    detail,
  });
  return <>{instance === undefined ? said : `${instance}: ${said}`}</>;
}

function valueText(value: unknown, nameOf?: (id: string) => string): string {
  if (Array.isArray(value)) return value.length === 0 ? "–" : value.map((each) => valueText(each, nameOf)).join(", ");
  if (typeof value === "string") return nameOf?.(value) ?? value;
  return value === undefined ? "" : JSON.stringify(value);
}
