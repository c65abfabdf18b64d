/** Lints the diagram of a bundle as `reglament lint` does a file in its folder, and says what is wrong as the API says it. */
import type { Problem } from "../errors.ts";
import type { ResourceKind } from "../ports.ts";
import { deployable, givenVariables } from "./given-variables.ts";
import { lintDiagram } from "./lint-diagram.ts";
import type { HandlerShape, JsonSchema } from "./lint-rule.ts";

export interface LintedResource {
  readonly kind: ResourceKind;
  readonly name: string;
  readonly bytes: Uint8Array;
}

/** Errors only, with what the compiler refuses; `others` are the diagrams that the bundle's may call or be called by. */
export async function lintBundle(
  resources: readonly LintedResource[],
  others: readonly Uint8Array[],
  handlers: readonly HandlerShape[],
): Promise<readonly Problem[]> {
  const problems: Problem[] = [];
  for (const { bytes } of resources.filter(({ kind }) => kind === "bpmn")) {
    const report = await lintDiagram(bytes, {
      handlers,
      forms: (name) => formOf(resources, name),
      given: await givenVariables([bytes, ...others]),
      others: await deployable(others),
    });
    problems.push(...report.problems);
    for (const { rule, category, message, element, line } of report.messages)
      if (category === "error")
        problems.push({
          code: rule,
          detail: message,
          ...(element === undefined ? {} : { element }),
          ...(line === undefined ? {} : { line }),
        });
  }
  return problems;
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
