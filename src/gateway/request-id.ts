import { Buffer } from "node:buffer";
import type { Sources } from "../sources.ts";

/** The names under which one request is known. */
export interface RequestNames {
  /** The gateway's request id: 15 characters of URL-safe Base64 and a closing `=`, as observed on HTTP APIs. */
  readonly requestId: string;
  /** 24 hex digits, for the trace header that backends get. */
  readonly traceId: string;
}

const requestIdCharacters = 16;
const traceIdDigits = 24;
/** Of randomness for either name; the last byte of a request id's is not used. */
const bytesPerName = 12;
/** How many requests are named at a time: to draw and to encode take about as long for hundreds as for one. */
const namesPerDraw = 500;

/** Makes the function that names each new request, from randomness alone; no byte is used twice. */
export function requestNamer(randomBytes: Sources["randomBytes"]): () => RequestNames {
  let requestIds = "";
  let traceIds = "";
  let given = namesPerDraw;
  return () => {
    if (given === namesPerDraw) {
      requestIds = encodeRequestIds(Buffer.from(randomBytes(bytesPerName * namesPerDraw)));
      traceIds = Buffer.from(randomBytes(bytesPerName * namesPerDraw)).toString("hex");
      given = 0;
    }
    const requestId = requestIds.slice(given * requestIdCharacters, (given + 1) * requestIdCharacters);
    const traceId = traceIds.slice(given * traceIdDigits, (given + 1) * traceIdDigits);
    given += 1;
    return { requestId, traceId };
  };
}

/** Eleven bytes of every twelve, padded: a twelfth of zero has a character of its own, in the padding's place. */
function encodeRequestIds(drawn: Buffer): string {
  for (let last = bytesPerName - 1; last < drawn.length; last += bytesPerName) {
    drawn[last] = 0;
  }
  return drawn.toString("base64url").replaceAll(/(.{15})A/g, "$1=");
}
