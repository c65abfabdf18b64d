/** Takes the running cases of one version of a process over to another: first the plan, then one command for each case. */
import type { Actor, Command } from "../core/commands.ts";
import { planMigration, type MigrationPlan } from "../core/migration.ts";
import { CodedError, type Problem } from "../errors.ts";
import type { Graph } from "../model/graph.ts";
import type { CaseRow, Page, ReadModels } from "../ports.ts";
import type { CommandQueue } from "./command-queue.ts";
import type { Definitions } from "./definitions.ts";
import type { MigrationOutcome, MigrationReport, MigrationRequest } from "./runtime.ts";

export interface CaseMigration {
  plan(request: MigrationRequest): Promise<MigrationReport>;
  migrate(
    request: MigrationRequest & { readonly reason: string; readonly recomputeTerms?: boolean },
    by: Actor,
  ): Promise<MigrationOutcome>;
}

/** Cases looked at or migrated at the same time. */
const BATCH = 200;

export function createCaseMigration(parts: {
  readonly queue: CommandQueue;
  readonly reads: ReadModels;
  readonly definitions: Definitions;
}): CaseMigration {
  const { queue, reads, definitions } = parts;

  return {
    async plan(request) {
      const { from, to } = await versions(request);
      const sums = newSums();
      const cases: { case: string; ready: boolean; homeless: MigrationPlan["homeless"] }[] = [];
      for await (const rows of running(request, from.digest)) {
        const states = await Promise.all(rows.map(({ id }) => queue.state(id)));
        for (const state of states) {
          // It may have ended, or been migrated, since its row was read.
          if (state?.definition !== from.digest || state.instances.length === 0) continue;
          const plan = planMigration(from, to, state, request.mapping);
          sums.add(plan);
          cases.push({ case: state.case, ready: plan.homeless.length === 0, homeless: plan.homeless });
        }
      }
      const ready = cases.filter((each) => each.ready).length;
      return { from: from.digest, to: to.digest, total: cases.length, ready, ...sums.read(), cases };
    },

    async migrate(request, by) {
      const { from, to } = await versions(request);
      const { mapping, reason, recomputeTerms } = request;
      const command: Command = {
        type: "MigrateCase",
        definition: to.digest,
        reason,
        ...(mapping === undefined ? {} : { mapping }),
        ...(recomputeTerms === undefined ? {} : { recomputeTerms }),
      };
      const migrated: string[] = [];
      const failed: { case: string; code: string; detail: string; problems: readonly Problem[] }[] = [];
      // All ids first: what is migrated leaves the list that is being read.
      const ids: string[] = [];
      for await (const rows of running(request, from.digest)) ids.push(...rows.map(({ id }) => id));
      for (let at = 0; at < ids.length; at += BATCH) {
        const batch = ids.slice(at, at + BATCH);
        const results = await Promise.allSettled(
          batch.map((id) => queue.submit({ case: id, command, actor: by, by: by.id })),
        );
        for (const [index, result] of results.entries()) {
          const id = batch[index] as string;
          if (result.status === "fulfilled") {
            migrated.push(id);
            continue;
          }
          const error: unknown = result.reason;
          if (!(error instanceof CodedError)) throw error;
          failed.push({ case: id, code: error.code, detail: error.message, problems: error.problems });
        }
      }
      return { from: from.digest, to: to.digest, migrated, failed };
    },
  };

  async function versions({ process, from, to, mapping = {} }: MigrationRequest): Promise<{ from: Graph; to: Graph }> {
    const graphs = await Promise.all(
      [from, to].map(async (version) => {
        const row = await definitions.latest(process, version);
        if (row === undefined)
          throw new CodedError("DEFINITION_NOT_FOUND", `There is no version ${version} of the process ${process}.`);
        return (await definitions.load(row.digest)).graph;
      }),
    );
    const [before, after] = graphs as [Graph, Graph];
    const problems = Object.entries(mapping).flatMap(([old, other]): Problem[] => [
      ...(isIn(before, old) ? [] : [{ pointer: pointerTo(old), detail: `version ${from} has no ${old}` }]),
      ...(isIn(after, other) ? [] : [{ pointer: pointerTo(old), detail: `version ${to} has no ${other}` }]),
    ]);
    if (problems.length > 0)
      throw new CodedError("DATA_INVALID", "The mapping names what the versions do not have.", problems);
    return { from: before, to: after };
  }

  /** Page by page: the cases named, or all that run on the version. */
  async function* running({ process, cases }: MigrationRequest, definition: string): AsyncGenerator<CaseRow[]> {
    if (cases !== undefined) {
      const rows = await Promise.all([...new Set(cases)].map((id) => reads.case(id)));
      const missing = cases.filter(
        (id) => !rows.some((row) => row?.id === id && row.process === process && row.definition === definition),
      );
      if (missing.length > 0)
        throw new CodedError(
          "CASE_NOT_FOUND",
          `Not every case named runs on that version.`,
          missing.map((id) => ({ detail: `case ${id} does not run on that version` })),
        );
      yield rows.filter((row) => row !== undefined);
      return;
    }
    for (const status of ["active", "suspended"] as const) {
      let cursor: string | undefined;
      do {
        const page: Page<CaseRow> = await reads.cases(
          { process, definition, status },
          { limit: BATCH, ...(cursor === undefined ? {} : { cursor }) },
        );
        yield [...page.items];
        cursor = page.next;
      } while (cursor !== undefined);
    }
  }
}

const isIn = (graph: Graph, id: string): boolean => id in graph.nodeIndex || id in graph.flowIndex;

/** RFC 6901. */
const pointerTo = (id: string): string => `/mapping/${id.replaceAll("~", "~0").replaceAll("/", "~1")}`;

type Summary = Pick<MigrationReport, "mapped" | "homeless" | "changedWaits" | "changedTasks">;

/** Counts, over all cases, in how many each line of a plan stands. */
function newSums(): { add(plan: MigrationPlan): void; read(): Summary } {
  const lines: Record<keyof Summary, Map<string, { line: object; cases: number }>> = {
    mapped: new Map(),
    homeless: new Map(),
    changedWaits: new Map(),
    changedTasks: new Map(),
  };
  const count = (part: keyof Summary, of: readonly { readonly key: number }[]): void => {
    // In one case the same line may stand several times: instances of one element.
    const once = new Map(of.map(({ key: _, ...line }) => [JSON.stringify(line), line]));
    for (const [text, line] of once) {
      const known = lines[part].get(text);
      if (known === undefined) lines[part].set(text, { line, cases: 1 });
      else known.cases += 1;
    }
  };
  const listed = (part: keyof Summary): object[] =>
    [...lines[part].values()].map(({ line, cases }) => ({ ...line, cases }));
  return {
    add(plan) {
      count("mapped", plan.mapped);
      count("homeless", plan.homeless);
      count("changedWaits", plan.changedWaits);
      count("changedTasks", plan.changedTasks);
    },
    // Each line is one of a plan without its key: `count` put nothing else in.
    read: () => ({
      mapped: listed("mapped") as unknown as Summary["mapped"],
      homeless: listed("homeless") as unknown as Summary["homeless"],
      changedWaits: listed("changedWaits") as unknown as Summary["changedWaits"],
      changedTasks: listed("changedTasks") as unknown as Summary["changedTasks"],
    }),
  };
}
