import { randomBytes, randomUUID } from "node:crypto";

/** Where time and chance come from: handed down from the process's entry, so that a test fixes every answer byte. */
export interface Sources {
  /** The current time in milliseconds since 1970. */
  readonly nowMs: () => number;
  /** That many bytes of cryptographic randomness. */
  readonly randomBytes: (count: number) => Uint8Array;
  /** A version 4 UUID in lower case, used as request id. */
  readonly uuid: () => string;
}

/** The real clock and the operating system's randomness. */
export const systemSources: Sources = { nowMs: Date.now, randomBytes, uuid: randomUUID };
