import type { Exchange } from "../exchange.ts";
import { eventHeaders, type Header } from "../lambda-request.ts";
import { connectionHeaders } from "../proxy-headers.ts";

/**
 * Headers of a request that REST APIs keep from every integration, as documented
 * (https://docs.aws.amazon.com/apigateway/latest/developerguide/api-gateway-known-issues.html).
 */
const droppedFromRequests: ReadonlySet<string> = new Set([
  "content-length",
  "content-md5",
  "max-forwards",
  "proxy-authenticate",
  "server",
  "www-authenticate",
  // The gateway's own on every request to a backend: a client must not say it.
  "x-amzn-apigateway-api-id",
]);

/**
 * The headers of a request as an integration gets them: those of the client and the gateway's `X-Forwarded-…` and trace.
 * A signature is for the gateway alone: its `Authorization` header goes no further.
 */
export function integrationHeaders(exchange: Exchange, signed: boolean): readonly Header[] {
  return eventHeaders(exchange, 0).filter(({ name, value }) => {
    const lowerCase = name.toLowerCase();
    return (
      !droppedFromRequests.has(lowerCase) && (lowerCase !== "authorization" || !(signed || value.startsWith("AWS4-")))
    );
  });
}

/** Whether a text can be the name of a header: with any other, the whole message could not be sent. */
export function isHeaderName(text: string): boolean {
  return /^[!#$%&'*+.^_`|~\w-]+$/.test(text);
}

/** Whether an API may set a header of the request to its backend: not those by which a request is framed. */
export function mayBeMapped(name: string): boolean {
  const lowerCase = name.toLowerCase();
  return (
    isHeaderName(name) && !connectionHeaders.has(lowerCase) && lowerCase !== "content-length" && lowerCase !== "expect"
  );
}

/** Headers of a response that are the gateway's own, under which the integration's come back: documented and observed. */
const remapped: ReadonlyMap<string, string> = new Map(
  [
    "Authorization",
    "Connection",
    "Content-MD5",
    "Date",
    "Max-Forwards",
    "Server",
    "User-Agent",
    "WWW-Authenticate",
    "x-amzn-RequestId",
    "x-amz-apigw-id",
  ].map((name) => [name.toLowerCase(), `x-amzn-Remapped-${name}`]),
);

const droppedFromResponses: ReadonlySet<string> = new Set(["expect", "host", "via"]);

/** The headers of an integration's answer as the client gets them, name and value in turn. */
export function remapHeaders(headers: readonly string[]): readonly string[] {
  const kept: string[] = [];
  for (let index = 0; index < headers.length; index += 2) {
    const name = headers[index] ?? "";
    const lowerCase = name.toLowerCase();
    if (!droppedFromResponses.has(lowerCase)) {
      kept.push(remapped.get(lowerCase) ?? name, headers[index + 1] ?? "");
    }
  }
  return kept;
}
