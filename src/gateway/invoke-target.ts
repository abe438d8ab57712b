import { headerValues, type RawRequest } from "../http/raw-request.ts";
import type { Truststore } from "./mutual-tls.ts";

/** An invoke, as its address tells it. */
export interface InvokeTarget {
  readonly apiId: string;
  /** The region in the host name; absent when the path names the API. */
  readonly region?: string;
  /** The path behind the API, as sent: what the stage and the routes are told by. */
  readonly path: string;
  /** The mapping key by which a custom domain led here; empty for the one that takes every path. */
  readonly basePathMatched?: string;
  /** The stage that a custom domain chose, and how many parts of the path its routes do not see. */
  readonly stageByDomain?: { readonly stageName: string; readonly partsDropped: number };
  /** Whose certificate the client must have, where a custom domain asks for one. */
  readonly truststore?: Truststore;
  /** The Host header as sent. */
  readonly host: string;
  /** Whether the `$default` stage may be named in the path, which only the path form can tell from a route's part. */
  readonly defaultStageByName: boolean;
  /** Set when the request's framing leaves doubt about what is addressed: it must be refused. */
  readonly malformed: boolean;
}

/** Where invokes by path start: `/_aws/execute-api/{api}/{stage}/{path}`. */
const pathPrefix = "/_aws/execute-api/";

/**
 * What an invoke addresses: `{api}.execute-api.{region}.{domain}[:port]` as the host, or `/_aws/execute-api/{api}` as
 * the start of the path. Undefined when the request is not an invoke.
 */
export function invokeTargetOf(raw: RawRequest, domains: readonly string[]): InvokeTarget | undefined {
  return targetOf(raw, (host) => parseInvokeHost(host, domains));
}

/** Makes the function that does the same for request after request, most of which are for the host of the one before. */
export function createTargetReader(domains: readonly string[]): (raw: RawRequest) => InvokeTarget | undefined {
  let last: { readonly host: string; readonly named: InvokeHost | undefined } | undefined;
  const readHost = (host: string) => {
    if (last?.host !== host) {
      last = { host, named: parseInvokeHost(host, domains) };
    }
    return last.named;
  };
  return (raw) => targetOf(raw, readHost);
}

function targetOf(raw: RawRequest, readHost: (host: string) => InvokeHost | undefined): InvokeTarget | undefined {
  const hosts = headerValues(raw, "host");
  const host = hosts[0] ?? "";
  // A request with several hosts, or with an address in its request line, says two things about where it wants to go.
  const malformed = hosts.length !== 1 || !raw.path.startsWith("/");
  for (const candidate of hosts) {
    const named = readHost(candidate);
    if (named !== undefined) {
      const { apiId, region } = named;
      return { apiId, region, path: raw.path, host, defaultStageByName: false, malformed };
    }
  }
  if (!raw.path.startsWith(pathPrefix)) {
    return undefined;
  }
  const rest = raw.path.slice(pathPrefix.length);
  const slash = rest.indexOf("/");
  const apiId = slash < 0 ? rest : rest.slice(0, slash);
  const path = slash < 0 ? "/" : rest.slice(slash);
  return {
    apiId,
    path,
    host,
    defaultStageByName: true,
    malformed: malformed && hosts.length !== 0,
  };
}

interface InvokeHost {
  readonly apiId: string;
  readonly region: string;
}

/** Reads an invoke's host name; undefined when it is any other. Host names ignore case. */
export function parseInvokeHost(host: string, domains: readonly string[]): InvokeHost | undefined {
  const colon = host.indexOf(":");
  if (colon >= 0 && !/^:\d{1,5}$/.test(host.slice(colon))) {
    return undefined;
  }
  const name = (colon < 0 ? host : host.slice(0, colon)).toLowerCase();
  for (const domain of domains) {
    if (name.endsWith(domain)) {
      const named = labelsOf(name, name.length - domain.length);
      if (named !== undefined) {
        return named;
      }
    }
  }
  return undefined;
}

/** Reads `{api}.execute-api.{region}.`, which must be all of a name up to there. */
function labelsOf(name: string, end: number): InvokeHost | undefined {
  const dot = name.indexOf(".");
  if (dot < 0 || !name.startsWith(serviceLabel, dot)) {
    return undefined;
  }
  const start = dot + serviceLabel.length;
  const apiId = name.slice(0, dot);
  const region = name.slice(start, end - 1);
  return name.indexOf(".", start) === end - 1 && isLabel(apiId) && isLabel(region) ? { apiId, region } : undefined;
}

const serviceLabel = ".execute-api.";

/** Letter by letter: a pattern would take several times as long, of which each request needs two. */
function isLabel(text: string): boolean {
  for (let index = 0; index < text.length; index += 1) {
    const code = text.charCodeAt(index);
    const isLetter = code >= 97 && code <= 122;
    const isDigit = code >= 48 && code <= 57;
    if (!isLetter && !isDigit && code !== 45) {
      return false;
    }
  }
  return text.length >= 1 && text.length <= 63;
}
