/**
 * Which variables a process can have and which values: from the fields that forms mark with `x-variable`, the outputs of handlers,
 * scripts, decisions, mappings and loops. What comes with a message, at the start without a form or from a called process is not known.
 */
import { evaluate } from "feelin";
import type { FlowNode, ProcessGraph } from "../model/graph.ts";
import {
  childrenOfNode,
  everyNode,
  type FeelTree,
  feelTree,
  inner,
  literalOf,
  pathOf,
  readPaths,
} from "./feel-tree.ts";
import { type Diagram, isActivity, type JsonSchema, nodesOf } from "./lint-rule.ts";
import { samplesOf } from "./sampled-values.ts";
import { memberOf, misfits, propertiesOf, valuesOf } from "./schema-values.ts";

export interface KnownVariables {
  /** Undefined: nothing that is known gives it. */
  find(path: string): KnownPath | undefined;
  readonly names: readonly string[];
  /** In words: whence variables may come of which nothing is known. */
  readonly openSources: readonly string[];
}

export interface KnownPath {
  /** In words: `the form documents-check`. */
  readonly sources: readonly string[];
  /** Every value that it can have; absent: many, or not known. */
  readonly values?: readonly (string | number | boolean | null)[];
  /** What gives the variable has no such property. */
  readonly missing?: true;
  /** Whether what gives it could give this value. */
  allows(value: string | number | boolean): boolean;
}

interface Source {
  readonly words: string;
  readonly schema: JsonSchema | undefined;
}

const cache = new WeakMap<Diagram, Map<string, KnownVariables>>();

export function variablesOf(diagram: Diagram, process: ProcessGraph): KnownVariables {
  const known = cache.get(diagram) ?? new Map<string, KnownVariables>();
  cache.set(diagram, known);
  const variables = known.get(process.id) ?? collect(diagram, process);
  known.set(process.id, variables);
  return variables;
}

function collect(diagram: Diagram, process: ProcessGraph): KnownVariables {
  const sources = new Map<string, Source[]>();
  const openSources: string[] = [];
  const give = (name: string, words: string, schema?: JsonSchema): void => {
    sources.set(name, [...(sources.get(name) ?? []), { words, schema }]);
  };
  const open = (words: string): void => {
    openSources.push(words);
  };
  for (const name of diagram.given(process.id)) give(name, "the process that calls it");
  for (const caller of diagram.graph.nodes)
    if (caller.calledProcess?.process === process.id)
      for (const { target } of caller.calledProcess.inputs) give(target, `the call ${caller.id}`);
  for (const node of nodesOf(diagram.graph, process)) {
    giveForm(diagram, node, give, open);
    giveCall(diagram, node, give);
    giveOwn(node, give, open);
  }
  return {
    names: [...sources.keys()],
    openSources,
    find(path) {
      const [name = "", ...rest] = path.split(".");
      const given = sources.get(name);
      return given === undefined ? undefined : knownPath(given, rest);
    },
  };
}

function knownPath(given: readonly Source[], rest: readonly string[]): KnownPath {
  const sources = [...new Set(given.map(({ words }) => words))];
  const members = given.map(({ schema }) => memberOf(schema, rest));
  const schemas = members.flatMap((member) => (member === "missing" ? [] : [member.schema]));
  const allows: KnownPath["allows"] = (value) => schemas.some((schema) => misfits(schema, value).length === 0);
  if (schemas.length === 0) return { sources, missing: true, allows };
  const values = schemas.map(valuesOf);
  if (!values.every((each) => each !== undefined)) return { sources, allows };
  return { sources, values: [...new Set(values.flat())], allows };
}

type Give = (name: string, words: string, schema?: JsonSchema) => void;

function giveForm(diagram: Diagram, node: FlowNode, give: Give, open: (words: string) => void): void {
  if (node.form !== undefined) {
    const schema = diagram.forms?.(node.form);
    if (schema === undefined) open(`the form ${node.form}, which is not known`);
    else
      for (const [name, property] of Object.entries(propertiesOf(schema)))
        if (property["x-variable"] === true) give(name, `the form ${node.form}`, property);
  } else if (node.kind === "userTask" || node.kind === "manualTask") {
    open(`the task ${node.id}, which has no form`);
  } else if (node.kind === "startEvent" && node.triggers.length === 0 && node.attachedTo < 0) {
    open(`the start event ${node.id}, which has no form`);
  }
  const caught = node.kind === "receiveTask" || /^(start|boundary|intermediateCatch)Event$/.test(node.kind);
  const [message] = node.triggers.filter(({ type }) => type === "message" || type === "signal");
  if (caught && message !== undefined && node.form === undefined)
    open(`the ${message.type} ${"name" in message ? message.name : ""} at ${node.id}`);
}

function giveCall(diagram: Diagram, node: FlowNode, give: Give): void {
  const { call } = node;
  if (call === undefined) return;
  const output = diagram.handlers?.get(call.handler)?.output as JsonSchema | undefined;
  for (const { variable, feel } of call.outputs)
    give(variable, `${call.handler} at ${node.id}`, feel === undefined ? output : schemaOfFeel(feel, output));
}

function giveOwn(node: FlowNode, give: Give, open: (words: string) => void): void {
  if (node.script?.resultVariable !== undefined)
    give(node.script.resultVariable, `the script ${node.id}`, schemaOfFeel(node.script.feel, undefined));
  if (node.decision !== undefined) give(node.decision.resultVariable, `the decision at ${node.id}`);
  for (const { target, feel } of [...node.inputMappings, ...node.outputMappings])
    give(target, `the mapping at ${node.id}`, schemaOfFeel(feel, undefined));
  if (node.calledProcess !== undefined) {
    for (const { target } of node.calledProcess.outputs) give(target, `the call ${node.id}`);
    if (node.calledProcess.propagateAll) open(`the process that ${node.id} calls`);
  }
  if (node.loop?.type === "multi") {
    if (node.loop.item !== undefined) give(node.loop.item, `the loop ${node.id}`);
    if (node.loop.outputCollection !== undefined) give(node.loop.outputCollection, `the loop ${node.id}`);
  }
  if (node.loop !== undefined && isActivity(node)) give("loopCounter", `the loop ${node.id}`);
}

/** What an expression can give, as far as its form alone tells; `over` is the schema of what its names stand for. */
function schemaOfFeel(feel: string, over: JsonSchema | undefined): JsonSchema | undefined {
  const tree = feelTree(feel);
  if (tree === undefined) return undefined;
  const top = inner(tree.root);
  const path = pathOf(tree, top);
  if (path !== undefined) {
    const member = over === undefined ? undefined : memberOf(over, path.split("."));
    return member === undefined || member === "missing" ? undefined : member.schema;
  }
  const literal = literalOf(tree, top);
  if (literal !== undefined) return { const: literal.value };
  if (top.name === "IfExpression") {
    const branches = childrenOfNode(top).filter(({ name }) => !["if", "then", "else"].includes(name));
    const values = branches.slice(1).map((branch) => literalOf(tree, branch));
    return values.length === 2 && values.every((value) => value !== undefined)
      ? { enum: values.map(({ value }) => value) }
      : undefined;
  }
  const negation = top.name === "FunctionInvocation" && tree.textOf(top).startsWith("not");
  const truth = ["Comparison", "Conjunction", "Disjunction", "QuantifiedExpression"].includes(top.name) || negation;
  const safe = ![...everyNode(top)].some(({ name }) => name === "FilterExpression");
  return truth && safe ? { type: "boolean" } : undefined;
}

/** How many combinations of values are tried before lint gives up. */
const MOST_COMBINATIONS = 2_048;

/**
 * Every combination of values of the paths that these expressions read, each as the variables that they are evaluated over; undefined when
 * a path has no short list of values and is not only compared with literals, or when there are too many.
 */
export function combinations(
  variables: KnownVariables,
  trees: readonly FeelTree[],
): readonly Readonly<Record<string, unknown>>[] | undefined {
  let found: Record<string, unknown>[] = [{}];
  for (const path of new Set(trees.flatMap(readPaths))) {
    const known = variables.find(path);
    const values = known?.values ?? samplesOf(trees, path)?.filter((value) => known?.allows(value) ?? true);
    if (values === undefined || values.length === 0 || found.length * values.length > MOST_COMBINATIONS)
      return undefined;
    found = found.flatMap((each) => values.map((value) => withPath(each, path.split("."), value)));
  }
  return found;
}

function withPath(context: Record<string, unknown>, path: readonly string[], value: unknown): Record<string, unknown> {
  const [name = "", ...rest] = path;
  if (rest.length === 0) return { ...context, [name]: value };
  const within = context[name];
  const member = typeof within === "object" && within !== null ? (within as Record<string, unknown>) : {};
  return { ...context, [name]: withPath(member, rest, value) };
}

/** The value, or undefined where the case would stop with an incident: feelin throws or warns. */
export function tryFeel(feel: string, context: Readonly<Record<string, unknown>>): unknown {
  try {
    const { value, warnings } = evaluate(feel, context);
    return warnings.length === 0 ? (value as unknown) : undefined;
  } catch {
    return undefined;
  }
}
