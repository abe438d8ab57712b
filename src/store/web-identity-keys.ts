import { generateKeyPair } from "node:crypto";
import { promisify } from "node:util";
import type { Kysely } from "kysely";
import type { Engine } from "./engine.ts";
import type { Schema } from "./schema.ts";
import { openText, sealText, type Sealer } from "./sealing.ts";

/** The private keys that sign web identity tokens, PKCS #8 in PEM, by their algorithm. */
export interface WebIdentityKeys {
  readonly RS256: string;
  readonly ES384: string;
}

/** The keys of the database, made when they are first asked for and then the same on every node for ever. */
export async function findWebIdentityKeys(engine: Engine, sealer: Sealer, nested: boolean): Promise<WebIdentityKeys> {
  const known = await engine.read((db) => readKeys(db, sealer), nested);
  if (known !== undefined) {
    return known;
  }
  const made = JSON.stringify(await makeKeys());
  await engine.write((db) =>
    db
      .insertInto("meta")
      .values({ name: rowName, value: sealText(sealer, made, rowName) })
      .onConflict((conflict) => conflict.column("name").doNothing())
      .execute(),
  );
  // Another node may have been first.
  const kept = await engine.read((db) => readKeys(db, sealer), nested);
  if (kept === undefined) {
    throw new Error("the keys of web identity tokens vanished from the database");
  }
  return kept;
}

const rowName = "web-identity-keys";
const generate = promisify(generateKeyPair);

async function readKeys(db: Kysely<Schema>, sealer: Sealer): Promise<WebIdentityKeys | undefined> {
  const row = await db.selectFrom("meta").select("value").where("name", "=", rowName).executeTakeFirst();
  // The row holds what `findWebIdentityKeys` sealed.
  return row && (JSON.parse(openText(sealer, row.value, rowName)) as WebIdentityKeys);
}

async function makeKeys(): Promise<WebIdentityKeys> {
  const [rsa, ec] = await Promise.all([
    generate("rsa", { modulusLength: 2048 }),
    generate("ec", { namedCurve: "P-384" }),
  ]);
  const pem = { type: "pkcs8", format: "pem" } as const;
  return { RS256: rsa.privateKey.export(pem), ES384: ec.privateKey.export(pem) };
}
