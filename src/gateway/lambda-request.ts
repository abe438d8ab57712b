import { Buffer } from "node:buffer";
import { parseQueryParameters, type QueryParameter } from "../http/query-parameters.ts";
import { headerValue, headerValues } from "../http/raw-request.ts";
import type { MatchedRoute } from "./authorization.ts";
import { type ClientCertificate, clientCertificateOf } from "./mutual-tls.ts";
import { peerAddress } from "./peer-address.ts";
import type { AuthorizerResult } from "./authorizer-result.ts";
import type { Exchange } from "./exchange.ts";
import { connectionHeaders, namedByConnection, traceHeader } from "./proxy-headers.ts";
import { encodeParts, pathParts } from "./request-path.ts";
import { pathVariables } from "./routes.ts";

/** A request in the terms that Lambda events of either format are made of. */
export interface LambdaRequest {
  readonly exchange: Pick<Exchange, "requestId" | "nowMs">;
  readonly match: MatchedRoute;
  readonly authorizer: AuthorizerResult;
  readonly method: string;
  /** Decoded, with the stage's name in front unless it is `$default`; another where a mapping gives one. */
  readonly path: string;
  /** The same as it was sent, and what it is decoded. */
  readonly sentPath: { readonly encoded: string; readonly decoded: string };
  /** As sent. */
  readonly rawQuery: string;
  readonly query: readonly QueryParameter[];
  /** Names as sent, with the gateway's own headers, without what concerns the connection only. */
  readonly headers: readonly Header[];
  readonly protocol: string;
  readonly sourceIp: string;
  readonly userAgent: string;
  readonly domainName: string;
  /** What the client has shown of itself to a domain with mutual TLS. */
  readonly clientCert: ClientCertificate | undefined;
  readonly pathParameters: Readonly<Record<string, string>>;
  readonly stageVariables: Readonly<Record<string, string>>;
}

/** One header of an event. */
export interface Header {
  readonly name: string;
  readonly value: string;
}

/** What a Lambda event is made from. */
export interface LambdaRequestInput {
  readonly exchange: Exchange;
  readonly match: MatchedRoute;
  readonly authorizer: AuthorizerResult;
  readonly bodyBytes: number;
}

/** Gathers what events show of a request. */
export function lambdaRequest({ exchange, match, authorizer, bodyBytes }: LambdaRequestInput): LambdaRequest {
  const { raw } = exchange;
  const { route, parts, stage } = match;
  const variables = route.pattern && pathVariables(route.pattern, parts);
  const sentPath = eventPath(exchange, match);
  return {
    exchange,
    match,
    authorizer,
    method: raw.method,
    path: sentPath.decoded,
    sentPath,
    rawQuery: raw.query,
    query: parseQueryParameters(raw.query),
    headers: eventHeaders(exchange, bodyBytes),
    // AWS documents that this is told of requests over HTTP/2, too: it is what backends are spoken to with.
    protocol: "HTTP/1.1",
    sourceIp: peerAddress(raw.remoteAddress),
    userAgent: headerValue(raw, "user-agent") ?? "",
    domainName: domainName(exchange, match),
    clientCert: clientCertificateOf(exchange),
    pathParameters: Object.fromEntries(Array.from(variables ?? [], ([name, values]) => [name, values.join("/")])),
    stageVariables: stage.stageVariables,
  };
}

/** Whether a body is handed over as text; the media types were observed, all others come in Base64. */
export function isTextBody(headers: readonly Header[]): boolean {
  const type = headers.find(({ name }) => name.toLowerCase() === "content-type")?.value ?? "";
  return /^\s*(?:text\/[^;]*|application\/(?:json|xml|javascript))\s*(?:;|$)/i.test(type);
}

/** The body's two members of an event: text, or Base64 for what is no text by its type. */
export function eventBody(
  headers: readonly Header[],
  body: Uint8Array,
): { readonly body: string | undefined; readonly isBase64Encoded: boolean } {
  if (body.length === 0) {
    return { body: undefined, isBase64Encoded: false };
  }
  const isText = isTextBody(headers);
  return { body: Buffer.from(body).toString(isText ? "utf8" : "base64"), isBase64Encoded: !isText };
}

/** The values of each name joined, names in the order of their first appearance. */
export function joined(entries: readonly Header[], separator: string): Readonly<Record<string, string>> {
  return Object.fromEntries(
    Array.from(
      Map.groupBy(entries, ({ name }) => name),
      ([name, same]) => [name, same.map(({ value }) => value).join(separator)],
    ),
  );
}

/** The path that events show, the stage included as observed; a `?` ends the decoded one, also observed. */
function eventPath({ target }: Exchange, { stage, parts }: MatchedRoute): LambdaRequest["sentPath"] {
  const whole = pathParts(target.path) ?? parts;
  // Only the address by path can name the default stage, which no path of AWS's shows.
  const isNamed = stage.stageName === "$default" && target.defaultStageByName && whole[0] === "$default";
  const [decoded = ""] = `/${(isNamed ? parts : whole).join("/")}`.split("?");
  return { encoded: isNamed ? `/${encodeParts(parts)}` : target.path, decoded };
}

/** The headers that events show: those of the client and the gateway's own, without what concerns the connection only. */
export function eventHeaders({ raw, target, traceId, nowMs }: Exchange, bodyBytes: number): readonly Header[] {
  const named = namedByConnection(headerValues(raw, "connection"));
  const headers: Header[] = [];
  for (let index = 0; index < raw.headers.length; index += 2) {
    const name = raw.headers[index] ?? "";
    const lowerCase = name.toLowerCase();
    if (!connectionHeaders.has(lowerCase) && !ownHeaders.has(lowerCase) && named?.has(lowerCase) !== true) {
      headers.push({ name, value: raw.headers[index + 1] ?? "" });
    }
  }
  const chain = [...headerValues(raw, "x-forwarded-for"), peerAddress(raw.remoteAddress)].join(", ");
  const scheme = raw.secure ? "https" : "http";
  const own: Readonly<Record<string, string>> = {
    "Content-Length": `${bodyBytes}`,
    Host: target.host,
    "X-Amzn-Trace-Id": traceHeader(headerValue(raw, "x-amzn-trace-id"), { traceId, nowMs }),
    "X-Forwarded-For": chain,
    "X-Forwarded-Port": /:(\d+)$/.exec(target.host)?.[1] ?? (raw.secure ? "443" : "80"),
    "X-Forwarded-Proto": scheme,
  };
  return [...headers, ...Object.entries(own).map(([name, value]) => ({ name, value }))];
}

/** Headers that the gateway writes itself, whatever the client sent. */
const ownHeaders: ReadonlySet<string> = new Set([
  "content-length",
  "expect",
  "host",
  "http2-settings",
  "x-amzn-trace-id",
  "x-forwarded-for",
  "x-forwarded-port",
  "x-forwarded-proto",
]);

/** The host name of the API: the client's own, or AWS's name for the API where the path addressed it. */
function domainName({ target }: Exchange, { api }: MatchedRoute): string {
  return target.region === undefined
    ? `${api.apiId}.execute-api.${api.region}.amazonaws.com`
    : target.host.replace(/:\d+$/, "").toLowerCase();
}
