import type { Exchange } from "../exchange.ts";

/** One request of a REST API. Its `requestId` is the UUID that clients see as `x-amzn-RequestId`. */
export interface RestExchange extends Exchange {
  /** What clients see as `x-amz-apigw-id`; of the form of an HTTP API's request id. */
  readonly extendedRequestId: string;
}

/** The headers by which answers of a REST API tell their request, name and value in turn. */
export function requestIdHeaders({ requestId, extendedRequestId }: RestExchange): readonly string[] {
  return ["x-amzn-RequestId", requestId, "x-amz-apigw-id", extendedRequestId];
}
