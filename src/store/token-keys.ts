import type { Kysely } from "kysely";
import type { Sources } from "../sources.ts";
import type { Schema } from "./schema.ts";
import type { Sealer } from "./sealing.ts";
import type { TokenKey } from "./store.ts";
import type { Transaction } from "./transaction.ts";

const tokenKeyBytes = 32;
const timeBytes = 8;

/** The longest that a session lives, which is how long a key opens tokens after a newer one took its place. */
const sessionLifeMs = 129_600_000;

/** The ring of keys that seal session tokens, the newest first; the keys that no living session can need are left out. */
export async function readTokenKeys(db: Kysely<Schema>, sealer: Sealer): Promise<readonly TokenKey[]> {
  const rows = await db.selectFrom("token_key").selectAll().orderBy("key_id", "desc").execute();
  const opened = rows.map((row) => openKey(row.key_id, sealer.open(row.sealed_key, placeOf(row.key_id))));
  return opened.map(({ keyId, key }, index) => {
    const successor = opened[index - 1];
    return successor === undefined ? { keyId, key } : { keyId, key, retiresAtMs: successor.madeAtMs + sessionLifeMs };
  });
}

/** Makes the ring's first key in a new database. The caller makes sure that it runs alone. */
export async function createFirstTokenKey(db: Kysely<Schema>, sealer: Sealer, sources: KeySources): Promise<void> {
  if ((await db.selectFrom("token_key").select("key_id").executeTakeFirst()) === undefined) {
    await insertKey(db, sealer, { keyId: 1, sources });
  }
}

/** Adds a new newest key, removes those that no living session can need, and tells all nodes. Returns the key's id. */
export async function rotateTokenKey({ db, sealer, touch }: Transaction, sources: KeySources): Promise<number> {
  const keys = await readTokenKeys(db, sealer);
  const keyId = Math.max(0, ...keys.map((key) => key.keyId)) + 1;
  const retired = keys.filter(({ retiresAtMs = Infinity }) => retiresAtMs <= sources.nowMs()).map((key) => key.keyId);
  if (retired.length > 0) {
    await db.deleteFrom("token_key").where("key_id", "in", retired).execute();
  }
  await insertKey(db, sealer, { keyId, sources });
  touch(`token-key:${keyId}`);
  return keyId;
}

type KeySources = Pick<Sources, "nowMs" | "randomBytes">;

async function insertKey(
  db: Kysely<Schema>,
  sealer: Sealer,
  { keyId, sources }: { readonly keyId: number; readonly sources: KeySources },
): Promise<void> {
  const madeAt = Buffer.alloc(timeBytes);
  madeAt.writeBigUInt64BE(BigInt(sources.nowMs()));
  const plain = Buffer.concat([sources.randomBytes(tokenKeyBytes), madeAt]);
  await db
    .insertInto("token_key")
    .values({ key_id: keyId, sealed_key: sealer.seal(plain, placeOf(keyId)) })
    .execute();
}

/** What is sealed is the key and then the time it was made; the first keys of early databases have no time. */
function openKey(keyId: number, plain: Uint8Array): { keyId: number; key: Uint8Array; madeAtMs: number } {
  const bytes = Buffer.from(plain);
  const madeAtMs = bytes.length < tokenKeyBytes + timeBytes ? 0 : Number(bytes.readBigUInt64BE(tokenKeyBytes));
  return { keyId, key: bytes.subarray(0, tokenKeyBytes), madeAtMs };
}

function placeOf(keyId: number): string {
  return `token-key:${keyId}`;
}
