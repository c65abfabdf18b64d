import type { Problem } from "../engine/errors.ts";

/** A refusal for the prompt: what happened, then each place that is wrong on a line of its own. */
export function problemLines(detail: string, problems: readonly Problem[]): string {
  return [detail, ...problems.map((problem) => `  ${problemLine(problem)}`)].join("\n");
}

/** `line 12, element check: no such handler [handler-unknown]` */
export function problemLine({ line, element, pointer, detail, code }: Problem): string {
  const place = [
    ...(line === undefined ? [] : [`line ${line}`]),
    ...(element === undefined ? [] : [`element ${element}`]),
    ...(pointer === undefined || pointer === "" ? [] : [pointer]),
  ].join(", ");
  return `${place === "" ? "" : `${place}: `}${detail}${code === undefined ? "" : ` [${code}]`}`;
}
