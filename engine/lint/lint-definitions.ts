/**
 * Runs bpmnlint, with its recommended rules and ours as the plug-in `reglament`, over the tree of a diagram. Nothing here needs Node: the
 * studio runs it over the tree that the editor holds.
 */
import { type BpmnlintReport, type BpmnlintRule, type BpmnlintRuleFactory, Linter } from "bpmnlint";
import { type BpmnElement, childOf, idOf } from "../model/bpmn-element.ts";
import type { Category, Diagram, LintRule } from "./lint-rule.ts";
import { OUR_RULES } from "./our-rules.ts";
import { RECOMMENDED_CONFIG, RECOMMENDED_RULES, WEIGHED } from "./recommended.ts";

export interface LintMessage {
  /** `dead-end`, or `bpmnlint/label-required`. */
  readonly rule: string;
  readonly category: Category;
  /** Id of the element; absent when it is about the file. */
  readonly element?: string;
  readonly message: string;
  /** From 1; only where the diagram came as a file. */
  readonly line?: number;
  /** The rule's page: `docs/lint/dead-end.md`, or the address of bpmnlint's. */
  readonly page: string;
}

const PLUGIN = "bpmnlint-plugin-reglament";

/** Errors first, each in the order of the rules. The tree's `incoming` and `outgoing` must be filled in, as editors do. */
export async function lintDefinitions(diagram: Diagram): Promise<readonly LintMessage[]> {
  const linter = new Linter({
    config: { extends: ["bpmnlint:recommended", "plugin:reglament/own"], rules: WEIGHED[diagram.profile] },
    resolver: {
      resolveRule: (pkg, name) => ruleNamed(diagram, pkg, name),
      resolveConfig: (pkg) => (pkg === PLUGIN ? { rules: ownCategories(diagram) } : RECOMMENDED_CONFIG),
    },
    transformRule: withoutThrowing,
  });
  const results = await linter.lint(diagram.definitions);
  const messages = Object.entries(results).flatMap(([name, reports]) => reports.map((each) => messageOf(name, each)));
  const kept = withoutRefined(messages);
  return [
    ...kept.filter(({ category }) => category === "error"),
    ...kept.filter(({ category }) => category === "warn"),
  ];
}

const ownCategories = ({ profile }: Diagram): Readonly<Record<string, string>> =>
  Object.fromEntries(OUR_RULES.map(({ name, categories }) => [name, categories[profile]]));

function ruleNamed(diagram: Diagram, pkg: string, name: string): BpmnlintRuleFactory {
  const own = pkg === PLUGIN ? OUR_RULES.find((rule) => rule.name === name) : undefined;
  const factory = own === undefined ? RECOMMENDED_RULES[name] : () => asBpmnlintRule(own, diagram);
  if (factory === undefined) throw new Error(`there is no rule ${pkg}/${name}`);
  return factory;
}

/** Our rules look at the diagram as a whole, once, when the root is entered. */
function asBpmnlintRule(rule: LintRule, diagram: Diagram): BpmnlintRule {
  return {
    meta: { documentation: { url: pageOf(rule.name) } },
    check(_root, reporter) {
      rule.check(diagram, (element, message, category) =>
        reporter.report(element, message, category === undefined ? {} : { weight: category }),
      );
      return false;
    },
  };
}

/** A rule that cannot cope with a broken diagram says so in one line; bpmnlint itself would write to the console. */
function withoutThrowing(rule: BpmnlintRule): BpmnlintRule {
  const { enter, leave } = typeof rule.check === "function" ? { enter: rule.check } : rule.check;
  let failed = false;
  const guarded =
    <R>(visit: ((...args: Parameters<NonNullable<typeof enter>>) => R) | undefined) =>
    (...args: Parameters<NonNullable<typeof enter>>): R | undefined => {
      if (failed || visit === undefined) return undefined;
      try {
        return visit(...args);
      } catch (error) {
        failed = true;
        const why = error instanceof Error ? error.message : String(error);
        args[1].report(idOf(args[0] as BpmnElement), `the rule could not read the diagram: ${why}`);
        return undefined;
      }
    };
  return { ...rule, check: { enter: guarded(enter), leave: guarded(leave) } };
}

function messageOf(name: string, { id, message, meta, category, weight }: BpmnlintReport): LintMessage {
  const own = name.startsWith("reglament/");
  const rule = own ? name.slice("reglament/".length) : `bpmnlint/${name}`;
  return {
    rule,
    category: (weight ?? category) === "warn" ? "warn" : "error",
    ...(id === undefined ? {} : { element: id }),
    message,
    page: meta?.documentation?.url ?? pageOf(rule),
  };
}

const pageOf = (rule: string): string => `docs/lint/${rule}.md`;

/** Where one of ours says more of the same element, bpmnlint need not say it too. */
function withoutRefined(messages: readonly LintMessage[]): readonly LintMessage[] {
  const refined = OUR_RULES.flatMap(({ name, refines = [] }) => refines.map((other) => [name, `bpmnlint/${other}`]));
  return messages.filter(
    ({ rule, element }) =>
      !refined.some(
        ([own, other]) =>
          rule === other &&
          messages.some((each) => each.rule === own && (each.element === undefined || each.element === element)),
      ),
  );
}

/**
 * `incoming` and `outgoing` children are optional in the standard, but bpmnlint reads them: fills them in from the flows. Only for trees
 * that nobody else holds.
 */
export function fillInFlows(elements: readonly BpmnElement[]): void {
  const ends = { incoming: new Map<BpmnElement, BpmnElement[]>(), outgoing: new Map<BpmnElement, BpmnElement[]>() };
  for (const flow of elements.filter(({ $type }) => $type === "bpmn:SequenceFlow")) {
    for (const [name, end] of [
      ["incoming", childOf(flow, "targetRef")],
      ["outgoing", childOf(flow, "sourceRef")],
    ] as const)
      if (end !== undefined) ends[name].set(end, [...(ends[name].get(end) ?? []), flow]);
  }
  for (const element of elements) {
    if (element.$instanceOf?.("bpmn:FlowNode") !== true) continue;
    const settable = element as unknown as { set(name: string, value: unknown): void };
    settable.set("incoming", ends.incoming.get(element) ?? []);
    settable.set("outgoing", ends.outgoing.get(element) ?? []);
  }
}
