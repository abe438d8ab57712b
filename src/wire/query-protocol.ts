import { type QueryParameter, firstParameter, parseQueryParameters } from "../http/query-parameters.ts";
import { type RawRequest, type RawResponse, headerValue } from "../http/raw-request.ts";
import { AwsError } from "./aws-error.ts";
import { requestLimits } from "./limits.ts";
import type { Service } from "./operation.ts";
import type { Match, Protocol, ProtocolOptions } from "./protocol.ts";
import { decodeQueryInput } from "./query-decoder.ts";
import { queryJsonError, queryJsonResult, type QueryResult } from "./query-json.ts";
import { createValidator } from "./validate.ts";
import { type XmlElement, structureElements, writeXml } from "./xml-encoder.ts";
import { inputShape, outputShape } from "./shape.ts";

const faultNamespace = "http://webservices.amazon.com/AWSFault/2005-15-09";
/** Errors of the front end, before an operation was reached, have a namespace of their own. */
const faultCodes: ReadonlySet<string> = new Set(["InvalidAction", "MalformedInput"]);
const landingPage = "https://aws.amazon.com/iam";

/** The query protocol of IAM and STS: parameters in, XML out, or JSON where the options say so. */
export function createQueryProtocol<Context>(service: Service<Context>, options: ProtocolOptions): Protocol<Context> {
  const operations = new Map(service.operations.map((operation) => [operation.name, operation]));
  const known = new Set(service.knownOperations);
  const namespace = service.xmlNamespace ?? "";
  const validator = createValidator(service);

  const headersOf = (requestId: string): readonly string[] => [
    "x-amzn-RequestId",
    requestId,
    ...(service.replyHeaders?.({ ...replyFacts(options), requestId }) ?? []),
  ];
  const xmlReply = (status: number, root: XmlElement, requestId: string): RawResponse => ({
    status,
    headers: [...headersOf(requestId), "Content-Type", "text/xml"],
    body: writeXml(root),
  });
  const jsonReply = (status: number, body: string, requestId: string): RawResponse => ({
    status,
    headers: [...headersOf(requestId), "Content-Type", "application/json"],
    body,
  });
  const encodeError = (error: AwsError, requestId: string): RawResponse =>
    options.repliesJson
      ? jsonReply(error.status, queryJsonError(error, requestId), requestId)
      : xmlReply(
          error.status,
          errorElement(error, faultCodes.has(error.code) ? faultNamespace : namespace, requestId),
          requestId,
        );
  const reply = (response: RawResponse): Match<Context> => ({ kind: "reply", response });

  const match = (request: RawRequest, body: Uint8Array, requestId: string): Match<Context> => {
    if (request.path !== "/") {
      return reply(xmlReply(404, { name: "UnknownOperationException", content: "" }, requestId));
    }
    const parameters = requestParameters(request, body);
    if (parameters === "tooMany") {
      return reply(encodeError(new AwsError("MalformedInput", 400, "too many parameters"), requestId));
    }
    const action = parameters === undefined ? undefined : firstParameter(parameters, "Action");
    if (parameters === undefined || action === undefined) {
      const query = request.method === "GET" && request.query !== "" ? `?${request.query}` : "";
      return reply({
        status: 302,
        headers: [...headersOf(requestId), "Location", landingPage + query],
        body: "",
      });
    }
    const version = firstParameter(parameters, "Version");
    const operation = version === service.version ? operations.get(action) : undefined;
    if (operation === undefined) {
      const leftOut = version === service.version && known.has(action);
      return reply(encodeError(leftOut ? notImplemented(action) : invalidAction(action, version), requestId));
    }
    return { kind: "operation", operation, parameters, labels: {}, request, body };
  };

  return {
    match,
    decode: ({ operation, parameters }) => decodeQueryInput(inputShape(operation.schema), parameters),
    validate: validator,
    encode: (operation, output, requestId) =>
      options.repliesJson
        ? jsonReply(200, queryJsonResult({ operation, output, requestId }), requestId)
        : xmlReply(200, resultElement(service, { operation, output, requestId }), requestId),
    encodeError,
  };
}

function replyFacts({ sources, region }: ProtocolOptions): {
  nowMs: number;
  region: string;
  randomBytes: ProtocolOptions["sources"]["randomBytes"];
} {
  return { nowMs: sources.nowMs(), region, randomBytes: sources.randomBytes };
}

/** Parameters of the query and of a form; undefined for a POST that is no form. */
function requestParameters(request: RawRequest, body: Uint8Array): readonly QueryParameter[] | "tooMany" | undefined {
  if (request.method !== "POST") {
    return boundedParameters(request.query);
  }
  const contentType = headerValue(request, "content-type") ?? "";
  if (!/^application\/x-www-form-urlencoded\s*(;|$)/i.test(contentType.trim())) {
    return undefined;
  }
  return boundedParameters([new TextDecoder().decode(body), request.query].filter((text) => text !== "").join("&"));
}

function boundedParameters(text: string): readonly QueryParameter[] | "tooMany" {
  let separators = 0;
  for (let index = text.indexOf("&"); index >= 0; index = text.indexOf("&", index + 1)) {
    separators += 1;
  }
  return separators >= requestLimits.parametersMax ? "tooMany" : parseQueryParameters(text.trimEnd());
}

/** Says it before anyone has proven who they are, so what was sent is repeated only as far as a name could go. */
function invalidAction(action: string, version = "NO_VERSION_SPECIFIED"): AwsError {
  return new AwsError(
    "InvalidAction",
    400,
    `Could not find operation ${echoed(action)} for version ${echoed(version)}`,
  );
}

/** For an operation of AWS that is left out here; the coverage page says why. */
function notImplemented(action: string): AwsError {
  return new AwsError("NotImplemented", 400, `The operation ${action} is not implemented by this server`);
}

function echoed(text: string): string {
  return text.slice(0, requestLimits.echoedCharactersMax);
}

function resultElement<Context>(
  service: Service<Context>,
  { operation, output, requestId }: QueryResult<Context>,
): XmlElement {
  const shape = outputShape(operation.schema);
  const result =
    shape === undefined
      ? []
      : [
          {
            name: `${operation.name}Result`,
            content: structureElements(shape, Object(output ?? {}), service.model.memberOrder),
          },
        ];
  return {
    name: `${operation.name}Response`,
    attributes: { xmlns: service.xmlNamespace ?? "" },
    content: [...result, { name: "ResponseMetadata", content: [{ name: "RequestId", content: requestId }] }],
  };
}

function errorElement(error: AwsError, namespace: string, requestId: string): XmlElement {
  return {
    name: "ErrorResponse",
    attributes: { xmlns: namespace },
    content: [
      {
        name: "Error",
        content: [
          { name: "Type", content: error.status < 500 ? "Sender" : "Receiver" },
          { name: "Code", content: error.code },
          ...(error.message === "" ? [] : [{ name: "Message", content: error.message }]),
        ],
      },
      { name: "RequestId", content: requestId },
    ],
  };
}
