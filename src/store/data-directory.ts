import { accessSync, constants, mkdirSync } from "node:fs";
import { reasonOf } from "./reason.ts";

/** Makes sure that the directory exists and can be written; throws an error of one line when it cannot. */
export function createDataDirectory(directory: string): void {
  try {
    mkdirSync(directory, { recursive: true, mode: 0o700 });
    accessSync(directory, constants.R_OK | constants.W_OK | constants.X_OK);
  } catch (error) {
    throw new Error(
      `cannot use the data directory ${directory}: ${reasonOf(error)}; make it readable and writable or choose another`,
      { cause: error },
    );
  }
}
