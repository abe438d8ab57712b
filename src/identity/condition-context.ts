import { headerValue } from "../http/raw-request.ts";
import type { ContextLookup, ContextValue } from "../policy/decision.ts";
import type { Tag } from "../store/records.ts";
import type { AuthorizationCheck } from "../wire/operation.ts";
import type { Caller } from "./caller.ts";
import type { RequestFacts } from "./identity.ts";

const principalTagPrefix = "aws:principaltag/";

/** What condition keys say of a request; a record keeps this and not the request with all its headers. */
export interface ContextFacts {
  readonly client: ClientFacts;
  readonly nowMs: number;
  readonly region: string;
}

/** What a request tells of the client that sent it. */
export interface ClientFacts {
  readonly secure: boolean;
  readonly remoteAddress: string;
  readonly userAgent: string | undefined;
  readonly referer: string | undefined;
}

/**
 * Takes from a caller's request what it tells of the client. A caller mostly goes on with the same client, whose requests
 * then share what is kept of it.
 */
export function clientFacts(caller: Caller | undefined, raw: RequestFacts["raw"]): ClientFacts {
  const { secure, remoteAddress } = raw;
  const userAgent = headerValue(raw, "user-agent");
  const referer = headerValue(raw, "referer");
  const latest = caller && latestClients.get(caller);
  if (
    latest !== undefined &&
    latest.secure === secure &&
    latest.remoteAddress === remoteAddress &&
    latest.userAgent === userAgent &&
    latest.referer === referer
  ) {
    return latest;
  }
  const made = { secure, remoteAddress, userAgent, referer };
  if (caller !== undefined) {
    latestClients.set(caller, made);
  }
  return made;
}

const latestClients = new WeakMap<Caller, ClientFacts>();

/**
 * The condition context of a request: looks a key up in what the operation adds, then in what the server knows of the
 * call and the caller. Nothing is worked out before a policy asks for it. Presence of the keys is as the IAM User
 * Guide's page on global condition context keys has it.
 */
export function conditionContext(
  caller: Caller | undefined,
  check: AuthorizationCheck,
  facts: ContextFacts,
): ContextLookup {
  let added: ReadonlyMap<string, ContextValue> | undefined;
  return (key) => {
    if (check.context !== undefined) {
      added ??= new Map(Object.entries(check.context).map(([name, value]) => [name.toLowerCase(), value]));
      const value = added.get(key);
      if (value !== undefined) {
        return value;
      }
    }
    if (key.startsWith(principalTagPrefix)) {
      return tagValue(caller?.tags ?? [], key.slice(principalTagPrefix.length));
    }
    return (
      (caller === undefined
        ? anonymousValue(key)
        : (callerValue(key, caller, facts.nowMs) ?? providerValue(key, caller))) ??
      requestValue(key, facts) ??
      resourceAccount(key, caller, check)
    );
  };
}

const principalTypes = {
  root: "Account",
  user: "User",
  roleSession: "AssumedRole",
  federatedUser: "FederatedUser",
  webIdentity: "Anonymous",
  saml: "Anonymous",
} as const satisfies Record<Caller["kind"], string>;

/** Keys about who calls. */
function callerValue(key: string, caller: Caller, nowMs: number): string | undefined {
  return caller.outside === undefined ? insideValue(key, caller, nowMs) : outsideValue(key, caller);
}

/** Of a caller that nobody vouches for there is nothing but that. */
function anonymousValue(key: string): string | undefined {
  return key === "aws:principaltype" ? "Anonymous" : undefined;
}

/** Of a caller from outside AWS there is only what its provider says. */
function outsideValue(key: string, caller: Caller): string | undefined {
  return key === "aws:principaltype" ? principalTypes[caller.kind] : undefined;
}

/** Keys that an identity provider gave the caller, now or when its session was made. */
function providerValue(key: string, { outside, session }: Caller): ContextValue | undefined {
  const keys = outside?.keys ?? session?.providerKeys;
  return keys !== undefined && Object.hasOwn(keys, key) ? keys[key] : undefined;
}

function insideValue(key: string, caller: Caller, nowMs: number): string | undefined {
  const { session } = caller;
  switch (key) {
    case "aws:principalaccount":
      return caller.accountId;
    case "aws:principalarn":
      // For a role session the role's own ARN, path included, not the session's.
      return caller.kind === "roleSession" ? caller.principal.issuerArn : caller.arn;
    case "aws:principaltype":
      return principalTypes[caller.kind];
    case "aws:principalisawsservice":
      return "false";
    case "aws:userid":
      return caller.userId;
    case "aws:username":
      return caller.userName;
    case "aws:tokenissuetime":
      return session && isoTime(session.issuedAtMs);
    case "aws:multifactorauthpresent":
      return session && String(session.multiFactor ?? false);
    case "aws:multifactorauthage":
      return session?.multiFactor ? String(Math.max(0, Math.floor((nowMs - session.issuedAtMs) / 1000))) : undefined;
    case "aws:assumedroot":
      return session?.taskPolicyArn === undefined ? undefined : "true";
    case "aws:sourceidentity":
      return session?.sourceIdentity;
    case "aws:federatedprovider":
      return session?.federatedProvider;
    default:
      return undefined;
  }
}

/** Keys about the call itself. */
function requestValue(key: string, facts: ContextFacts): string | undefined {
  switch (key) {
    case "aws:currenttime":
      return isoTime(facts.nowMs);
    case "aws:epochtime":
      return String(Math.floor(facts.nowMs / 1000));
    case "aws:securetransport":
      return String(facts.client.secure);
    case "aws:sourceip":
      return sourceIp(facts);
    case "aws:useragent":
      return facts.client.userAgent;
    case "aws:referer":
      return facts.client.referer;
    case "aws:requestedregion":
      return facts.region;
    case "aws:viaawsservice":
      return "false";
    default:
      return undefined;
  }
}

function resourceAccount(key: string, caller: Caller | undefined, check: AuthorizationCheck): string | undefined {
  return key === "aws:resourceaccount" ? (check.resourceAccountId ?? caller?.accountId) : undefined;
}

/** Tag keys in condition keys match without regard to case; values keep theirs. */
function tagValue(tags: readonly Tag[], lowerCaseKey: string): string | undefined {
  return tags.find(({ key }) => key.toLowerCase() === lowerCaseKey)?.value;
}

/** The peer's address; an IPv4 client of a dual-stack socket is an IPv4 address. */
function sourceIp({ client: { remoteAddress } }: ContextFacts): string {
  return remoteAddress.startsWith("::ffff:") && remoteAddress.includes(".") ? remoteAddress.slice(7) : remoteAddress;
}

function isoTime(ms: number): string {
  return `${new Date(ms).toISOString().slice(0, 19)}Z`;
}
