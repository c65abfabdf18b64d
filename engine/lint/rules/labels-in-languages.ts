/** Whatever a reader sees in the diagram has a `reg:label` in each language; staff and applicants choose theirs. */
import { type BpmnElement, childrenOf, extensionsOf, idOf, isA, nameOf, textOf } from "../../model/bpmn-element.ts";
import { type LintRule, listed } from "../lint-rule.ts";

export const labelsInLanguages: LintRule = {
  name: "labels-in-languages",
  categories: { engine: "off", regulation: "error" },
  check({ elementsById, languages }, report) {
    for (const element of Object.values(elementsById)) {
      const shown = shownText(element);
      if (shown === undefined) continue;
      const labels = extensionsOf(element, "reg:Label").map((label) => ({
        language: textOf(label, "lang") ?? "",
        text: (textOf(label, "text") ?? "").trim(),
      }));
      const missing = languages.filter(
        (language) => !labels.some((label) => label.language === language && label.text !== ""),
      );
      if (missing.length > 0) report(idOf(element), `no reg:label in ${listed(missing)}`);
      if (shown !== "" && labels.length > 0 && !labels.some(({ text }) => text === shown))
        report(idOf(element), `the diagram says "${shown}", which is none of its labels`, "warn");
    }
  },
};

/** What is always read, named or not; gateways that only join and flows without condition are read only when they have a name. */
const ALWAYS = ["bpmn:Process", "bpmn:Participant", "bpmn:Lane", "bpmn:Activity", "bpmn:Event"];
const NAMED = ["bpmn:FlowElement", "bpmn:MessageFlow", "bpmn:Group"];
/** Named for the file, not for readers. */
const NOT_DRAWN = ["bpmn:DataObject"];

/** The text on the sheet, "" when there is none though there should be; undefined for what no reader sees. */
function shownText(element: BpmnElement): string | undefined {
  if (NOT_DRAWN.includes(element.$type)) return undefined;
  if (element.$type === "bpmn:TextAnnotation") return textOf(element, "text")?.trim();
  const name = nameOf(element).trim();
  if (ALWAYS.some((type) => isA(element, type))) return name;
  if (isA(element, "bpmn:Gateway") && childrenOf(element, "outgoing").length > 1) return name;
  return name !== "" && NAMED.some((type) => isA(element, type)) ? name : undefined;
}
