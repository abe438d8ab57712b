import { headerValue, headerValues, type RawRequest } from "../http/raw-request.ts";
import type { Admitted, MatchedRoute } from "./authorization.ts";
import type { Exchange } from "./exchange.ts";
import type { ResponseMapper } from "./http-proxy.ts";
import type { MappingInput } from "./mapping/mapping-value.ts";
import { mapRequest } from "./mapping/request-mapping.ts";
import { mapResponse } from "./mapping/response-mapping.ts";
import { contextVariable } from "./observation/context-variables.ts";
import { namedByConnection } from "./proxy-headers.ts";
import { joinParts } from "./request-path.ts";
import { pathVariables } from "./routes.ts";

/** A request as its integration is to get it. */
export interface MappedForIntegration {
  readonly raw: RawRequest;
  /** A decoded path in place of the integration's own. */
  readonly path?: string;
  /** A host in place of the integration's own, where a mapping gives one. */
  readonly host?: string;
}

/** The request that was let in. */
export interface MappedCall {
  readonly match: MatchedRoute;
  readonly admitted: Admitted;
}

/** Whether the request's body has to be there before the request can be mapped. */
export function needsBody({ route }: MatchedRoute): boolean {
  return route.integration?.requestMapping?.needsBody === true;
}

/** Maps a request by what its integration says; as it is when that says nothing. */
export function mapForIntegration(
  exchange: Exchange,
  call: MappedCall,
  body: Uint8Array = noBody,
): MappedForIntegration {
  const { raw } = exchange;
  const mapping = call.match.route.integration?.requestMapping;
  if (mapping === undefined) {
    return { raw };
  }
  // First: what the client calls its connection's own must not take a mapped header along, and its host is not the backend's.
  const headers = withoutConnection(raw);
  const { path, ...mapped } = mapRequest(mapping, { headers, query: raw.query }, mappingInput(exchange, call, body));
  const host = headerValue(mapped, "host");
  return {
    raw: { ...raw, ...mapped },
    ...(path !== undefined && { path }),
    ...(host !== undefined && { host }),
  };
}

/** How a response of that status is mapped; undefined when it is not. */
export function responseMapper(exchange: Exchange, call: MappedCall, status: number): ResponseMapper | undefined {
  const mapping = call.match.route.integration?.responseMappings.get(status);
  return (
    mapping && {
      needsBody: mapping.needsBody,
      apply: (response, body) => mapResponse(mapping, response, mappingInput(exchange, call, body)),
    }
  );
}

/** Where the values of mappings of a request come from; the body is that of the response where a response is mapped. */
export function mappingInput(exchange: Exchange, { match, admitted }: MappedCall, body: Uint8Array): MappingInput {
  const { route, parts, stage } = match;
  const variables = route.pattern && pathVariables(route.pattern, parts);
  return {
    raw: exchange.raw,
    path: `/${joinParts(parts)}`,
    pathParameters: Object.fromEntries(Array.from(variables ?? [], ([name, values]) => [name, values.join("/")])),
    context: (name) => contextVariable(name, { ...admitted, ...match, exchange, endMs: exchange.nowMs }),
    stageVariables: stage.stageVariables,
    body,
  };
}

function withoutConnection(raw: RawRequest): readonly string[] {
  const named = namedByConnection(headerValues(raw, "connection"));
  const kept: string[] = [];
  for (let index = 0; index < raw.headers.length; index += 2) {
    const name = raw.headers[index] ?? "";
    const lowerCase = name.toLowerCase();
    if (lowerCase !== "connection" && lowerCase !== "host" && named?.has(lowerCase) !== true) {
      kept.push(name, raw.headers[index + 1] ?? "");
    }
  }
  return kept;
}

const noBody = new Uint8Array();
