import { generateKeyPair } from "node:crypto";
import { promisify } from "node:util";
import type { Engine } from "./engine.ts";
import { findKeptSecret } from "./kept-secret.ts";
import type { Sealer } from "./sealing.ts";

/** The private keys that sign web identity tokens, PKCS #8 in PEM, by their algorithm. */
export interface WebIdentityKeys {
  readonly RS256: string;
  readonly ES384: string;
}

/** The keys of the database, made when they are first asked for and then the same on every node for ever. */
export async function findWebIdentityKeys(engine: Engine, sealer: Sealer, nested: boolean): Promise<WebIdentityKeys> {
  const kept = await findKeptSecret(engine, sealer, { name: "web-identity-keys", nested, make: makeKeys });
  // What is kept is what `makeKeys` made.
  return JSON.parse(kept) as WebIdentityKeys;
}

const generate = promisify(generateKeyPair);

async function makeKeys(): Promise<string> {
  const [rsa, ec] = await Promise.all([
    generate("rsa", { modulusLength: 2048 }),
    generate("ec", { namedCurve: "P-384" }),
  ]);
  const pem = { type: "pkcs8", format: "pem" } as const;
  return JSON.stringify({
    RS256: rsa.privateKey.export(pem),
    ES384: ec.privateKey.export(pem),
  } satisfies WebIdentityKeys);
}
