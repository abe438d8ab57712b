import { headerValues, type RawRequest } from "../http/raw-request.ts";
import type { RoutingCondition, RoutingRule } from "../store/regional-records.ts";
import type { CompiledDomain, DomainCache } from "./domain-cache.ts";
import type { InvokeTarget } from "./invoke-target.ts";
import { pathParts } from "./request-path.ts";

/**
 * Whether a host name in lower case may be a custom domain. The server's own domains and AWS's never are, whatever an
 * account has registered: control planes are reached there.
 */
export function mayBeCustomDomain(name: string, ownDomains: readonly string[]): boolean {
  return !ownDomains.includes(name) && !name.endsWith(".amazonaws.com");
}

/** What a request addresses whose host is a custom domain; undefined when it is none. */
export function domainTargetOf(
  domains: DomainCache,
  raw: RawRequest,
  ownDomains: readonly string[],
): InvokeTarget | undefined | Promise<InvokeTarget | undefined> {
  const [host = "", ...others] = headerValues(raw, "host");
  const name = hostName(host);
  if (name === undefined || !mayBeCustomDomain(name, ownDomains)) {
    return undefined;
  }
  const target = (domain: CompiledDomain | undefined) =>
    domain && targetIn(domain, raw, { host, malformed: others.length > 0 || !raw.path.startsWith("/") });
  const found = domains.find(name);
  return found instanceof Promise ? found.then(target) : target(found);
}

/** The name in a Host header, without its port and in lower case; undefined for addresses and names of one label. */
function hostName(host: string): string | undefined {
  const [, name] = /^([a-z0-9-]+(?:\.[a-z0-9-]+)*\.[a-z][a-z0-9-]*)(?::\d{1,5})?$/i.exec(host) ?? [];
  return name === undefined || name.length > 253 ? undefined : name.toLowerCase();
}

function targetIn(
  domain: CompiledDomain,
  raw: RawRequest,
  address: Pick<InvokeTarget, "host" | "malformed">,
): InvokeTarget {
  const parts = pathParts(raw.path) ?? [];
  const chosen = choose(domain, raw, parts);
  return {
    // Nothing has an empty id: what leads nowhere is refused like an unknown API.
    apiId: chosen?.apiId ?? "",
    region: domain.record.region,
    path: raw.path,
    ...address,
    defaultStageByName: false,
    ...(domain.truststore !== undefined && { truststore: domain.truststore }),
    ...(chosen !== undefined && {
      stageByDomain: { stageName: chosen.stage, partsDropped: chosen.partsDropped },
      basePathMatched: chosen.basePathMatched,
    }),
  };
}

/** Where a custom domain leads a request to. */
interface Chosen {
  readonly apiId: string;
  readonly stage: string;
  readonly basePathMatched: string;
  /** How many parts of the path the stage's routes do not see. */
  readonly partsDropped: number;
}

function choose({ record, ...domain }: CompiledDomain, raw: RawRequest, parts: readonly string[]): Chosen | undefined {
  switch (record.routingMode) {
    case "API_MAPPING_ONLY":
      return byMapping(domain, parts);
    case "ROUTING_RULE_ONLY":
      return byRule(domain, raw, parts);
    case "ROUTING_RULE_THEN_API_MAPPING":
      return byRule(domain, raw, parts) ?? byMapping(domain, parts);
  }
}

/** The longest key that the path starts with, part by part. */
function byMapping(
  { mappings, partsMax }: Pick<CompiledDomain, "mappings" | "partsMax">,
  parts: readonly string[],
): Chosen | undefined {
  for (let count = Math.min(partsMax, parts.length); count >= 0; count -= 1) {
    const key = parts.slice(0, count).join("/");
    const mapping = mappings.get(key);
    if (mapping !== undefined) {
      const partsDropped = key === "" ? 0 : count;
      return { apiId: mapping.apiId, stage: mapping.stage, basePathMatched: key, partsDropped };
    }
  }
  return undefined;
}

/** The first rule whose conditions all hold. */
function byRule(
  { rules }: Pick<CompiledDomain, "rules">,
  raw: RawRequest,
  parts: readonly string[],
): Chosen | undefined {
  for (const rule of rules) {
    const basePath = matchedBasePath(rule, parts);
    if (basePath !== undefined && rule.conditions.every((condition) => hasHeader(condition, raw))) {
      const partsDropped = rule.stripBasePath && basePath !== "" ? basePath.split("/").length : 0;
      return { apiId: rule.apiId, stage: rule.stage, basePathMatched: basePath, partsDropped };
    }
  }
  return undefined;
}

/** The longest base path of a rule that the path starts with; empty when it asks for none, undefined when none fits. */
function matchedBasePath({ conditions }: RoutingRule, parts: readonly string[]): string | undefined {
  const basePaths = conditions.find((condition) => condition.basePaths !== undefined)?.basePaths;
  if (basePaths === undefined) {
    return "";
  }
  return basePaths
    .map((path) => path.replace(/^\/|\/$/g, ""))
    .filter((path) => path === "" || parts.slice(0, path.split("/").length).join("/") === path)
    .toSorted((first, second) => second.length - first.length)[0];
}

function hasHeader({ headers }: RoutingCondition, raw: RawRequest): boolean {
  return (
    headers === undefined ||
    headers.some(({ header, valueGlob }) =>
      headerValues(raw, header.toLowerCase()).some((value) => matchesGlob(valueGlob, value)),
    )
  );
}

/** Whether a value is the glob's, in which `*` stands for any text at its start and its end. */
function matchesGlob(glob: string, value: string): boolean {
  const open = glob.startsWith("*");
  const close = glob.length > 1 && glob.endsWith("*");
  const text = glob.slice(open ? 1 : 0, close ? -1 : undefined);
  if (open && close) {
    return value.includes(text);
  }
  return open ? value.endsWith(text) : close ? value.startsWith(text) : value === text;
}
