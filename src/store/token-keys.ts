import type { Kysely } from "kysely";
import type { Sources } from "../sources.ts";
import type { Schema } from "./schema.ts";
import type { Sealer } from "./sealing.ts";
import type { TokenKey } from "./store.ts";

const tokenKeyBytes = 32;

/** The ring of keys that seal session tokens, the newest first. */
export async function readTokenKeys(db: Kysely<Schema>, sealer: Sealer): Promise<readonly TokenKey[]> {
  const rows = await db.selectFrom("token_key").selectAll().orderBy("key_id", "desc").execute();
  return rows.map((row) => ({
    keyId: row.key_id,
    key: sealer.open(row.sealed_key, placeOf(row.key_id)),
  }));
}

/** Makes the ring's first key in a new database. The caller makes sure that it runs alone. */
export async function createFirstTokenKey(
  db: Kysely<Schema>,
  sealer: Sealer,
  randomBytes: Sources["randomBytes"],
): Promise<void> {
  if ((await db.selectFrom("token_key").select("key_id").executeTakeFirst()) === undefined) {
    const sealedKey = sealer.seal(randomBytes(tokenKeyBytes), placeOf(1));
    await db.insertInto("token_key").values({ key_id: 1, sealed_key: sealedKey }).execute();
  }
}

function placeOf(keyId: number): string {
  return `token-key:${keyId}`;
}
