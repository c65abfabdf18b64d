/** Our own rules, in the order in which a reader mends a diagram: its shape, its text, its times, what it calls, its expressions. */
import type { LintRule } from "./lint-rule.ts";
import { actionChain } from "./rules/action-chain.ts";
import { blackBoxPools } from "./rules/black-box-pools.ts";
import { bpmn12 } from "./rules/bpmn-1-2.ts";
import { completeConditions } from "./rules/complete-conditions.ts";
import { deadEnd } from "./rules/dead-end.ts";
import { feelPitfalls } from "./rules/feel-pitfalls.ts";
import { feelValues } from "./rules/feel-values.ts";
import { feelVariables } from "./rules/feel-variables.ts";
import { formExists } from "./rules/form-exists.ts";
import { handlerExists } from "./rules/handler-exists.ts";
import { handlerInputs } from "./rules/handler-inputs.ts";
import { handlerOutputs } from "./rules/handler-outputs.ts";
import { implicitParallelism } from "./rules/implicit-parallelism.ts";
import { labelsInLanguages } from "./rules/labels-in-languages.ts";
import { layout } from "./rules/layout.ts";
import { messageFlowEnds } from "./rules/message-flow-ends.ts";
import { stepLimit } from "./rules/step-limit.ts";
import { termFitsRule } from "./rules/term-fits.ts";
import { tracedToText } from "./rules/traced-to-text.ts";
import { unreachable } from "./rules/unreachable.ts";

export const OUR_RULES: readonly LintRule[] = [
  layout,
  bpmn12,
  unreachable,
  deadEnd,
  implicitParallelism,
  completeConditions,
  messageFlowEnds,
  blackBoxPools,
  labelsInLanguages,
  tracedToText,
  actionChain,
  stepLimit,
  termFitsRule,
  handlerExists,
  handlerInputs,
  handlerOutputs,
  formExists,
  feelPitfalls,
  feelValues,
  feelVariables,
];
