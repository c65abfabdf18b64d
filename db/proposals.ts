/** What analysts ask to be put into service: the request, its files by digest, and what became of it. */
import type { ProposalRow, ProposalState, ProposalStore, Resource } from "../engine/ports.ts";
import type { Connections, Row } from "./connections.ts";
import { readPage } from "./paging.ts";

export function createProposalStore(connections: Connections): ProposalStore {
  return {
    add: async (proposal, resources) => {
      await connections.write(async (transaction) => {
        await transaction.run(
          "insert into proposals (id, state, digest, processes, regulation, channel, based_on, comment, proposed_at, proposed_by, decided_at) " +
            "values (?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?)",
          [
            proposal.id,
            proposal.state,
            proposal.digest,
            JSON.stringify(proposal.processes),
            proposal.regulation ?? null,
            proposal.channel ?? null,
            JSON.stringify(proposal.basedOn),
            proposal.comment,
            proposal.proposedAt,
            proposal.proposedBy,
            proposal.decidedAt ?? null,
          ],
        );
        for (const { kind, name, digest, bytes } of resources) {
          await transaction.run("insert into resources (digest, bytes) values (?, ?) on conflict do nothing", [
            digest,
            bytes,
          ]);
          await transaction.run("insert into proposal_resources (proposal, kind, name, resource) values (?, ?, ?, ?)", [
            proposal.id,
            kind,
            name,
            digest,
          ]);
        }
      });
    },
    byId: async (id) => {
      const [row] = await connections.query<StoredProposal>("select * from proposals where id = ?", [id]);
      return row === undefined ? undefined : proposalRow(row);
    },
    resources: async (id) => {
      const rows = await connections.query<Row & Resource>(
        "select p.kind, p.name, p.resource as digest, r.bytes from proposal_resources p join resources r on r.digest = p.resource " +
          "where p.proposal = ? order by p.kind, p.name",
        [id],
      );
      return rows.map(({ kind, name, digest, bytes }) => ({ kind, name, digest, bytes }));
    },
    list: ({ state, by }, page) => {
      const query = connections.read("proposals");
      if (state !== undefined) void query.where({ state });
      if (by !== undefined) void query.where({ proposed_by: by });
      return readPage(query, NEWEST_FIRST, page, (row) => proposalRow(row as StoredProposal));
    },
    decide: async (id, { state, decidedAt, decidedBy, reason }) => {
      const changed = await connections.write((transaction) =>
        transaction.run(
          "update proposals set state = ?, decided_at = ?, decided_by = ?, reason = ? where id = ? and state = 'waiting'",
          [state, decidedAt, decidedBy ?? null, reason ?? null, id],
        ),
      );
      return changed > 0;
    },
    reopen: async (id) => {
      await connections.write((transaction) =>
        transaction.run(
          "update proposals set state = 'waiting', decided_at = null, decided_by = null where id = ? and state = 'approved' and versions is null",
          [id],
        ),
      );
    },
    inService: async (id, versions) => {
      await connections.write((transaction) =>
        transaction.run("update proposals set versions = ? where id = ?", [JSON.stringify(versions), id]),
      );
    },
  };
}

const NEWEST_FIRST = { columns: ["proposed_at", "id"], direction: "desc" } as const;

interface StoredProposal extends Row {
  readonly id: string;
  readonly state: ProposalState;
  readonly digest: string;
  readonly processes: string;
  readonly regulation: string | null;
  readonly channel: string | null;
  readonly based_on: string;
  readonly comment: string;
  readonly proposed_at: string;
  readonly proposed_by: string;
  readonly decided_at: string | null;
  readonly decided_by: string | null;
  readonly reason: string | null;
  readonly versions: string | null;
}

const proposalRow = (row: StoredProposal): ProposalRow => ({
  id: row.id,
  state: row.state,
  digest: row.digest,
  processes: JSON.parse(row.processes) as string[],
  ...(row.regulation === null ? {} : { regulation: row.regulation }),
  ...(row.channel === null ? {} : { channel: row.channel }),
  basedOn: JSON.parse(row.based_on) as ProposalRow["basedOn"],
  comment: row.comment,
  proposedAt: row.proposed_at,
  proposedBy: row.proposed_by,
  ...(row.decided_at === null ? {} : { decidedAt: row.decided_at }),
  ...(row.decided_by === null ? {} : { decidedBy: row.decided_by }),
  ...(row.reason === null ? {} : { reason: row.reason }),
  ...(row.versions === null ? {} : { versions: JSON.parse(row.versions) as NonNullable<ProposalRow["versions"]> }),
});
