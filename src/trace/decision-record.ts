import type { AccountId } from "../arn/account-id.ts";
import type { Authentication, Evaluation } from "../identity/identity.ts";
import type { RawRequest } from "../http/raw-request.ts";

/** What was checked of one request and what decided it. It holds the inputs; explanations are worked out when asked for. */
export interface DecisionRecord {
  readonly requestId: string;
  readonly atMs: number;
  /** The request line's parts, as sent. Headers and body are not kept: most requests' would outlive them for nothing. */
  readonly method: string;
  readonly path: string;
  readonly query: string;
  /** How much of what the client sent the record holds, in characters. */
  readonly characters: number;
  /** The hex SHA-256 of the body, when it was read. */
  readonly payloadHash?: string | undefined;
  /** The account whose administrators may read the record: the owner of the API or role. */
  readonly ownerAccountId?: AccountId | undefined;
  /** `execute-api:Invoke`, `sts:AssumeRole`, … */
  readonly action: string;
  /** The route that an invoke matched. */
  readonly route?:
    | {
        readonly apiId: string;
        readonly stage: string;
        readonly routeKey: string;
        readonly authorizationType: string;
      }
    | undefined;
  /** Why the connection's client was not let in by a custom domain with mutual TLS, before the request was looked at. */
  readonly clientFailure?: string | undefined;
  readonly authentication?: Authentication | undefined;
  readonly evaluations: readonly Evaluation[];
  /** Why the route's authorizer let the request not pass. */
  readonly authorizerFailure?: string | undefined;
  /** Why the integration failed, where the answer does not say. */
  readonly integrationFailure?: string | undefined;
  readonly status: number;
  /** The refusal's code or text as the client saw it; absent on success. */
  readonly refusal?: string | undefined;
}

/**
 * How much of a request a record holds, in characters, at most: what was found out about its caller may repeat its
 * headers, and does so twice for a signature that did not match, whose canonical request repeats the most of it.
 */
export function charactersKept(
  { path, query, headers }: Pick<RawRequest, "path" | "query" | "headers">,
  { authentication, evaluations }: Pick<DecisionRecord, "authentication" | "evaluations">,
): number {
  let characters = path.length + query.length + 1;
  if (authentication === undefined && evaluations.length === 0) {
    return characters;
  }
  for (const text of headers) {
    characters += text.length;
  }
  return authentication?.kind === "refused" ? 2 * characters : characters;
}

/** Keeps the latest decision records, a bounded number of them. */
export interface DecisionLog {
  add(record: DecisionRecord): void;
  get(requestId: string): DecisionRecord | undefined;
}
