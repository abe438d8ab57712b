import { jsonOf, structureOf } from "./columns.ts";
import type { JobRepository } from "./repositories.ts";
import type { Transaction } from "./transaction.ts";

/** The jobs in the database. */
export function sqlJobs({ db }: Transaction): JobRepository {
  return {
    async insert(accountId, { kind, jobId, createdAtMs, detail }) {
      await db
        .insertInto("iam_job")
        .values({ account_id: accountId, kind, job_id: jobId, created_at_ms: createdAtMs, detail: jsonOf(detail) })
        .execute();
    },
    async get(accountId, kind, jobId) {
      const row = await db
        .selectFrom("iam_job")
        .selectAll()
        .where("account_id", "=", accountId)
        .where("kind", "=", kind)
        .where("job_id", "=", jobId)
        .executeTakeFirst();
      return row && { kind, jobId, createdAtMs: row.created_at_ms, detail: structureOf(row.detail) };
    },
    async countSince(accountId, kind, afterMs) {
      const { count } = await db
        .selectFrom("iam_job")
        .select(({ fn }) => fn.countAll<number>().as("count"))
        .where("account_id", "=", accountId)
        .where("kind", "=", kind)
        .where("created_at_ms", ">", afterMs)
        .executeTakeFirstOrThrow();
      return count;
    },
  };
}
