import type { RawResponse } from "../http/raw-request.ts";
import type { Store } from "../store/store.ts";

/** Tells whether the process serves and whether it should be sent requests. */
export interface Health {
  /** The reply to `/_sallyport/health`, `…/live` and `…/ready`; undefined for other paths. */
  reply(path: string): Promise<RawResponse | undefined>;
  /** Says from now on that the process is not ready, so that a balancer stops sending before it closes. */
  drain(): void;
}

/** Makes the health endpoint: live while the process answers, ready while its database does and it is not shutting down. */
export function createHealth(store: Store): Health {
  let draining = false;
  return {
    async reply(path) {
      switch (path) {
        case "/_sallyport/health/live":
          return healthReply({ status: "ok", live: true }, true);
        case "/_sallyport/health":
        case "/_sallyport/health/ready": {
          const ready = !draining && (await answers(store));
          return healthReply({ status: ready ? "ok" : "unavailable", live: true, ready }, ready);
        }
        default:
          return undefined;
      }
    },
    drain() {
      draining = true;
    },
  };
}

async function answers(store: Store): Promise<boolean> {
  try {
    await store.ping();
    return true;
  } catch {
    return false;
  }
}

function healthReply(body: object, ok: boolean): RawResponse {
  return {
    status: ok ? 200 : 503,
    headers: ["content-type", "application/json", "cache-control", "no-store"],
    body: JSON.stringify(body),
  };
}
