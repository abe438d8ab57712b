import type { QueryParameter } from "../http/query-parameters.ts";
import type { RawRequest, RawResponse } from "../http/raw-request.ts";
import type { Sources } from "../sources.ts";
import type { AwsError } from "./aws-error.ts";
import { createJsonProtocol } from "./json-protocol.ts";
import type { Operation, Service } from "./operation.ts";
import { createQueryProtocol } from "./query-protocol.ts";
import { createRestJsonProtocol } from "./rest-json-protocol.ts";
import type { Labels } from "./uri-template.ts";

/** One of AWS's wire protocols, seen from the server. */
export interface Protocol<Context> {
  /** Chooses the operation a request asks for, or answers it where there is none. Reads no more than it must. */
  match(request: RawRequest, body: Uint8Array, requestId: string): Match<Context>;
  /**
   * Builds the operation's input as the SDK's types describe it. Throws an `AwsError` for a value that is not of its
   * member's type.
   */
  decode(matched: MatchedOperation<Context>): unknown;
  /** Throws an `AwsError` that names all constraints the input violates, in AWS's words. */
  validate(operation: Operation<Context>, input: unknown): void;
  /** The reply to a call that succeeded. */
  encode(operation: Operation<Context>, output: unknown, requestId: string): RawResponse;
  /** The reply to a call that was refused or failed. */
  encodeError(error: AwsError, requestId: string): RawResponse;
}

/** What `match` found. */
export type Match<Context> = MatchedOperation<Context> | { readonly kind: "reply"; readonly response: RawResponse };

/** A request whose operation is known and whose input has not been read yet. */
export interface MatchedOperation<Context> {
  readonly kind: "operation";
  readonly operation: Operation<Context>;
  /** Query and form parameters in the order received. */
  readonly parameters: readonly QueryParameter[];
  /** The labels of the path, on REST protocols. */
  readonly labels: Labels;
  readonly request: RawRequest;
  readonly body: Uint8Array;
}

/** What replies are made of beside their content. */
export interface ProtocolOptions {
  readonly sources: Pick<Sources, "nowMs" | "randomBytes">;
  /** The server's region, for request ids that carry one. */
  readonly region: string;
  /** Whether the query protocol answers JSON in place of XML, as it does to clients that accept JSON. */
  readonly repliesJson?: boolean;
}

/** The protocol that a service speaks, over its table of operations. */
export function createProtocol<Context>(service: Service<Context>, options: ProtocolOptions): Protocol<Context> {
  switch (service.protocol) {
    case "awsQuery":
      return createQueryProtocol(service, options);
    case "restJson1":
      return createRestJsonProtocol(service, options);
    case "awsJson1_1":
      return createJsonProtocol(service, options);
  }
}
