import { type RawRequest, type RawResponse, headerValue } from "../http/raw-request.ts";
import { AwsError } from "./aws-error.ts";
import { decodeJsonStructure, parseJsonBody } from "./json-decoder.ts";
import { jsonStructure } from "./json-encoder.ts";
import { requestLimits } from "./limits.ts";
import type { Operation, Service } from "./operation.ts";
import type { Match, Protocol, ProtocolOptions } from "./protocol.ts";
import { inputShape, outputShape } from "./shape.ts";
import { createValidator } from "./validate.ts";

/** The protocol of Organizations and Certificate Manager, AWS JSON 1.1: the header `X-Amz-Target` names the operation, JSON in and out. */
export function createJsonProtocol<Context>(service: Service<Context>, options: ProtocolOptions): Protocol<Context> {
  const operations = new Map(service.operations.map((operation) => [operation.name, operation]));
  const known = new Set(service.knownOperations);
  const prefix = `${service.targetPrefix}.`;

  const headersOf = (requestId: string): readonly string[] => {
    const { sources, region } = options;
    const facts = { requestId, region, nowMs: sources.nowMs(), randomBytes: sources.randomBytes };
    return ["x-amzn-RequestId", requestId, ...(service.replyHeaders?.(facts) ?? [])];
  };
  const encodeError = (error: AwsError, requestId: string): RawResponse => {
    // What is in front of every service says `message`, whatever the service itself says.
    const own = Object.hasOwn(service.model.errors, error.code) ? service.errorTextMember : undefined;
    const message = error.message === "" ? {} : { [own ?? "message"]: error.message };
    return {
      status: error.status,
      headers: [...headersOf(requestId), "x-amzn-ErrorType", error.code, "content-type", contentType],
      body: JSON.stringify({ __type: error.code, ...message, ...error.members }),
    };
  };

  const match = (request: RawRequest, body: Uint8Array, requestId: string): Match<Context> => {
    const target = headerValue(request, "x-amz-target") ?? "";
    const name = target.startsWith(prefix) ? target.slice(prefix.length) : "";
    const operation = operations.get(name);
    if (operation !== undefined && request.path === "/" && request.method === "POST") {
      return { kind: "operation", operation, parameters: [], labels: {}, request, body };
    }
    const error =
      known.has(name) && operation === undefined
        ? new AwsError("NotImplementedException", 400, `The operation ${name} is not implemented by this server`)
        : new AwsError("UnknownOperationException", 400, unknownOperation(target));
    return { kind: "reply", response: encodeError(error, requestId) };
  };

  return {
    match,
    decode: ({ operation, body }) => decodeJsonStructure(inputShape(operation.schema), parseJsonBody(body)),
    validate: createValidator(service),
    encode: (operation, output, requestId) => ({
      status: 200,
      headers: [...headersOf(requestId), "content-type", contentType],
      body: outputText(operation, output),
    }),
    encodeError,
  };
}

const contentType = "application/x-amz-json-1.1";

/** An operation that answers nothing answers an empty body, as the samples in AWS's API reference do. */
function outputText<Context>(operation: Operation<Context>, output: unknown): string {
  const shape = outputShape(operation.schema);
  return shape === undefined ? "" : JSON.stringify(jsonStructure(shape, Object(output ?? {})));
}

function unknownOperation(target: string): string {
  return target === "" ? "" : `No operation has the target ${target.slice(0, requestLimits.echoedCharactersMax)}`;
}
