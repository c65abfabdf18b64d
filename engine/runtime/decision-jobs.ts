/**
 * The jobs of business rule tasks are the engine's own work: the decision that the task names is evaluated from a DMN file of the
 * deployment, over the variables that the task sees.
 */
import type { Command } from "../core/commands.ts";
import type { Json, Variables } from "../core/events.ts";
import { findInstance, instanceOfWait } from "../core/evolve.ts";
import type { CaseState, Instance } from "../core/state.ts";
import { DecisionError, type Decisions } from "../decisions/decisions.ts";
import { evaluateDecision } from "../decisions/evaluate-decision.ts";
import type { Graph } from "../model/graph.ts";

/** The handler that such jobs name. */
export const DECISION_HANDLER = "dmn";

export interface DecisionJob {
  readonly key: number;
  readonly element: string;
  /** Digest of the deployment that the task belongs to: of the case, or of the called process. */
  readonly digest: string;
  /** What an expression at the task sees. */
  readonly variables: Variables;
}

/** Undefined when the job is there no more. */
export function decisionJob(state: CaseState, key: number): DecisionJob | undefined {
  const instance = instanceOfWait(state, key);
  if (instance === undefined) return undefined;
  const layers: Variables[] = [];
  let around: Instance = instance;
  for (;;) {
    if (around.variables !== undefined) layers.unshift(around.variables);
    const outer = around.graph === undefined ? findInstance(state, around.parent) : undefined;
    if (outer === undefined) break;
    around = outer;
  }
  const variables = Object.assign({}, ...layers) as Variables;
  return { key, element: instance.element, digest: around.graph ?? state.definition, variables };
}

/**
 * The command that ends the job: with the decision's answer, or with an incident that names the decision and the rule. Undefined when
 * no file has the decision.
 */
export function answerDecisionJob(
  { key, element, variables }: DecisionJob,
  graph: Graph,
  files: readonly Decisions[],
  now: string,
): Command | undefined {
  const id = graph.nodes[graph.nodeIndex[element] ?? -1]?.decision?.id;
  const file = id === undefined ? undefined : decisionFile(files, id);
  if (id === undefined || file === undefined) return undefined;
  let result: Json;
  try {
    result = evaluateDecision(file, id, variables, now);
  } catch (error) {
    if (!(error instanceof DecisionError)) throw error;
    return { type: "FailJob", key, code: error.code, message: error.message };
  }
  return { type: "CompleteJob", key, facts: { result } };
}

export const decisionFile = (files: readonly Decisions[], id: string): Decisions | undefined =>
  files.find(({ decisions }) => decisions.some((each) => each.id === id));
