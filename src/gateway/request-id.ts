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
const nameBytes = requestIdBytes + traceIdBytes;
/** How many requests one draw of randomness is for: a draw costs microseconds whatever it yields. */
const namesPerDraw = 100;

/** Makes the function that names each new request, from randomness alone; no byte is used twice. */
export function requestNamer(randomBytes: Sources["randomBytes"]): () => RequestNames {
  let drawn = Buffer.alloc(0);
  let used = 0;
  return () => {
    if (used === drawn.length) {
      drawn = Buffer.from(randomBytes(nameBytes * namesPerDraw));
      used = 0;
    }
    const start = used;
    used += nameBytes;
    return {
      requestId: `${drawn.toString("base64url", start, start + requestIdBytes)}=`,
      traceId: drawn.toString("hex", start + requestIdBytes, used),
    };
  };
}
