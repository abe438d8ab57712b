import type { AwsError } from "./aws-error.ts";
import { jsonStructure } from "./json-encoder.ts";
import type { Operation } from "./operation.ts";
import { outputShape } from "./shape.ts";

/** What a call of the query protocol came to. */
export interface QueryResult<Context> {
  readonly operation: Operation<Context>;
  readonly output: unknown;
  readonly requestId: string;
}

/**
 * The answer of the query protocol to clients that accept JSON: the elements of the XML as members, times as numbers.
 * Observed on STS, which verifiers of presigned GetCallerIdentity requests ask like this.
 */
export function queryJsonResult<Context>({ operation, output, requestId }: QueryResult<Context>): string {
  const shape = outputShape(operation.schema);
  const result = shape === undefined ? {} : sorted(jsonStructure(shape, Object(output ?? {})));
  return JSON.stringify({
    [`${operation.name}Response`]: {
      ...(shape !== undefined && { [`${operation.name}Result`]: result }),
      ResponseMetadata: { RequestId: requestId },
    },
  });
}

/** A refusal in JSON, as observed. */
export function queryJsonError({ code, message, status }: AwsError, requestId: string): string {
  const Error = { Code: code, ...(message !== "" && { Message: message }), Type: status < 500 ? "Sender" : "Receiver" };
  return JSON.stringify({ Error, RequestId: requestId });
}

/** The members in the order of their names, in which they were observed. */
function sorted(members: Readonly<Record<string, unknown>>): Readonly<Record<string, unknown>> {
  return Object.fromEntries(Object.entries(members).toSorted(([left], [right]) => (left < right ? -1 : 1)));
}
