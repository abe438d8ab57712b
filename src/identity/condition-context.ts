import { headerValue, type RawRequest } from "../http/raw-request.ts";
import type { ContextLookup, ContextValue } from "../policy/decision.ts";
import type { Tag } from "../store/records.ts";
import type { AuthorizationCheck } from "../wire/operation.ts";
import type { Caller } from "./caller.ts";
import type { RequestFacts } from "./identity.ts";

const principalTagPrefix = "aws:principaltag/";

/**
 * The condition context of a request: looks a key up in what the operation adds, then in what the server knows of the
 * call and the caller. Nothing is worked out before a policy asks for it. Presence of the keys is as the IAM User
 * Guide's page on global condition context keys has it.
 */
export function conditionContext(caller: Caller, check: AuthorizationCheck, facts: RequestFacts): ContextLookup {
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
      return tagValue(caller.tags, key.slice(principalTagPrefix.length));
    }
    return callerKeys[key]?.(caller) ?? requestKeys[key]?.(facts) ?? resourceAccount(key, caller, check);
  };
}

const principalTypes = {
  root: "Account",
  user: "User",
  roleSession: "AssumedRole",
  federatedUser: "FederatedUser",
} as const satisfies Record<Caller["kind"], string>;

/** Keys about who calls. A key whose function gives undefined is absent from the request. */
const callerKeys: Readonly<Record<string, (caller: Caller) => string | undefined>> = {
  __proto__: null as never,
  "aws:principalaccount": ({ accountId }) => accountId,
  // For a role session the role's own ARN, path included, not the session's.
  "aws:principalarn": ({ kind, arn, principal }) => (kind === "roleSession" ? principal.issuerArn : arn),
  "aws:principaltype": ({ kind }) => principalTypes[kind],
  "aws:principalisawsservice": () => "false",
  "aws:userid": ({ userId }) => userId,
  "aws:username": ({ userName }) => userName,
  "aws:tokenissuetime": ({ session }) => session && isoTime(session.issuedAtMs),
  "aws:multifactorauthpresent": ({ session }) => session && String(session.multiFactor ?? false),
  "aws:sourceidentity": ({ session }) => session?.sourceIdentity,
};

/** Keys about the call itself. */
const requestKeys: Readonly<Record<string, (facts: RequestFacts) => string | undefined>> = {
  __proto__: null as never,
  "aws:currenttime": ({ nowMs }) => isoTime(nowMs),
  "aws:epochtime": ({ nowMs }) => String(Math.floor(nowMs / 1000)),
  "aws:securetransport": ({ raw }) => String(raw.secure),
  "aws:sourceip": ({ raw }) => sourceIp(raw),
  "aws:useragent": ({ raw }) => headerValue(raw, "user-agent"),
  "aws:referer": ({ raw }) => headerValue(raw, "referer"),
  "aws:requestedregion": ({ region }) => region,
  "aws:viaawsservice": () => "false",
};

function resourceAccount(key: string, caller: Caller, check: AuthorizationCheck): string | undefined {
  return key === "aws:resourceaccount" ? (check.resourceAccountId ?? caller.accountId) : undefined;
}

/** Tag keys in condition keys match without regard to case; values keep theirs. */
function tagValue(tags: readonly Tag[], lowerCaseKey: string): string | undefined {
  return tags.find(({ key }) => key.toLowerCase() === lowerCaseKey)?.value;
}

/** The peer's address; an IPv4 client of a dual-stack socket is an IPv4 address. */
function sourceIp({ remoteAddress }: RawRequest): string {
  return remoteAddress.startsWith("::ffff:") && remoteAddress.includes(".") ? remoteAddress.slice(7) : remoteAddress;
}

function isoTime(ms: number): string {
  return `${new Date(ms).toISOString().slice(0, 19)}Z`;
}
