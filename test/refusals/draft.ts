import { presignRequest } from "../../src/sigv4/presign.ts";
import { type SigningCredentials, signRequest } from "../../src/sigv4/sign.ts";
import type { SentRequest } from "./exchange.ts";

/** A call before it is signed. */
export interface Draft {
  readonly method: string;
  /** The Host header. */
  readonly host: string;
  readonly path: string;
  readonly query: string;
  /** Headers beside Host, name and value in turn; all are signed. */
  readonly headers: readonly string[];
  readonly body: string;
  readonly credentials: SigningCredentials;
  readonly region: string;
  /** The signing name. */
  readonly service: string;
  /** When the client believes it signs. */
  readonly nowMs: number;
}

/** Where a signature is carried. */
export type Form = "header" | "query";

/** Signs a draft in its headers or its query. A presigned call has no body, so a form travels in its query. */
export function signed(draft: Draft, form: Form = "header"): SentRequest {
  return form === "header" ? signedInHeader(draft) : signedInQuery(draft);
}

/** The draft as it would be sent by a client that signs nothing. */
export function unsigned({ method, host, path, query, headers, body }: Draft): SentRequest {
  return { method, target: targetOf(path, query), headers: ["Host", host, ...headers], body };
}

/** A form on IAM or STS. */
export function form(parameters: Readonly<Record<string, string>>): string {
  return new URLSearchParams(parameters).toString();
}

/** Path and query as they stand in a request line. */
export function targetOf(path: string, query: string): string {
  return query === "" ? path : `${path}?${query}`;
}

function signedInHeader(draft: Draft): SentRequest {
  const { method, path, query, body } = draft;
  const headers = ["Host", draft.host, ...draft.headers];
  const added = signRequest({ ...draft, headers });
  return { method, target: targetOf(path, query), headers: [...headers, ...Object.entries(added).flat()], body };
}

function signedInQuery(draft: Draft): SentRequest {
  const { host, path } = draft;
  const isForm = draft.body !== "";
  const method = isForm ? "GET" : draft.method;
  const headers = ["Host", host, ...(isForm ? [] : draft.headers)];
  const query = presignRequest({
    ...draft,
    method,
    headers,
    query: isForm ? draft.body.replaceAll("+", "%20") : draft.query,
    // As long as the window of a signed header, so that both forms have the same.
    expiresSeconds: 300,
  });
  return { method, target: targetOf(path, query), headers, body: "" };
}
