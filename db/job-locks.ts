/** Which outside worker has fetched which job, and until when. */
import type { Variables } from "../engine/core/events.ts";
import type { FetchedJob, JobLock, JobLocks, JobTopic } from "../engine/ports.ts";
import type { Connections, Row, SqlValue } from "./connections.ts";

export function createJobLocks(connections: Connections): JobLocks {
  return {
    fetch: async ({ topics, worker, account, now, limit, grant }) => {
      // Nothing there, as most of the time: then the one writer is not asked.
      const seen = await Promise.all(topics.map(({ topic }) => connections.query<FreeJob>(...freeJobs(topic, now, 1))));
      if (seen.every((rows) => rows.length === 0)) return [];
      return connections.write(async (transaction) => {
        const free: { readonly row: FreeJob; readonly topic: JobTopic }[] = [];
        for (const topic of topics)
          for (const row of await transaction.all<FreeJob>(...freeJobs(topic.topic, now, limit)))
            free.push({ row, topic });
        free.sort((a, b) => compare(a.row.run_at, b.row.run_at) || compare(a.row.case_id, b.row.case_id));
        const fetched: FetchedJob[] = [];
        for (const { row, topic } of free.slice(0, limit)) {
          const lock: JobLock = {
            case: row.case_id,
            key: row.key,
            grant: grant(),
            topic: topic.topic,
            worker,
            account,
            lockedUntil: new Date(Date.parse(now) + topic.lockMs).toISOString(),
          };
          await transaction.run(
            "insert into job_locks (case_id, key, grant_id, topic, worker, account, locked_until, ended) values (?, ?, ?, ?, ?, ?, ?, null) " +
              "on conflict (case_id, key) do update set grant_id = excluded.grant_id, topic = excluded.topic, worker = excluded.worker, " +
              "account = excluded.account, locked_until = excluded.locked_until, ended = null",
            [lock.case, lock.key, lock.grant, lock.topic, lock.worker, lock.account, lock.lockedUntil],
          );
          fetched.push({ ...lock, ...jobColumns(row) });
        }
        return fetched;
      });
    },
    nextFree: async (topics, now) => {
      const marks = topics.map(() => "?").join(", ");
      const [row] = await connections.query<{ free_at: string | null }>(
        "select min(case when l.ended is null and l.locked_until > j.run_at then l.locked_until else j.run_at end) as free_at " +
          "from jobs j left join job_locks l on l.case_id = j.case_id and l.key = j.key " +
          `where ${OUTSIDE} and j.handler in (${marks}) and (j.run_at > ? or (l.ended is null and l.locked_until > ?))`,
        [...topics.map((topic) => `external:${topic}`), now, now],
      );
      return row?.free_at ?? undefined;
    },
    find: async (caseId, key) => {
      const [row] = await connections.query<StoredLock>("select * from job_locks where case_id = ? and key = ?", [
        caseId,
        key,
      ]);
      return row === undefined ? undefined : lockOf(row);
    },
    extend: async ({ case: caseId, key, grant }, now, lockedUntil) => {
      const written = await connections.write((transaction) =>
        transaction.run(
          "update job_locks set locked_until = ? where case_id = ? and key = ? and grant_id = ? and ended is null and locked_until > ? " +
            "and exists (select 1 from jobs j where j.case_id = job_locks.case_id and j.key = job_locks.key)",
          [lockedUntil, caseId, key, grant, now],
        ),
      );
      return written === 1;
    },
    end: async ({ case: caseId, key, grant }, how) => {
      await connections.write((transaction) =>
        transaction.run("update job_locks set ended = ? where case_id = ? and key = ? and grant_id = ?", [
          how,
          caseId,
          key,
          grant,
        ]),
      );
    },
    forgetBefore: async (instant) => {
      await connections.write((transaction) =>
        transaction.run(
          "delete from job_locks where locked_until < ? and not exists " +
            "(select 1 from jobs j where j.case_id = job_locks.case_id and j.key = job_locks.key)",
          [instant],
        ),
      );
    },
  };
}

/** As in the index `jobs_outside`, word for word: only so does it serve. */
const OUTSIDE = "j.stuck = 0 and substr(j.handler, 1, 9) = 'external:'";

/** The jobs of a topic that wait and that nobody holds, the longest waiting first. */
export function freeJobs(
  topic: string,
  now: string,
  limit: number,
): [sql: string, values: readonly (string | number)[]] {
  return [
    "select j.*, c.process, c.regulation, c.channel, c.business_key, c.definition from jobs j cross join cases c " +
      "left join job_locks l on l.case_id = j.case_id and l.key = j.key " +
      `where ${OUTSIDE} and j.handler = ? and j.run_at <= ? and c.id = j.case_id and c.status = 'active' ` +
      "and (l.case_id is null or l.ended is not null or l.locked_until <= ?) " +
      "order by j.run_at, j.case_id, j.key limit ?",
    [`external:${topic}`, now, now, limit] satisfies readonly SqlValue[],
  ];
}

interface FreeJob extends Row {
  readonly case_id: string;
  readonly key: number;
  readonly element: string;
  readonly input: string;
  readonly failures: number;
  readonly run_at: string;
  readonly process: string;
  readonly definition: string;
  readonly regulation: string | null;
  readonly channel: string | null;
  readonly business_key: string | null;
}

interface StoredLock extends Row {
  readonly case_id: string;
  readonly key: number;
  readonly grant_id: string;
  readonly topic: string;
  readonly worker: string;
  readonly account: string;
  readonly locked_until: string;
  readonly ended: JobLock["ended"] | null;
}

function jobColumns(row: FreeJob): Omit<FetchedJob, keyof JobLock> {
  return {
    element: row.element,
    input: JSON.parse(row.input) as Variables,
    failures: row.failures,
    process: row.process,
    definition: row.definition,
    ...(row.regulation === null ? {} : { regulation: row.regulation }),
    ...(row.channel === null ? {} : { channel: row.channel }),
    ...(row.business_key === null ? {} : { businessKey: row.business_key }),
  };
}

function lockOf(row: StoredLock): JobLock {
  return {
    case: row.case_id,
    key: row.key,
    grant: row.grant_id,
    topic: row.topic,
    worker: row.worker,
    account: row.account,
    lockedUntil: row.locked_until,
    ...(row.ended === null ? {} : { ended: row.ended }),
  };
}

const compare = (a: string, b: string): number => (a < b ? -1 : a > b ? 1 : 0);
