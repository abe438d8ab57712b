import { LRUCache } from "lru-cache";
import type { RouteSettings } from "../store/records.ts";
import type { StageSettings } from "./stage-settings.ts";

/** How many requests may pass: `rate` a second in the long run, `burst` at once. */
export interface ThrottleLimit {
  readonly rate: number;
  readonly burst: number;
}

/** What of a matched route its requests are counted by. */
export interface CountedRoute {
  readonly api: { readonly apiId: string; readonly accountId: string; readonly region: string };
  readonly stage: Pick<StageSettings, "defaultRouteSettings" | "routeSettings"> & { readonly stageName: string };
  readonly route: { readonly routeKey: string };
}

/** Counts requests and tells which are too many. */
export interface Throttle {
  /** Whether a request may go on; only those that may are counted. */
  admits(match: CountedRoute, nowMs: number): boolean;
}

/** How many buckets are kept; one that is dropped for others starts full again. */
const bucketsMax = 100_000;

/**
 * What an account may take of a region over all its APIs, as documented:
 * https://docs.aws.amazon.com/apigateway/latest/developerguide/http-api-quotas.html.
 */
export const regionLimit: ThrottleLimit = { rate: 10_000, burst: 5_000 };
const smallRegionLimit: ThrottleLimit = { rate: 2_500, burst: 1_250 };
const smallRegions: ReadonlySet<string> = new Set(["af-south-1", "eu-south-1"]);

/**
 * Makes the token buckets of all accounts, stages and routes. A request takes from its account's bucket and from its
 * route's; a route without settings of its own has those of its stage, in a bucket of its own. `accountLimit` stands
 * for AWS's when given.
 */
export function createThrottle(accountLimit?: ThrottleLimit): Throttle {
  const buckets = new LRUCache<string, TokenBucket>({ max: bucketsMax });
  const counts = new WeakMap<CountedRoute["route"], RouteCount>();

  return {
    admits(match, nowMs) {
      const { account, own } = countOf(match);
      const ofAccount = filled(account, nowMs);
      if (own === undefined) {
        return take(ofAccount);
      }
      const ofRoute = filled(own, nowMs);
      return ofAccount.tokens >= 1 && take(ofRoute) && take(ofAccount);
    },
  };

  /** Worked out once for each route that was compiled, which belongs to one stage of one API. */
  function countOf({ api, stage, route }: CountedRoute): RouteCount {
    const known = counts.get(route);
    if (known !== undefined) {
      return known;
    }
    const ofAccount = accountLimit ?? (smallRegions.has(api.region) ? smallRegionLimit : regionLimit);
    const ofRoute = routeLimit(stage.defaultRouteSettings, stage.routeSettings[route.routeKey], ofAccount);
    const made = {
      account: { key: `${api.accountId}/${api.region}`, ...ofAccount },
      own: ofRoute && { key: `${api.apiId}/${stage.stageName}/${route.routeKey}`, ...ofRoute },
    };
    counts.set(route, made);
    return made;
  }

  /** The bucket under a key with all that has flowed into it until now; made full. */
  function filled({ key, rate, burst }: BucketLimit, nowMs: number): TokenBucket {
    const bucket = buckets.get(key);
    if (bucket === undefined) {
      const made = { tokens: burst, atMs: nowMs };
      buckets.set(key, made);
      return made;
    }
    // A clock that was set back must not empty the bucket.
    const elapsedMs = Math.max(0, nowMs - bucket.atMs);
    bucket.tokens = Math.min(burst, bucket.tokens + (elapsedMs * rate) / 1000);
    bucket.atMs = nowMs;
    return bucket;
  }
}

/** The buckets that the requests of a route take from. */
interface RouteCount {
  readonly account: BucketLimit;
  /** Undefined for a route that has no limit but the account's. */
  readonly own: BucketLimit | undefined;
}

/** Which bucket, and how it fills. */
interface BucketLimit extends ThrottleLimit {
  readonly key: string;
}

interface TokenBucket {
  tokens: number;
  atMs: number;
}

function take(bucket: TokenBucket): boolean {
  if (bucket.tokens < 1) {
    return false;
  }
  bucket.tokens -= 1;
  return true;
}

/**
 * The limit of a route: each of its two numbers from the route's settings, else from the stage's, else the account's,
 * which none exceeds. Undefined when nothing is set. A burst of 0 lets nothing pass.
 */
function routeLimit(
  stage: RouteSettings,
  route: RouteSettings | undefined,
  account: ThrottleLimit,
): ThrottleLimit | undefined {
  const rate = route?.throttlingRateLimit ?? stage.throttlingRateLimit;
  const burst = route?.throttlingBurstLimit ?? stage.throttlingBurstLimit;
  return rate === undefined && burst === undefined
    ? undefined
    : { rate: Math.min(rate ?? account.rate, account.rate), burst: Math.min(burst ?? account.burst, account.burst) };
}
