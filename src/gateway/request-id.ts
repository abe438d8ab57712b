import { Buffer } from "node:buffer";
import type { Sources } from "../sources.ts";

/** The names under which one request is known. */
export interface RequestNames {
  /** The gateway's request id: 15 characters of URL-safe Base64 and a closing `=`, as observed on HTTP APIs. */
  readonly requestId: string;
  /** 24 hex digits, for the trace header that backends get. */
  readonly traceId: string;
}

const requestIdBytes = 11;
const traceIdBytes = 12;

/** Names a new request, from randomness alone. */
export function nameRequest(randomBytes: Sources["randomBytes"]): RequestNames {
  const random = Buffer.from(randomBytes(requestIdBytes + traceIdBytes));
  return {
    requestId: `${random.toString("base64url", 0, requestIdBytes)}=`,
    traceId: random.toString("hex", requestIdBytes),
  };
}
