/**
 * Random block-structured processes: every split has its join, so each of them must be able to end. Written as BPMN XML, so that
 * they go through the same compiler as the regulations (and through the referee).
 */
import fc from "fast-check";

export type Block =
  | { readonly kind: "user" | "manual" | "service" | "receive" | "script" | "task" | "timer" }
  | {
      readonly kind: "guarded";
      readonly interrupting: boolean;
      readonly on: "timer" | "message" | "error";
      readonly instead: Block;
    }
  | { readonly kind: "sequence"; readonly blocks: readonly Block[] }
  /** The branch chosen is the first whose condition is true; those behind it are true, too. 0, or one that is not there: the default. */
  | { readonly kind: "exclusive"; readonly branches: readonly Block[]; readonly chosen: number }
  | { readonly kind: "inclusive"; readonly branches: readonly Block[]; readonly chosen: readonly boolean[] }
  | { readonly kind: "parallel"; readonly branches: readonly Block[] }
  | { readonly kind: "race"; readonly branches: readonly Block[] }
  | { readonly kind: "loop"; readonly body: Block; readonly times: number }
  | { readonly kind: "subProcess"; readonly body: Block }
  | { readonly kind: "each"; readonly body: Block; readonly sequential: boolean; readonly count: number }
  /** A user task of which there are several. */
  | { readonly kind: "crew"; readonly sequential: boolean; readonly count: number }
  /** A sub-process that ends with an error, which its border catches. */
  | { readonly kind: "thrown"; readonly body: Block; readonly instead: Block }
  /** A sub-process with two tasks side by side, of which the one terminates the other. */
  | { readonly kind: "terminated" }
  /** A call of another process. */
  | { readonly kind: "called"; readonly body: Block };

export const blocks = (depth = 3): fc.Arbitrary<Block> => {
  const leaf: fc.Arbitrary<Block> = fc.oneof(
    { weight: 4, arbitrary: fc.constant<Block>({ kind: "user" }) },
    {
      weight: 5,
      arbitrary: fc
        .constantFrom<Block["kind"]>("manual", "service", "receive", "script", "task", "timer")
        .map((kind) => ({ kind }) as Block),
    },
  );
  if (depth === 0) return leaf;
  const inner = blocks(depth - 1);
  const several = fc.array(inner, { minLength: 2, maxLength: 3 });
  return fc.oneof(
    { depthSize: "medium" },
    leaf,
    fc.record({
      kind: fc.constant("guarded" as const),
      interrupting: fc.boolean(),
      on: fc.constantFrom("timer" as const, "message" as const, "error" as const),
      instead: inner,
    }),
    fc.record({ kind: fc.constant("sequence" as const), blocks: several }),
    fc.record({ kind: fc.constant("exclusive" as const), branches: several, chosen: fc.nat(2) }),
    several.chain((branches) =>
      fc.record({
        kind: fc.constant("inclusive" as const),
        branches: fc.constant(branches),
        chosen: fc.array(fc.boolean(), { minLength: branches.length, maxLength: branches.length }),
      }),
    ),
    fc.record({ kind: fc.constant("parallel" as const), branches: several }),
    fc.record({ kind: fc.constant("race" as const), branches: several }),
    fc.record({ kind: fc.constant("loop" as const), body: inner, times: fc.integer({ min: 1, max: 3 }) }),
    fc.record({ kind: fc.constant("subProcess" as const), body: inner }),
    fc.record({ kind: fc.constant("each" as const), body: leaf, sequential: fc.boolean(), count: fc.nat(3) }),
  );
};

/** The process as BPMN XML: start, the block, end. The choices stand in the conditions, so no variables are needed from outside. */
export function writeBlockProcess(block: Block, id = "blocks"): string {
  const definitions: string[] = [];
  let last = 0;
  const next = (prefix: string): string => `${prefix}_${++last}`;

  /** Writes a block into `out`; answers the ids of its first and last node. */
  function write(block: Block, out: string[]): { first: string; last: string } {
    switch (block.kind) {
      case "user":
      case "manual":
      case "service":
      case "task": {
        const node = next(block.kind);
        const element = block.kind === "task" ? "task" : `${block.kind}Task`;
        out.push(`<${element} id="${node}" name="${node}" />`);
        return { first: node, last: node };
      }
      case "script": {
        const node = next("script");
        out.push(
          `<scriptTask id="${node}" name="${node}" scriptFormat="feel"><extensionElements><reg:result variable="${node}" /></extensionElements><script>1 + 1</script></scriptTask>`,
        );
        return { first: node, last: node };
      }
      case "receive": {
        const node = next("receive");
        definitions.push(`<message id="message_${node}" name="${node}" />`);
        out.push(`<receiveTask id="${node}" name="${node}" messageRef="message_${node}" />`);
        return { first: node, last: node };
      }
      case "timer": {
        const node = next("timer");
        out.push(`<intermediateCatchEvent id="${node}" name="${node}">${timer("PT1H")}</intermediateCatchEvent>`);
        return { first: node, last: node };
      }
      case "guarded": {
        const node = next("guarded");
        const boundary = next("boundary");
        out.push(`<serviceTask id="${node}" name="${node}" />`);
        const cancel = block.interrupting || block.on === "error";
        let trigger = timer("PT30M");
        if (block.on === "message") {
          definitions.push(`<message id="message_${boundary}" name="${boundary}" />`);
          trigger = `<messageEventDefinition messageRef="message_${boundary}" />`;
        } else if (block.on === "error") {
          definitions.push(`<error id="error_${boundary}" name="${boundary}" errorCode="DECLINED" />`);
          trigger = `<errorEventDefinition errorRef="error_${boundary}" />`;
        }
        out.push(
          `<boundaryEvent id="${boundary}" attachedToRef="${node}" cancelActivity="${String(cancel)}">${trigger}</boundaryEvent>`,
        );
        const instead = write(block.instead, out);
        flow(out, boundary, instead.first);
        if (!cancel) {
          const end = next("end");
          out.push(`<endEvent id="${end}" />`);
          flow(out, instead.last, end);
          return { first: node, last: node };
        }
        const merge = next("merge");
        out.push(`<exclusiveGateway id="${merge}" />`);
        flow(out, node, merge);
        flow(out, instead.last, merge);
        return { first: node, last: merge };
      }
      case "sequence": {
        const parts = block.blocks.map((each) => write(each, out));
        for (let at = 1; at < parts.length; at++) flow(out, (parts[at - 1] as Ends).last, (parts[at] as Ends).first);
        return { first: (parts[0] as Ends).first, last: (parts.at(-1) as Ends).last };
      }
      case "exclusive": {
        const split = next("split");
        const merge = next("merge");
        const fallback = next("default");
        out.push(`<exclusiveGateway id="${split}" default="${fallback}" /><exclusiveGateway id="${merge}" />`);
        block.branches.forEach((branch, at) => {
          const part = write(branch, out);
          if (at === 0) flow(out, split, part.first, undefined, fallback);
          else flow(out, split, part.first, String(block.chosen > 0 && at >= block.chosen));
          flow(out, part.last, merge);
        });
        return { first: split, last: merge };
      }
      case "inclusive": {
        const split = next("split");
        const merge = next("merge");
        const fallback = next("default");
        out.push(`<inclusiveGateway id="${split}" default="${fallback}" /><inclusiveGateway id="${merge}" />`);
        flow(out, split, merge, undefined, fallback);
        block.branches.forEach((branch, at) => {
          const part = write(branch, out);
          flow(out, split, part.first, String(block.chosen[at] === true));
          flow(out, part.last, merge);
        });
        return { first: split, last: merge };
      }
      case "parallel": {
        const split = next("split");
        const merge = next("merge");
        out.push(`<parallelGateway id="${split}" /><parallelGateway id="${merge}" />`);
        for (const branch of block.branches) {
          const part = write(branch, out);
          flow(out, split, part.first);
          flow(out, part.last, merge);
        }
        return { first: split, last: merge };
      }
      case "race": {
        const split = next("race");
        const merge = next("merge");
        out.push(`<eventBasedGateway id="${split}" /><exclusiveGateway id="${merge}" />`);
        block.branches.forEach((branch, at) => {
          const event = next(at === 0 ? "timer" : "message");
          let trigger = timer("PT2H");
          if (at > 0) {
            definitions.push(`<message id="message_${event}" name="${event}" />`);
            trigger = `<messageEventDefinition messageRef="message_${event}" />`;
          }
          out.push(`<intermediateCatchEvent id="${event}" name="${event}">${trigger}</intermediateCatchEvent>`);
          const part = write(branch, out);
          flow(out, split, event);
          flow(out, event, part.first);
          flow(out, part.last, merge);
        });
        return { first: split, last: merge };
      }
      case "loop": {
        const merge = next("merge");
        const count = next("count");
        const again = next("again");
        const fallback = next("default");
        out.push(`<exclusiveGateway id="${merge}" /><exclusiveGateway id="${again}" default="${fallback}" />`);
        const none = next("none");
        const script = (node: string, feel: string): string =>
          `<scriptTask id="${node}" scriptFormat="feel"><extensionElements><reg:result variable="${count}" /></extensionElements><script>${feel}</script></scriptTask>`;
        out.push(script(none, "0"), script(count, `${count} + 1`));
        const out2 = next("after");
        out.push(`<task id="${out2}" />`);
        const body = write(block.body, out);
        flow(out, none, merge);
        flow(out, merge, body.first);
        flow(out, body.last, count);
        flow(out, count, again);
        flow(out, again, merge, `${count} &lt; ${block.times}`);
        flow(out, again, out2, undefined, fallback);
        return { first: none, last: out2 };
      }
      case "subProcess": {
        const node = next("sub");
        const inside: string[] = [];
        const start = next("start");
        const end = next("end");
        inside.push(`<startEvent id="${start}" /><endEvent id="${end}" />`);
        const body = write(block.body, inside);
        flow(inside, start, body.first);
        flow(inside, body.last, end);
        out.push(`<subProcess id="${node}">${inside.join("")}</subProcess>`);
        return { first: node, last: node };
      }
      case "crew": {
        const node = next("crew");
        const loop = `<multiInstanceLoopCharacteristics isSequential="${String(block.sequential)}"><loopCardinality>${block.count}</loopCardinality></multiInstanceLoopCharacteristics>`;
        out.push(`<userTask id="${node}">${loop}</userTask>`);
        return { first: node, last: node };
      }
      case "thrown": {
        const node = next("thrown");
        const start = next("start");
        const end = next("end");
        const boundary = next("boundary");
        const inside: string[] = [];
        definitions.push(`<error id="error_${end}" name="${end}" errorCode="${end}" />`);
        const definition = `<errorEventDefinition errorRef="error_${end}" />`;
        inside.push(`<startEvent id="${start}" /><endEvent id="${end}">${definition}</endEvent>`);
        const body = write(block.body, inside);
        flow(inside, start, body.first);
        flow(inside, body.last, end);
        out.push(`<subProcess id="${node}">${inside.join("")}</subProcess>`);
        out.push(`<boundaryEvent id="${boundary}" attachedToRef="${node}">${definition}</boundaryEvent>`);
        const instead = write(block.instead, out);
        const merge = next("merge");
        out.push(`<exclusiveGateway id="${merge}" />`);
        flow(out, boundary, instead.first);
        flow(out, node, merge);
        flow(out, instead.last, merge);
        return { first: node, last: merge };
      }
      case "terminated": {
        const node = next("terminated");
        const [start, split, ending, other, end, stop] = ["start", "split", "user", "user", "end", "stop"].map(next);
        const inside = [
          `<startEvent id="${start}" /><parallelGateway id="${split}" /><userTask id="${ending}" /><userTask id="${other}" />`,
          `<endEvent id="${end}" /><endEvent id="${stop}"><terminateEventDefinition /></endEvent>`,
        ];
        flow(inside, start as string, split as string);
        flow(inside, split as string, ending as string);
        flow(inside, split as string, other as string);
        flow(inside, ending as string, stop as string);
        flow(inside, other as string, end as string);
        out.push(`<subProcess id="${node}">${inside.join("")}</subProcess>`);
        return { first: node, last: node };
      }
      case "called": {
        const node = next("call");
        const process = next("process");
        const start = next("start");
        const end = next("end");
        const inside = [`<startEvent id="${start}" /><endEvent id="${end}" />`];
        const body = write(block.body, inside);
        flow(inside, start, body.first);
        flow(inside, body.last, end);
        definitions.push(`<process id="${process}" isExecutable="false">${inside.join("")}</process>`);
        out.push(`<callActivity id="${node}" calledElement="${process}" />`);
        return { first: node, last: node };
      }
      case "each": {
        const inside: string[] = [];
        const node = next("each");
        const start = next("start");
        const end = next("end");
        inside.push(`<startEvent id="${start}" /><endEvent id="${end}" />`);
        const body = write(block.body, inside);
        flow(inside, start, body.first);
        flow(inside, body.last, end);
        const loop = `<multiInstanceLoopCharacteristics isSequential="${String(block.sequential)}"><loopCardinality>${block.count}</loopCardinality></multiInstanceLoopCharacteristics>`;
        out.push(`<subProcess id="${node}">${loop}${inside.join("")}</subProcess>`);
        return { first: node, last: node };
      }
    }
  }

  function flow(out: string[], from: string, to: string, condition?: string, flowId = next("flow")): void {
    const expression =
      condition === undefined
        ? ""
        : `<conditionExpression xsi:type="tFormalExpression">${condition}</conditionExpression>`;
    out.push(`<sequenceFlow id="${flowId}" sourceRef="${from}" targetRef="${to}">${expression}</sequenceFlow>`);
  }

  const body: string[] = ['<startEvent id="start" /><endEvent id="end" />'];
  const part = write(block, body);
  flow(body, "start", part.first);
  flow(body, part.last, "end");
  return `<?xml version="1.0" encoding="UTF-8"?>
<definitions xmlns="http://www.omg.org/spec/BPMN/20100524/MODEL" xmlns:xsi="http://www.w3.org/2001/XMLSchema-instance" xmlns:reg="urn:reglament:bpmn:1" id="definitions_${id}" targetNamespace="urn:test">
${definitions.join("\n")}
<process id="${id}" isExecutable="true">
${body.join("\n")}
</process>
</definitions>`;
}

interface Ends {
  readonly first: string;
  readonly last: string;
}

const timer = (duration: string): string =>
  `<timerEventDefinition><timeDuration xsi:type="tFormalExpression">${duration}</timeDuration></timerEventDefinition>`;
