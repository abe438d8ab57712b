import { contextKeysOf } from "../../src/policy/index.ts";
import { accountA, accountB, cast } from "./cast.ts";
import { type LiveCall, plainCall } from "./live-calls.ts";
import { type MatrixCase, policyTexts } from "./matrix-case.ts";

/** A case as a signed request to a running server, or why there can be none. */
export type LivePlan =
  | {
      readonly kind: "request";
      readonly call: LiveCall;
      /** What the server's clock shows. */
      readonly nowMs: number;
      /** Members of the session behind temporary credentials; absent where the caller signs with an access key. */
      readonly session?: LiveSession;
      /** User-Agent and Referer. */
      readonly headers: Readonly<Record<string, string>>;
      /** The address of the loopback from which the request comes. */
      readonly localAddress: string;
    }
  | { readonly kind: "skipped"; readonly reason: string };

/** What a case says of the caller's session. */
export interface LiveSession {
  readonly kind: "role" | "user" | "federated";
  readonly issuedAtMs: number;
  readonly multiFactor: boolean;
  readonly sourceIdentity?: string;
}

/** The time of cases that say nothing of time. */
const usualNowMs = Date.UTC(2026, 0, 15, 12);

/**
 * Plans the signed request that asks the case's question. A case is skipped where a request cannot be had from such a
 * caller or where the request would have other condition keys than the case says, of those that its policies ask for.
 */
export function planLive(matrixCase: MatrixCase): LivePlan {
  const call = plainCall(matrixCase);
  const reason = matrixCase.skip?.live ?? noCaller(matrixCase) ?? noPolicies(matrixCase) ?? reasonIn(call);
  if (reason !== undefined || typeof call === "string") {
    return { kind: "skipped", reason: reason ?? "" };
  }
  const nowMs = timeOf(matrixCase);
  const session = sessionOf(matrixCase, nowMs);
  if (call.service === "iam" && session !== undefined && session.kind !== "role" && !session.multiFactor) {
    return { kind: "skipped", reason: "IAM takes no calls of such sessions, whatever policies say" };
  }
  const sourceIp = textOf(matrixCase, "aws:SourceIp");
  if (sourceIp?.startsWith("127.") && sourceIp !== "127.0.0.1" && process.platform !== "linux") {
    return { kind: "skipped", reason: "only Linux has all of 127.0.0.0/8 on its loopback" };
  }
  const plan = {
    kind: "request",
    call,
    nowMs,
    ...(session && { session }),
    headers: headersOf(matrixCase),
    localAddress: sourceIp?.startsWith("127.") ? sourceIp : "127.0.0.1",
  } as const;
  const difference = differingKey(matrixCase, contextOf(matrixCase, plan));
  return difference === undefined ? plan : { kind: "skipped", reason: difference };
}

function reasonIn(call: LiveCall | string): string | undefined {
  return typeof call === "string" ? call : undefined;
}

function noCaller({ principal, policies, action }: MatrixCase): string | undefined {
  const { type, accountId } = cast[principal];
  if (type === "anonymous" && policies.resource !== undefined && action === "execute-api:Invoke") {
    return undefined;
  }
  if (accountId === "") {
    return `${principal} signs no requests`;
  }
  if (action.startsWith("sts:") && (type === "root" || type === "federatedUser")) {
    return "STS refuses such callers before it looks at policies";
  }
  if (policies.session !== undefined && (type === "user" || type === "root")) {
    return "session policies come with sessions of roles and federated users";
  }
  return type === "root" && policies.identity !== undefined ? "root has no policies of its own" : undefined;
}

function noPolicies({ policies, action }: MatrixCase): string | undefined {
  if (policies.resource !== undefined && action !== "execute-api:Invoke") {
    return "nothing on this server but roles and REST APIs has a policy of its own";
  }
  if (policies.serviceControl !== undefined || policies.resourceControl !== undefined) {
    return "this server has no organizations";
  }
  return policies.session?.length === 0 ? "an empty list of session policies cannot be passed" : undefined;
}

/** The first key that the case's policies ask for, or the case names, that the request would have otherwise. */
function differingKey(matrixCase: MatrixCase, live: ReadonlyMap<string, string>): string | undefined {
  const wanted = new Map(
    Object.entries(matrixCase.context).map(([key, value]) => [key.toLowerCase(), JSON.stringify(value)]),
  );
  const asked = policyTexts(matrixCase).flatMap((text) => contextKeysOf(text));
  const keys = [...wanted.keys(), ...asked.map((key) => key.toLowerCase())];
  const differing = keys.find((key) => live.get(key) !== wanted.get(key));
  if (differing === undefined) {
    return undefined;
  }
  const value = live.get(differing);
  return value === undefined ? `no such request has ${differing}` : `such a request has ${differing} ${value}`;
}

/** The condition keys of the planned request, values as JSON, as AWS documents their presence. */
function contextOf(
  matrixCase: MatrixCase,
  plan: Extract<LivePlan, { readonly kind: "request" }>,
): ReadonlyMap<string, string> {
  const { principal: name, context, resourceAccount } = matrixCase;
  const principal = cast[name];
  const { session, nowMs, call, localAddress, headers } = plan;
  const types = {
    root: "Account",
    user: "User",
    roleSession: "AssumedRole",
    federatedUser: "FederatedUser",
    anonymous: "Anonymous",
  } as const;
  // `noCaller` has sorted out all others.
  const type = principal.type as keyof typeof types;
  const sessionName = principal.arn.slice(principal.arn.lastIndexOf("/") + 1);
  const userIds = {
    root: principal.accountId,
    user: "uniqueId" in principal ? principal.uniqueId : "",
    roleSession: "uniqueId" in principal ? `${principal.uniqueId}:${sessionName}` : "",
    federatedUser: `${principal.accountId}:${sessionName}`,
    anonymous: undefined,
  };
  const isAnonymous = type === "anonymous";
  const principalTags = Object.entries(context).filter(([key]) => /^aws:principaltag\//i.test(key));
  const entries: readonly (readonly [string, unknown])[] = [
    ["aws:CurrentTime", isoTime(nowMs)],
    ["aws:EpochTime", String(nowMs / 1000)],
    ["aws:SecureTransport", "false"],
    ["aws:SourceIp", localAddress],
    ["aws:UserAgent", headers["user-agent"]],
    ["aws:Referer", headers["referer"]],
    ["aws:RequestedRegion", call.region],
    ["aws:ViaAWSService", "false"],
    ["aws:PrincipalIsAWSService", isAnonymous ? undefined : "false"],
    ["aws:PrincipalAccount", isAnonymous ? undefined : principal.accountId],
    [
      "aws:PrincipalArn",
      isAnonymous
        ? undefined
        : "issuerArn" in principal && type === "roleSession"
          ? principal.issuerArn
          : principal.arn,
    ],
    ["aws:PrincipalType", types[type]],
    ["aws:userid", userIds[type]],
    ["aws:username", type === "user" ? sessionName : undefined],
    ["aws:ResourceAccount", resourceAccount],
    ["aws:TokenIssueTime", session && isoTime(session.issuedAtMs)],
    ["aws:MultiFactorAuthPresent", session && String(session.multiFactor)],
    ["aws:SourceIdentity", session?.sourceIdentity],
    ...(type === "root" ? [] : principalTags),
    ...Object.entries(call.context),
  ];
  return new Map(
    entries.flatMap(([key, value]) => (value === undefined ? [] : [[key.toLowerCase(), JSON.stringify(value)]])),
  );
}

function sessionOf(matrixCase: MatrixCase, nowMs: number): LiveSession | undefined {
  const { type } = cast[matrixCase.principal];
  const issued = textOf(matrixCase, "aws:TokenIssueTime");
  const multiFactor = textOf(matrixCase, "aws:MultiFactorAuthPresent");
  const sourceIdentity = textOf(matrixCase, "aws:SourceIdentity");
  const members = {
    issuedAtMs: issued === undefined ? nowMs - 60_000 : Date.parse(issued),
    multiFactor: multiFactor === "true" && type === "user",
  };
  switch (type) {
    case "roleSession":
      return { kind: "role", ...members, ...(sourceIdentity !== undefined && { sourceIdentity }) };
    case "federatedUser":
      return { kind: "federated", ...members };
    case "user":
      return issued === undefined && multiFactor === undefined ? undefined : { kind: "user", ...members };
    default:
      return undefined;
  }
}

function headersOf(matrixCase: MatrixCase): Readonly<Record<string, string>> {
  const userAgent = textOf(matrixCase, "aws:UserAgent");
  const referer = textOf(matrixCase, "aws:Referer");
  return {
    ...(userAgent !== undefined && { "user-agent": userAgent }),
    ...(referer !== undefined && { referer }),
  };
}

function timeOf(matrixCase: MatrixCase): number {
  const iso = Date.parse(textOf(matrixCase, "aws:CurrentTime") ?? "");
  const epoch = Number(textOf(matrixCase, "aws:EpochTime")) * 1000;
  return [iso, epoch].find((ms) => Number.isFinite(ms)) ?? usualNowMs;
}

function textOf({ context }: MatrixCase, wanted: string): string | undefined {
  const found = Object.entries(context).find(([key]) => key.toLowerCase() === wanted.toLowerCase())?.[1];
  return typeof found === "string" ? found : undefined;
}

function isoTime(ms: number): string {
  return `${new Date(ms).toISOString().slice(0, 19)}Z`;
}

/** The accounts that a running server has. */
export const liveAccounts = [accountA, accountB] as const;
