import { accessSync, constants, existsSync, mkdirSync, statSync } from "node:fs";
import { dirname, resolve } from "node:path";
import { reasonOf } from "./reason.ts";

/** Makes sure that the directory exists and can be written; throws an error of one line when it cannot. */
export function createDataDirectory(directory: string): void {
  try {
    makeDirectory(resolve(directory));
    accessSync(directory, constants.R_OK | constants.W_OK | constants.X_OK);
  } catch (error) {
    throw new Error(
      `cannot use the data directory ${directory}: ${reasonOf(error)}; make it readable and writable or choose another`,
      { cause: error },
    );
  }
}

/**
 * Makes a directory and those above it, level by level. Node's own recursive form never returns where a file system
 * refuses a directory whose parent exists, as `/proc` does.
 */
function makeDirectory(directory: string): void {
  const parent = dirname(directory);
  if (!existsSync(parent)) {
    makeDirectory(parent);
  }
  try {
    mkdirSync(directory, { mode: 0o700 });
  } catch (error) {
    // It may have been there, or another process may just have made it.
    if (!statSync(directory, { throwIfNoEntry: false })?.isDirectory()) {
      throw error;
    }
  }
}
