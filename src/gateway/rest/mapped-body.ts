import { Buffer } from "node:buffer";
import { jsonValue } from "../mapping/json-path.ts";

/** A body as mappings look at it; each view is made once, when it is first asked for. */
export interface MappedBody {
  readonly bytes: Uint8Array;
  text(): string;
  /** Its value as JSON, that of an empty object where there is no body at all; undefined when it is no JSON. */
  json(): unknown;
}

/** Makes the views of a body. */
export function mappedBody(bytes: Uint8Array): MappedBody {
  let text: string | undefined;
  let json: { readonly value: unknown } | undefined;
  const body: MappedBody = {
    bytes,
    text: () => (text ??= Buffer.from(bytes.buffer, bytes.byteOffset, bytes.byteLength).toString()),
    // Observed: templates see an empty body as an empty object.
    json: () => (json ??= { value: jsonValue(body.text() || "{}") }).value,
  };
  return body;
}
