/**
 * Random processes for the referee: blocks, small ones, so that thousands fit into a test run.
 *
 * `agreedBlocks` are made of what both engines understand in the same way, so they must agree on all of it. bpmn-engine sends the
 * paths not taken on as discarded flows, and its parallel join counts those as arrived (`known-differences.ts`); so in one scope there are
 * either choices or parallel paths, and inclusive gateways choose one path at most. `blocks` of the core's own test know no such bounds.
 */
import fc from "fast-check";
import type { Block } from "../helpers/block-process.ts";

export const agreedBlocks = (): fc.Arbitrary<Block> =>
  fc.oneof({ weight: 3, arbitrary: scope({ depth: 2 }) }, { weight: 1, arbitrary: scope({ depth: 3 }) });

interface Bounds {
  readonly depth: number;
  /**
   * Inside several instances side by side: there bpmn-engine catches an error in all of them, and a loop's counter is one variable for all,
   * so that it depends on their order how often it turns.
   */
  readonly sideBySide?: true;
  /** Inside a loop: bpmn-engine keeps an error for the next time round, and lets one token at a time into an element. */
  readonly again?: true;
}

const scope = (bounds: Bounds): fc.Arbitrary<Block> => fc.oneof(withChoices(bounds), withPaths(bounds));
const deeper = (bounds: Bounds): Bounds => ({ ...bounds, depth: bounds.depth - 1 });

const leaf: fc.Arbitrary<Block> = fc
  .constantFrom<Block["kind"]>("user", "user", "manual", "service", "receive", "script", "task", "timer")
  .map((kind) => ({ kind }) as Block);

/** The body of a sub-process is a scope of its own: what is discarded in it stays in it. */
function enclosed(bounds: Bounds): readonly fc.Arbitrary<Block>[] {
  const body = (inside: Bounds): fc.Arbitrary<Block> => (inside.depth <= 0 ? leaf : scope(deeper(inside)));
  const each = (sequential: boolean): fc.Arbitrary<Block> =>
    fc.record({
      kind: fc.constant("each" as const),
      body: body(sequential ? bounds : { ...bounds, sideBySide: true }),
      sequential: fc.constant(sequential),
      count: fc.nat(3),
    });
  return [
    fc.record({ kind: fc.constant("subProcess" as const), body: body(bounds) }),
    fc.record({ kind: fc.constant("called" as const), body: body(bounds) }),
    each(true),
    each(false),
    fc.record({ kind: fc.constant("crew" as const), sequential: fc.boolean(), count: fc.nat(3) }),
    fc.constant<Block>({ kind: "terminated" }),
  ];
}

function withChoices(bounds: Bounds): fc.Arbitrary<Block> {
  if (bounds.depth <= 0) return leaf;
  const inner = withChoices(deeper(bounds));
  const several = fc.array(inner, { minLength: 2, maxLength: 3 });
  return fc.oneof(
    leaf,
    fc.record({ kind: fc.constant("sequence" as const), blocks: several }),
    fc.record({ kind: fc.constant("exclusive" as const), branches: several, chosen: fc.nat(2) }),
    several.chain((branches) =>
      fc.record({
        kind: fc.constant("inclusive" as const),
        branches: fc.constant(branches),
        chosen: fc.nat(branches.length).map((one) => branches.map((_, at) => at === one)),
      }),
    ),
    fc.record({ kind: fc.constant("race" as const), branches: several }),
    fc.record({
      kind: fc.constant("guarded" as const),
      interrupting: bounds.again === true ? fc.constant(true) : fc.boolean(),
      on: fc.constantFrom("timer" as const, "message" as const, "error" as const),
      instead: inner,
    }),
    ...(bounds.sideBySide === true ? [] : [loop(bounds)]),
    ...(bounds.sideBySide === true || bounds.again === true
      ? []
      : [fc.record({ kind: fc.constant("thrown" as const), body: scope(deeper(bounds)), instead: inner })]),
    ...enclosed(deeper(bounds)),
  );
}

function loop(bounds: Bounds): fc.Arbitrary<Block> {
  const body = withChoices({ ...deeper(bounds), again: true });
  return fc.record({ kind: fc.constant("loop" as const), body, times: fc.integer({ min: 1, max: 3 }) });
}

function withPaths(bounds: Bounds): fc.Arbitrary<Block> {
  if (bounds.depth <= 0) return leaf;
  const several = fc.array(withPaths(deeper(bounds)), { minLength: 2, maxLength: 3 });
  return fc.oneof(
    fc.record({ kind: fc.constant("sequence" as const), blocks: several }),
    fc.record({ kind: fc.constant("parallel" as const), branches: several }),
    ...enclosed(deeper(bounds)),
  );
}
