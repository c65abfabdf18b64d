/** Lints the diagram of a bundle as `reglament lint` does a file in its folder, and says what is wrong as the API says it. */
import type { Problem } from "../errors.ts";
import type { Graph } from "../model/graph.ts";
import type { ResourceKind } from "../ports.ts";
import { deployable, givenBy } from "./given-variables.ts";
import { lintDiagram } from "./lint-diagram.ts";
import type { Category, HandlerShape, JsonSchema, Profile } from "./lint-rule.ts";

export interface LintedResource {
  readonly kind: ResourceKind;
  readonly name: string;
  readonly bytes: Uint8Array;
}

export interface Finding {
  /** Of lint (`dead-end`, `bpmnlint/label-required`), or the code of what the compiler refuses (`DANGLING_REFERENCE`). */
  readonly rule: string;
  readonly category: Category;
  readonly message: string;
  /** Id of the element; absent when it is about the file. */
  readonly element?: string;
  /** From 1. */
  readonly line?: number;
}

export interface BundleFindings {
  readonly profile: Profile;
  /** Whether it can be deployed, as far as the diagram itself decides that. */
  readonly compiles: boolean;
  /** What the compiler refuses first, then errors, then warnings. */
  readonly findings: readonly Finding[];
  /** The sum of the longest way against each term of the act. */
  readonly terms: readonly {
    readonly process: string;
    readonly duration: string;
    readonly unit: string;
    readonly fits: boolean;
    readonly sum: string;
  }[];
}

/** `others` are the diagrams that the bundle's may call or be called by. */
export async function findingsOfBundle(
  resources: readonly LintedResource[],
  others: readonly Uint8Array[],
  handlers: readonly HandlerShape[],
): Promise<BundleFindings> {
  const found: BundleFindings[] = [];
  for (const { bytes } of resources.filter(({ kind }) => kind === "bpmn")) {
    const graphs = await compiledOnce(others);
    const report = await lintDiagram(bytes, {
      handlers,
      forms: (name) => formOf(resources, name),
      given: givenBy([...(await deployable([bytes])), ...graphs]),
      others: graphs,
    });
    const { profile, compiles, problems, messages, terms } = report;
    found.push({
      profile,
      compiles,
      findings: [
        ...problems.map(({ code = "DIAGRAM_BROKEN", detail, element, line }) =>
          finding(code, "error", detail, element, line),
        ),
        ...messages.map(({ rule, category, message, element, line }) =>
          finding(rule, category, message, element, line),
        ),
      ],
      terms: terms.map(({ process, term, fits, sum }) => ({
        process,
        duration: term.duration,
        unit: term.unit,
        fits,
        sum,
      })),
    });
  }
  return {
    profile: found[0]?.profile ?? "engine",
    compiles: found.length > 0 && found.every(({ compiles }) => compiles),
    findings: found.flatMap(({ findings }) => findings),
    terms: found.flatMap(({ terms }) => terms),
  };
}

/** Of findings the errors, as a problem document lists them. */
export const problemsOf = ({ findings }: BundleFindings): readonly Problem[] =>
  findings
    .filter(({ category }) => category === "error")
    .map(({ rule, message, element, line }) => ({
      code: rule,
      detail: message,
      ...(element === undefined ? {} : { element }),
      ...(line === undefined ? {} : { line }),
    }));

const finding = (
  rule: string,
  category: Category,
  message: string,
  element: string | undefined,
  line: number | undefined,
): Finding => ({
  rule,
  category,
  message,
  ...(element === undefined ? {} : { element }),
  ...(line === undefined ? {} : { line }),
});

/** Somebody who draws asks every second, and the other channels are the same each time. */
const compiled = new Map<string, readonly Graph[]>();
const KEPT = 40;

async function compiledOnce(diagrams: readonly Uint8Array[]): Promise<readonly Graph[]> {
  const graphs: Graph[] = [];
  for (const bytes of diagrams) {
    const text = new TextDecoder("latin1").decode(bytes);
    let known = compiled.get(text);
    if (known === undefined) {
      known = await deployable([bytes]);
      if (compiled.size >= KEPT) compiled.clear();
      compiled.set(text, known);
    }
    graphs.push(...known);
  }
  return graphs;
}

/** A form that cannot be read is refused by the deployment itself. */
function formOf(resources: readonly LintedResource[], name: string): JsonSchema | undefined {
  const form = resources.find((each) => each.kind === "form" && each.name === name);
  if (form === undefined) return undefined;
  try {
    return JSON.parse(new TextDecoder().decode(form.bytes)) as JsonSchema;
  } catch {
    return undefined;
  }
}
