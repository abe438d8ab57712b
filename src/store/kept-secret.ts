import type { Kysely } from "kysely";
import type { Engine } from "./engine.ts";
import type { Schema } from "./schema.ts";
import { openText, sealText, type Sealer } from "./sealing.ts";

/** A secret that the database keeps under a name: made when it is first asked for, then the same on every node for ever. */
export interface KeptSecret {
  readonly name: string;
  /** Whether the asker stands inside other work of the store, for whose end it must not wait. */
  readonly nested: boolean;
  readonly make: () => Promise<string>;
}

/** The secret of that name; of several nodes that make one at a time, one wins and all get its. */
export async function findKeptSecret(engine: Engine, sealer: Sealer, secret: KeptSecret): Promise<string> {
  const { name, nested, make } = secret;
  const known = await engine.read((db) => readSecret(db, sealer, name), nested);
  if (known !== undefined) {
    return known;
  }
  const value = sealText(sealer, await make(), name);
  await engine.write((db) =>
    db
      .insertInto("meta")
      .values({ name, value })
      .onConflict((conflict) => conflict.column("name").doNothing())
      .execute(),
  );
  // Another node may have been first.
  const kept = await engine.read((db) => readSecret(db, sealer, name), nested);
  if (kept === undefined) {
    throw new Error(`the secret ${name} vanished from the database`);
  }
  return kept;
}

async function readSecret(db: Kysely<Schema>, sealer: Sealer, name: string): Promise<string | undefined> {
  const row = await db.selectFrom("meta").select("value").where("name", "=", name).executeTakeFirst();
  return row && openText(sealer, row.value, name);
}
