import { linkSync, readFileSync, rmSync, writeFileSync } from "node:fs";
import { join } from "node:path";
import type { Sources } from "../sources.ts";
import { createDataDirectory } from "./data-directory.ts";
import { masterKeyBytes } from "./sealing.ts";

/** Where a master key may come from. */
export interface MasterKeySources {
  /** The value of `SALLYPORT_MASTER_KEY`: 32 bytes as base64 or as 64 hexadecimal digits. */
  readonly environmentValue: string | undefined;
  /** The directory whose `master.key` holds the key otherwise; made by the first start. */
  readonly dataDirectory: string;
  readonly randomBytes: Sources["randomBytes"];
}

/**
 * The 32 bytes that seal secrets at rest: from the environment, else from the data directory's `master.key`, which the
 * first start creates for its owner only. Throws an error of one line when the key cannot be read or is not 32 bytes.
 */
export function loadMasterKey({ environmentValue, dataDirectory, randomBytes }: MasterKeySources): Uint8Array {
  if (environmentValue !== undefined && environmentValue !== "") {
    return parseMasterKey(environmentValue, "the environment variable SALLYPORT_MASTER_KEY");
  }
  createDataDirectory(dataDirectory);
  const file = join(dataDirectory, "master.key");
  return parseMasterKey(read(file) ?? create(file, randomBytes), file);
}

function parseMasterKey(text: string, place: string): Uint8Array {
  const trimmed = text.trim();
  const key = /^[0-9a-f]{64}$/i.test(trimmed) ? Buffer.from(trimmed, "hex") : Buffer.from(trimmed, "base64");
  const isBase64 = /^[A-Za-z0-9+/_-]+={0,2}$/.test(trimmed);
  if (key.length !== masterKeyBytes || !isBase64) {
    throw new Error(
      `${place} does not hold a master key: ${masterKeyBytes} bytes as base64 or as 64 hexadecimal digits`,
    );
  }
  return key;
}

function read(file: string): string | undefined {
  try {
    return readFileSync(file, "utf8");
  } catch (error) {
    if (isCode(error, "ENOENT")) {
      return undefined;
    }
    throw new Error(`cannot read the master key ${file}: ${String(error)}`, { cause: error });
  }
}

/** Creates the file whole or not at all, and returns what is in it: another process may have been first. */
function create(file: string, randomBytes: Sources["randomBytes"]): string {
  const draft = `${file}.${Buffer.from(randomBytes(6)).toString("hex")}`;
  try {
    writeFileSync(draft, `${Buffer.from(randomBytes(masterKeyBytes)).toString("base64")}\n`, {
      flag: "wx",
      mode: 0o600,
      flush: true,
    });
    // Unlike a rename, a link fails when the name is taken.
    linkSync(draft, file);
  } catch (error) {
    if (!isCode(error, "EEXIST")) {
      throw new Error(`cannot create the master key ${file}: ${String(error)}`, { cause: error });
    }
  } finally {
    rmSync(draft, { force: true });
  }
  return readFileSync(file, "utf8");
}

function isCode(error: unknown, code: string): boolean {
  return error instanceof Error && "code" in error && error.code === code;
}
