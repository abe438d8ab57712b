import { createChangeCache } from "../store/change-cache.ts";
import type { ApiMapping, DomainNameRecord, RoutingRule } from "../store/regional-records.ts";
import type { Store } from "../store/store.ts";
import { limits } from "./limits.ts";
import { compileTruststore, type Truststore } from "./mutual-tls.ts";

/** A custom domain with what chooses a stage in the order in which it is asked. */
export interface CompiledDomain {
  readonly record: DomainNameRecord;
  /** Whose certificates its clients must have; absent where none is asked for. */
  readonly truststore?: Truststore;
  /** By mapping key. */
  readonly mappings: ReadonlyMap<string, ApiMapping>;
  /** The parts of the longest key. */
  readonly partsMax: number;
  /** By priority, the first to be asked first. */
  readonly rules: readonly RoutingRule[];
}

/** Finds custom domains by the host name of a request. */
export interface DomainCache {
  /** The domain of that name, else the one with `*` in place of the first label; undefined when there is neither. */
  find(host: string): CompiledDomain | undefined | Promise<CompiledDomain | undefined>;
}

/** Makes a cache of custom domains, and of host names that are none, that forgets exactly what the change feed names. */
export function createDomainCache(store: Store): DomainCache {
  const domains = createChangeCache<string, { readonly domain: CompiledDomain | undefined }>({
    store,
    entriesMax: limits.customHosts,
    load: async (host) => {
      const names = [host, `*${host.slice(host.indexOf("."))}`];
      const record = await store.read(async ({ domainNames }) => {
        const [own = "", wildcard = ""] = names;
        return (await domainNames.find(own)) ?? domainNames.find(wildcard);
      });
      const dependsOn = names.map((name) => `domain-name:${name}` as const);
      return { value: { domain: record && compileDomain(record) }, dependsOn };
    },
  });
  return {
    find(host) {
      const behind = store.catchUp();
      const found = behind === undefined ? domains.get(host) : behind.then(() => domains.get(host));
      return found instanceof Promise ? found.then((loaded) => loaded?.domain) : found.domain;
    },
  };
}

function compileDomain(record: DomainNameRecord): CompiledDomain {
  const { apiMappings, routingRules, mutualTls } = record;
  return {
    record,
    ...(mutualTls !== undefined && { truststore: compileTruststore(mutualTls) }),
    mappings: new Map(apiMappings.map((mapping) => [mapping.apiMappingKey, mapping])),
    partsMax: Math.max(0, ...apiMappings.map(({ apiMappingKey }) => apiMappingKey.split("/").length)),
    rules: routingRules.toSorted((first, second) => first.priority - second.priority),
  };
}
