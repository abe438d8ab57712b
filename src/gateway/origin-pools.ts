import { LRUCache } from "lru-cache";
import { Pool } from "undici";
import { limits } from "./limits.ts";

/** Keep-alive connections to backends, by origin; a bounded number of both. */
export interface OriginPools {
  /** The connections to that scheme, host and port, whose certificate must have the given name or the host's. */
  pool(origin: string, serverName?: string): Pool;
  /** Ends all connections once the requests on them are answered. */
  close(): Promise<void>;
}

/** Makes pools that speak HTTP/1.1, as AWS does to integrations, and leave all timeouts to the caller but that of connecting. */
export function createOriginPools(): OriginPools {
  const pools = new LRUCache<string, Pool>({
    max: limits.origins,
    dispose: (pool) => void pool.close().catch(() => undefined),
  });

  return { pool, close };

  function pool(origin: string, serverName?: string): Pool {
    const key = serverName === undefined ? origin : `${origin} ${serverName}`;
    const known = pools.get(key);
    if (known !== undefined) {
      return known;
    }
    const made = new Pool(origin, {
      allowH2: false,
      connections: limits.connectionsPerOrigin,
      headersTimeout: 0,
      bodyTimeout: 0,
      ...(serverName !== undefined && { connect: { servername: serverName } }),
    });
    pools.set(key, made);
    return made;
  }

  async function close(): Promise<void> {
    await Promise.all([...pools.values()].map((open) => open.close()));
    pools.clear();
  }
}
