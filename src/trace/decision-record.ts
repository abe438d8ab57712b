import type { AccountId } from "../arn/account-id.ts";
import type { Authentication, Evaluation } from "../identity/identity.ts";
import type { RawRequest } from "../http/raw-request.ts";

/** What was checked of one request and what decided it. It holds the inputs; explanations are worked out when asked for. */
export interface DecisionRecord {
  readonly requestId: string;
  readonly atMs: number;
  /** The request line and headers; the body is not kept. */
  readonly request: RawRequest;
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

/** Keeps the latest decision records, a bounded number of them. */
export interface DecisionLog {
  add(record: DecisionRecord): void;
  get(requestId: string): DecisionRecord | undefined;
}
