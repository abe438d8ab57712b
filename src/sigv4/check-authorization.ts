import type { Authorization } from "./authorization.ts";
import type { ScopeMismatch, SignatureFailure } from "./failure.ts";

/** What a service expects of a signature's credential scope and clock. */
export interface ScopeExpectation {
  /** The signing names accepted, the first being the one an error names. */
  readonly services: readonly string[];
  /** The one region accepted, or those accepted; any when undefined. */
  readonly region?: string | ReadonlySet<string>;
  /** How far the request's time may be from ours, in minutes. */
  readonly skewMinutes: number;
  /** Whether `X-Amz-Expires` says how long a presigned request lives, in place of that distance. */
  readonly heedsExpires?: boolean;
}

/** The last part of every credential scope of Signature Version 4. */
export const scopeTerminator = "aws4_request";

/**
 * Checks what can be checked of an authorization without knowing the key, in AWS's order: the clock, the signed host, the form of the
 * credential, its scope. Returns the first failure; undefined when all hold.
 */
export function checkAuthorization(
  authorization: Authorization,
  expectation: ScopeExpectation,
  nowMs: number,
): SignatureFailure | undefined {
  return (
    checkClock(authorization, expectation, nowMs) ??
    checkHost(authorization) ??
    checkCredential(authorization) ??
    checkScope(authorization, expectation)
  );
}

/** Compares whole seconds, as the times are written; the ends of the window are inside. */
function checkClock(
  authorization: Authorization,
  { skewMinutes: minutes, heedsExpires }: ScopeExpectation,
  nowMs: number,
): SignatureFailure | undefined {
  const { timestamp, timestampMs } = authorization;
  const expires = heedsExpires === true ? authorization.expires : undefined;
  const behindMs = Math.floor(nowMs / 1_000) * 1_000 - timestampMs;
  const skewMs = minutes * 60_000;
  const livesMs = expires === undefined ? skewMs : lifetimeMs(expires);
  if (-behindMs <= skewMs && behindMs <= livesMs) {
    return undefined;
  }
  const isExpired = behindMs > livesMs;
  return {
    reason: "skewed",
    direction: isExpired ? "expired" : "notYetCurrent",
    timestamp,
    nowMs,
    minutes,
    ...(isExpired && expires !== undefined && { expires: expires.slice(0, 64) }),
  };
}

/**
 * How long a presigned request lives, as documented at most a week; less than nothing when what it says is no such time
 * (https://docs.aws.amazon.com/IAM/latest/UserGuide/reference_sigv-authentication-methods.html).
 */
function lifetimeMs(expires: string): number {
  const seconds = /^\d{1,6}$/.test(expires) ? Number(expires) : 0;
  return seconds >= 1 && seconds <= 604_800 ? seconds * 1_000 : -Infinity;
}

function checkHost(authorization: Authorization): SignatureFailure | undefined {
  const { signedHeaders } = authorization;
  return signedHeaders.includes("host") || signedHeaders.includes(":authority")
    ? undefined
    : { reason: "hostNotSigned" };
}

/** Five parts, as recorded from AWS: slashes at the end are not counted. */
function checkCredential(authorization: Authorization): SignatureFailure | undefined {
  const { credential } = authorization;
  let end = credential.length;
  while (credential.charAt(end - 1) === "/") {
    end -= 1;
  }
  let slashes = 0;
  for (let at = credential.indexOf("/"); at >= 0 && at < end; at = credential.indexOf("/", at + 1)) {
    slashes += 1;
  }
  return slashes === 4 ? undefined : { reason: "credentialParts", credential: credential.slice(0, 256) };
}

/** AWS reports all wrong parts at once, in this order. */
function checkScope(authorization: Authorization, expectation: ScopeExpectation): SignatureFailure | undefined {
  const { scope, timestamp } = authorization;
  const parts: ScopeMismatch[] = [];
  if (!acceptsRegion(expectation, scope.region)) {
    const expected = typeof expectation.region === "string" ? expectation.region : "a region of AWS";
    parts.push({ part: "region", got: scope.region, expected });
  }
  if (!expectation.services.includes(scope.service)) {
    parts.push({ part: "service", got: scope.service, expected: expectation.services[0] ?? "" });
  }
  if (scope.terminator !== scopeTerminator) {
    parts.push({ part: "terminator", got: scope.terminator, expected: scopeTerminator });
  }
  if (scope.date !== timestamp.slice(0, 8)) {
    parts.push({ part: "date", got: scope.date, expected: timestamp.slice(0, 8), timestamp });
  }
  return parts.length === 0 ? undefined : { reason: "scopeMismatch", parts };
}

function acceptsRegion({ region }: ScopeExpectation, got: string): boolean {
  return region === undefined || (typeof region === "string" ? got === region : region.has(got));
}
