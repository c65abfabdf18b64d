/** Deployed definitions: what was uploaded, byte for byte by digest, and which version of each process it became. */
import { hash } from "node:crypto";
import type { DefinitionRow, DefinitionStore, Deployment, Resource, StartTimerRow } from "../engine/ports.ts";
import type { Connections, Row, Transaction } from "./connections.ts";
import { readPage } from "./paging.ts";

export function createDefinitionStore(connections: Connections): DefinitionStore {
  const { read } = connections;
  return {
    save: async (deployment) => {
      for (const resource of deployment.resources) assertDigest(resource);
      return connections.write((transaction) => save(transaction, deployment));
    },
    byDigest: async (digest) => {
      const [row] = await connections.query<StoredDeployment>("select * from deployments where digest = ?", [digest]);
      if (row === undefined) return undefined;
      const resources = await connections.query<Row & Resource>(
        "select d.kind, d.name, d.resource as digest, r.bytes from deployment_resources d join resources r on r.digest = d.resource " +
          "where d.deployment = ? order by d.kind, d.name",
        [digest],
      );
      for (const resource of resources) assertDigest(resource);
      return {
        digest: row.digest,
        resources: resources.map(({ kind, name, bytes, digest: of }) => ({ kind, name, bytes, digest: of })),
        processes: JSON.parse(row.processes) as string[],
        ...origin(row),
      };
    },
    latest: async (process) => {
      const [row] = await connections.query<StoredDefinition>(
        "select * from definitions where process = ? order by version desc limit 1",
        [process],
      );
      return row === undefined ? undefined : definitionRow(row);
    },
    version: async (process, version) => {
      const [row] = await connections.query<StoredDefinition>(
        "select * from definitions where process = ? and version = ?",
        [process, version],
      );
      return row === undefined ? undefined : definitionRow(row);
    },
    dueStarts: async (now, limit) => {
      const rows = await connections.query<StoredStartTimer>(
        "select * from start_timers where due_at <= ? order by due_at, process, start_event, trigger_index limit ?",
        [now, limit],
      );
      return rows.map(startTimerRow);
    },
    startFired: async ({ process, startEvent, trigger, version, dueAt }, next) => {
      const which = "where process = ? and start_event = ? and trigger_index = ? and version = ? and due_at = ?";
      const armed = [process, startEvent, trigger, version, dueAt];
      const changed = await connections.write((transaction) =>
        next === undefined
          ? transaction.run(`delete from start_timers ${which}`, armed)
          : transaction.run(`update start_timers set due_at = ?, remaining = ? ${which}`, [
              next.dueAt,
              next.left ?? null,
              ...armed,
            ]),
      );
      return changed > 0;
    },
    list: (filter, page) => {
      const query = read("definitions");
      if (filter?.process !== undefined) void query.where({ process: filter.process });
      if (filter?.latestOnly === true)
        void query.whereRaw(
          "version = (select max(version) from definitions same where same.process = definitions.process)",
        );
      return readPage(query, BY_PROCESS, page, (row) => definitionRow(row as StoredDefinition));
    },
  };
}

const BY_PROCESS = { columns: ["process", "version"], direction: "asc", numbers: ["version"] } as const;

/** A case is pinned to a digest: bytes that are not those of their digest are neither taken nor given. */
function assertDigest(resource: Resource): void {
  if (hash("sha256", resource.bytes, "hex") !== resource.digest)
    throw new Error(`${resource.kind} ${resource.name}: its bytes are not those of its digest ${resource.digest}`);
}

async function save(transaction: Transaction, deployment: Deployment): ReturnType<DefinitionStore["save"]> {
  const before = new Map<string, DefinitionRow>();
  for (const process of deployment.processes) {
    const [row] = await transaction.all<StoredDefinition>(
      "select * from definitions where process = ? order by version desc limit 1",
      [process],
    );
    if (row !== undefined) before.set(process, definitionRow(row));
  }
  const isLatest = (process: string) => before.get(process)?.digest === deployment.digest;
  if (deployment.processes.length > 0 && deployment.processes.every(isLatest))
    return { created: false, definitions: deployment.processes.map((process) => before.get(process) as DefinitionRow) };

  const channelOf = (process: string) => deployment.channels?.[process] ?? deployment.channel;
  const origin = (channel: string | undefined) => [
    deployment.regulation ?? null,
    channel ?? null,
    deployment.deployedAt,
    deployment.deployedBy,
    deployment.comment ?? null,
  ];
  const isNew = await transaction.run(
    "insert into deployments (digest, processes, regulation, channel, deployed_at, deployed_by, comment) " +
      "values (?, ?, ?, ?, ?, ?, ?) on conflict do nothing",
    [deployment.digest, JSON.stringify(deployment.processes), ...origin(deployment.channel)],
  );
  // A bundle deployed before, then another, then this one again: its content is there already.
  if (isNew === 1)
    for (const { kind, name, bytes, digest } of deployment.resources) {
      await transaction.run("insert into resources (digest, bytes) values (?, ?) on conflict do nothing", [
        digest,
        bytes,
      ]);
      await transaction.run("insert into deployment_resources (deployment, kind, name, resource) values (?, ?, ?, ?)", [
        deployment.digest,
        kind,
        name,
        digest,
      ]);
    }
  const definitions: DefinitionRow[] = [];
  for (const process of deployment.processes) {
    const latest = before.get(process);
    if (latest !== undefined && isLatest(process)) {
      definitions.push(latest);
      continue;
    }
    const version = (latest?.version ?? 0) + 1;
    const { proposedBy, approvedBy } = deployment;
    await transaction.run(
      "insert into definitions (process, version, digest, regulation, channel, deployed_at, deployed_by, comment, proposed_by, approved_by) " +
        "values (?, ?, ?, ?, ?, ?, ?, ?, ?, ?)",
      [process, version, deployment.digest, ...origin(channelOf(process)), proposedBy ?? null, approvedBy ?? null],
    );
    await armStarts(transaction, deployment, process, version);
    const { regulation, deployedAt, deployedBy, comment } = deployment;
    const channel = channelOf(process);
    definitions.push({
      process,
      version,
      digest: deployment.digest,
      ...(regulation === undefined ? {} : { regulation }),
      ...(channel === undefined ? {} : { channel }),
      deployedAt,
      deployedBy,
      ...(comment === undefined ? {} : { comment }),
      ...(proposedBy === undefined ? {} : { proposedBy }),
      ...(approvedBy === undefined ? {} : { approvedBy }),
    });
  }
  return { created: true, definitions };
}

/** The process starts by itself as its new version says, no longer as the one before. */
async function armStarts(
  transaction: Transaction,
  { digest, startTimers = [] }: Deployment,
  process: string,
  version: number,
): Promise<void> {
  await transaction.run("delete from start_timers where process = ?", [process]);
  for (const { startEvent, trigger, dueAt, every, left } of startTimers.filter((each) => each.process === process))
    await transaction.run(
      "insert into start_timers (process, start_event, trigger_index, version, definition, due_at, every, remaining) " +
        "values (?, ?, ?, ?, ?, ?, ?, ?)",
      [process, startEvent, trigger, version, digest, dueAt, every ?? null, left ?? null],
    );
}

interface StoredStartTimer extends Row {
  readonly process: string;
  readonly start_event: string;
  readonly trigger_index: number;
  readonly version: number;
  readonly definition: string;
  readonly due_at: string;
  readonly every: string | null;
  readonly remaining: number | null;
}

function startTimerRow(row: StoredStartTimer): StartTimerRow {
  return {
    process: row.process,
    startEvent: row.start_event,
    trigger: row.trigger_index,
    version: row.version,
    definition: row.definition,
    dueAt: row.due_at,
    ...(row.every === null ? {} : { every: row.every }),
    ...(row.remaining === null ? {} : { left: row.remaining }),
  };
}

interface StoredOrigin extends Row {
  readonly regulation: string | null;
  readonly channel: string | null;
  readonly deployed_at: string;
  readonly deployed_by: string;
  readonly comment: string | null;
}
type StoredDeployment = StoredOrigin & { readonly digest: string; readonly processes: string };
type StoredDefinition = StoredOrigin & {
  readonly process: string;
  readonly version: number;
  readonly digest: string;
  readonly proposed_by: string | null;
  readonly approved_by: string | null;
};

function origin(
  row: StoredOrigin,
): Pick<Deployment, "regulation" | "channel" | "deployedAt" | "deployedBy" | "comment"> {
  return {
    ...(row.regulation === null ? {} : { regulation: row.regulation }),
    ...(row.channel === null ? {} : { channel: row.channel }),
    deployedAt: row.deployed_at,
    deployedBy: row.deployed_by,
    ...(row.comment === null ? {} : { comment: row.comment }),
  };
}

function definitionRow(row: StoredDefinition): DefinitionRow {
  return {
    process: row.process,
    version: row.version,
    digest: row.digest,
    ...origin(row),
    ...(row.proposed_by === null ? {} : { proposedBy: row.proposed_by }),
    ...(row.approved_by === null ? {} : { approvedBy: row.approved_by }),
  };
}
