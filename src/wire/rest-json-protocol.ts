import { type QueryParameter, parseQueryParameters } from "../http/query-parameters.ts";
import { type RawRequest, type RawResponse, headerValue } from "../http/raw-request.ts";
import { AwsError } from "./aws-error.ts";
import { decodeJsonStructure, decodeJsonText, parseJsonBody } from "./json-decoder.ts";
import { jsonStructure } from "./json-encoder.ts";
import { requestLimits } from "./limits.ts";
import type { Operation, Service } from "./operation.ts";
import type { Match, MatchedOperation, Protocol, ProtocolOptions } from "./protocol.ts";
import { type Member, httpBinding, inputShape, outputShape } from "./shape.ts";
import {
  type Labels,
  type UriTemplate,
  compareUriTemplates,
  matchUriTemplate,
  parseUriTemplate,
} from "./uri-template.ts";
import { createValidator } from "./validate.ts";

/** The REST protocol of API Gateway: method and path choose the operation, JSON in and out. */
export function createRestJsonProtocol<Context>(
  service: Service<Context>,
  options: ProtocolOptions,
): Protocol<Context> {
  const routes = routesOf(service);
  const validator = createValidator(service);

  const headersOf = (requestId: string): readonly string[] => {
    const { sources, region } = options;
    const facts = { requestId, region, nowMs: sources.nowMs(), randomBytes: sources.randomBytes };
    return ["x-amzn-RequestId", requestId, ...(service.replyHeaders?.(facts) ?? [])];
  };
  const encodeError = (error: AwsError, requestId: string): RawResponse => ({
    status: error.status,
    headers: [...headersOf(requestId), "x-amzn-ErrorType", error.code, "content-type", "application/json"],
    body: JSON.stringify({
      ...(error.message === "" ? {} : { message: error.message }),
      ...error.members,
    }),
  });

  const match = (request: RawRequest, body: Uint8Array, requestId: string): Match<Context> => {
    const refuse = (error: AwsError): Match<Context> => ({
      kind: "reply",
      response: encodeError(error, requestId),
    });
    const found = findRoute(routes, request);
    if (found === undefined) {
      return refuse(
        new AwsError("UnknownOperationException", 404, `No operation has ${request.method} ${request.path}`),
      );
    }
    if (found.operation === undefined) {
      const message = `The operation ${found.name} is not implemented by this server`;
      return refuse(new AwsError("NotImplementedException", 400, message));
    }
    if (request.query.length > 0 && request.query.split("&").length > requestLimits.parametersMax) {
      return refuse(new AwsError("BadRequestException", 400, "Too many query parameters"));
    }
    const parameters = parseQueryParameters(request.query);
    return {
      kind: "operation",
      operation: found.operation,
      parameters,
      labels: found.labels,
      request,
      body,
    };
  };

  return {
    match,
    decode: decodeRestInput,
    validate: validator,
    encode: (operation, output, requestId) => encodeRestOutput(operation, Object(output ?? {}), headersOf(requestId)),
    encodeError,
  };
}

interface Route<Context> {
  readonly name: string;
  readonly template: UriTemplate;
  /** Undefined for an operation of AWS's that the service does not have. */
  readonly operation: Operation<Context> | undefined;
}

function routesOf<Context>(service: Service<Context>): readonly Route<Context>[] {
  const implemented = service.operations.flatMap((operation) => {
    const binding = httpBinding(operation.schema);
    return binding === undefined
      ? []
      : [
          {
            name: operation.name,
            operation,
            template: parseUriTemplate(binding.method, binding.uri),
          },
        ];
  });
  const names = new Set(implemented.map((route) => route.name));
  const others = Object.entries(service.model.http)
    .filter(([name]) => !names.has(name))
    .map(([name, http]) => {
      const [method = "", uri = ""] = http.split(" ", 2);
      return { name, operation: undefined, template: parseUriTemplate(method, uri) };
    });
  return [...implemented, ...others].toSorted((first, second) => compareUriTemplates(first.template, second.template));
}

function findRoute<Context>(
  routes: readonly Route<Context>[],
  request: RawRequest,
): (Route<Context> & { readonly labels: Labels }) | undefined {
  const parameters = request.query.split("&", requestLimits.parametersMax);
  for (const route of routes) {
    const { method, parameter } = route.template;
    const fits = method === request.method && (parameter === undefined || parameters.includes(parameter));
    const labels = fits ? matchUriTemplate(route.template, request.path) : undefined;
    if (labels !== undefined) {
      return { ...route, labels };
    }
  }
  return undefined;
}

function decodeRestInput<Context>(matched: MatchedOperation<Context>): Record<string, unknown> {
  const shape = inputShape(matched.operation.schema);
  const inBody = shape.members.some((member) => member.location === "body");
  const input = inBody ? decodeJsonStructure(shape, parseJsonBody(matched.body)) : {};
  for (const member of shape.members) {
    const value = valueOutsideBody(member, matched);
    if (value !== undefined) {
      input[member.name] = value;
    }
  }
  return input;
}

function valueOutsideBody<Context>(member: Member, matched: MatchedOperation<Context>): unknown {
  switch (member.location) {
    case "label": {
      const label = matched.labels[member.name];
      return label === undefined ? undefined : decodeJsonText(member.shape, label);
    }
    case "query":
      return queryValue(member, matched.parameters);
    case "header": {
      const header = headerValue(matched.request, member.locationName);
      return header === undefined ? undefined : decodeJsonText(member.shape, header);
    }
    case "payload":
      return member.shape.kind === "blob" ? matched.body : new TextDecoder().decode(matched.body);
    case "body":
      return undefined;
  }
}

function queryValue(member: Member, parameters: readonly QueryParameter[]): unknown {
  const values = parameters
    .filter((parameter) => parameter.name === member.locationName)
    .map((parameter) => parameter.value);
  const { shape } = member;
  if (shape.kind === "list") {
    return values.length === 0 ? undefined : values.map((value) => decodeJsonText(shape.element, value));
  }
  const [first] = values;
  return first === undefined ? undefined : decodeJsonText(shape, first);
}

function encodeRestOutput<Context>(
  operation: Operation<Context>,
  output: object,
  headers: readonly string[],
): RawResponse {
  const status = httpBinding(operation.schema)?.status ?? 200;
  const shape = outputShape(operation.schema);
  if (status === 204 || shape === undefined) {
    return { status, headers, body: "" };
  }
  const payload = shape.members.find((member) => member.location === "payload");
  if (payload !== undefined) {
    // A payload member's value is the whole body; services give it as bytes or text.
    const body: unknown = (output as Readonly<Record<string, unknown>>)[payload.name];
    const bytes = body instanceof Uint8Array || typeof body === "string" ? body : "";
    return {
      status,
      headers: [...headers, "content-type", "application/octet-stream"],
      body: bytes,
    };
  }
  return {
    status,
    headers: [...headers, "content-type", "application/json"],
    body: JSON.stringify(jsonStructure(shape, output)),
  };
}
