import type { Kysely } from "kysely";
import type { Schema } from "./schema.ts";
import { openText, sealText, type Sealer } from "./sealing.ts";

/**
 * Makes sure that the database was sealed under this master key: a new database remembers a value sealed under it, an
 * older one is asked to open its value. Throws when it does not open. The caller makes sure that it runs alone.
 */
export async function checkMasterKey(db: Kysely<Schema>, sealer: Sealer): Promise<void> {
  const row = await db.selectFrom("meta").select("value").where("name", "=", checkName).executeTakeFirst();
  if (row === undefined) {
    await db
      .insertInto("meta")
      .values({ name: checkName, value: sealText(sealer, checkName, checkName) })
      .execute();
    return;
  }
  try {
    openText(sealer, row.value, checkName);
  } catch (error) {
    throw new Error("its secrets were sealed under another master key; start with the key of its first start", {
      cause: error,
    });
  }
}

const checkName = "master-key-check";
