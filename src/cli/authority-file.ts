import { readFileSync, renameSync, writeFileSync } from "node:fs";
import { join, resolve } from "node:path";
import { createDataDirectory } from "../store/data-directory.ts";

/**
 * Puts the certificate of the local authority, in PEM, into the data directory for clients to be pointed at; returns the
 * absolute path. The file that is there already is left alone unless it holds another one.
 */
export function keepAuthorityFile(dataDirectory: string, certificate: string): string {
  createDataDirectory(dataDirectory);
  const file = resolve(join(dataDirectory, "ca.pem"));
  if (read(file) !== certificate) {
    const draft = `${file}.${process.pid}`;
    writeFileSync(draft, certificate, { mode: 0o644 });
    renameSync(draft, file);
  }
  return file;
}

function read(file: string): string | undefined {
  try {
    return readFileSync(file, "utf8");
  } catch {
    return undefined;
  }
}
