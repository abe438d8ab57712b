import { type AccountId, parseAccountId } from "../../arn/account-id.ts";
import { parseArn } from "../../arn/arn.ts";
import { loadApi } from "../../gateway/api-cache.ts";
import { loadRestApi } from "../../gateway/rest/compile-rest-api.ts";
import { matchMethod, type MethodMatch } from "../../gateway/rest/match-method.ts";
import type { CompiledRestApi } from "../../gateway/rest/rest-api.ts";
import { invokeCheck } from "../../gateway/invoke-arn.ts";
import { invokeTargetOf } from "../../gateway/invoke-target.ts";
import { pathParts } from "../../gateway/request-path.ts";
import { matchRoute } from "../../gateway/routes.ts";
import { selectStage } from "../../gateway/stage.ts";
import type { RawRequest } from "../../http/raw-request.ts";
import { callerOf } from "../../identity/caller-of.ts";
import type { Caller } from "../../identity/caller.ts";
import type { Identity } from "../../identity/identity.ts";
import { loadPrincipal, type PrincipalKey } from "../../identity/principals.ts";
import type { Session } from "../../identity/session-token.ts";
import type { Call } from "../../services/call.ts";
import { assumeRole } from "../../services/sts/assume-role.ts";
import type { Sources } from "../../sources.ts";
import type { Repositories } from "../../store/repositories.ts";
import { permissionLink } from "../../trace/explain-record.ts";
import type { Link } from "../../trace/explanation.ts";
import { AwsError } from "../../wire/aws-error.ts";
import type { AuthorizationCheck } from "../../wire/operation.ts";
import type { AssumedRole, SimulatedInvoke, SimulationQuestion } from "./simulation-question.ts";

/** Whether a chain holds, link by link. */
export interface SimulationResult {
  readonly allowed: boolean;
  /** The link that decided, in one sentence. */
  readonly summary: string;
  readonly links: readonly Link[];
}

/** Whether those who signed may simulate in an account. */
export type MayRead = (accountId: AccountId) => Promise<boolean>;

/** One simulation on its way along the chain. */
export interface ChainSimulation {
  readonly identity: Pick<Identity, "authorize">;
  readonly sources: Sources;
  /** The domains under which APIs are invoked. */
  readonly domains: readonly string[];
  readonly tx: Repositories;
  readonly question: SimulationQuestion;
  /** The request of the one who asks, whose address and client the simulated calls are taken to share. */
  readonly raw: RawRequest;
  readonly nowMs: number;
  readonly mayRead: MayRead;
}

/**
 * Follows the chain of a question through the stored state and performs nothing: the caller as it would be
 * authenticated, every AssumeRole by the operation's own code, the route and the permission to invoke by the gateway's.
 * Stops at the first link that fails.
 */
export async function simulateChain(progress: ChainSimulation): Promise<SimulationResult> {
  const { question } = progress;
  const start = await principalLink(progress);
  const links: Link[] = [...start.links];
  let { caller } = start;
  for (const role of question.assume) {
    if (caller === undefined) {
      break;
    }
    const step = await assumeLinks(progress, caller, role);
    links.push(...step.links);
    ({ caller } = step);
  }
  if (caller !== undefined && question.invoke !== undefined) {
    links.push(...(await invokeLinks(progress, caller, question.invoke)));
  }
  const failed = links.find(({ outcome }) => outcome === "failed");
  return {
    allowed: failed === undefined,
    summary: failed?.text ?? links.at(-1)?.text ?? "nothing was asked",
    links,
  };
}

/** The accounts that a question names; that of an API comes to light only on the way. */
export function accountsOf({ principal, assume }: SimulationQuestion): readonly AccountId[] {
  const arns = [principal, ...assume.map(({ roleArn }) => roleArn)];
  return [...new Set(arns.flatMap((arn) => accountIn(arn) ?? []))];
}

function accountIn(arn: string): AccountId | undefined {
  return parseAccountId(parseArn(arn)?.account ?? "");
}

/** Links of the chain and, when they hold, who calls from then on. */
interface Step {
  readonly links: readonly Link[];
  readonly caller?: Caller | undefined;
}

async function principalLink(progress: ChainSimulation): Promise<Step> {
  const { principal: arn } = progress.question;
  const caller = await findCaller(progress, arn);
  if (caller === undefined) {
    return { links: [failed("principal", `there is no user, role or account ${arn}`)] };
  }
  return {
    caller,
    links: [{ name: "principal", outcome: "passed", text: `${caller.arn} of account ${caller.accountId}` }],
  };
}

/** The caller that an ARN stands for: a user with a long-term key, a session of a role, an account's root. */
async function findCaller({ tx, nowMs }: ChainSimulation, arn: string): Promise<Caller | undefined> {
  const accountId = accountIn(arn);
  const { service, resource = "" } = parseArn(arn) ?? {};
  if (service !== "iam" || accountId === undefined || (await tx.accounts.get(accountId)) === undefined) {
    return undefined;
  }
  const base = { accountId, accessKeyId: "", secretAccessKey: "", unexpectedToken: false };
  if (resource === "root") {
    return callerOf({ ...base, issuer: undefined }, undefined);
  }
  const name = resource.slice(resource.lastIndexOf("/") + 1);
  const kind = resource.slice(0, resource.indexOf("/"));
  const id =
    kind === "user"
      ? (await tx.users.get(accountId, name))?.userId
      : kind === "role"
        ? (await tx.roles.get(accountId, name))?.roleId
        : undefined;
  const issuer = id && (await loadPrincipal(tx, principalKey(kind === "user" ? "user" : "role", accountId, id)))?.value;
  if (issuer === undefined || issuer === "" || issuer.arn !== arn) {
    return undefined;
  }
  const session: Session | undefined =
    issuer.kind === "user"
      ? undefined
      : {
          kind: "role",
          accountId,
          accessKeyId: "",
          secretAccessKey: "",
          issuerId: issuer.id,
          sessionName: "simulation",
          issuedAtMs: nowMs,
          expiresAtMs: nowMs + 3_600_000,
        };
  return callerOf(
    { ...base, issuer: principalKey(issuer.kind, issuer.accountId, issuer.id), ...(session && { session }) },
    issuer,
  );
}

function principalKey(kind: "user" | "role", accountId: AccountId, id: string): PrincipalKey {
  return `${kind}/${accountId}/${id}`;
}

async function assumeLinks(progress: ChainSimulation, caller: Caller, role: AssumedRole): Promise<Step> {
  const { tx, sources, nowMs } = progress;
  let session: Session | undefined;
  const call: Call = {
    requestId: sources.uuid(),
    nowMs,
    region: simulatedRegion,
    caller,
    accountId: caller.accountId,
    tx,
    sources,
    lastUse: () => undefined,
    // The credentials that the operation issues go no further than this.
    tokens: {
      seal: (issued) => ((session = issued), ""),
      open: () => undefined,
      sealMessage: () => "",
      openMessage: () => undefined,
    },
  };
  const input = {
    RoleArn: role.roleArn,
    RoleSessionName: role.sessionName,
    ...(role.externalId !== undefined && { ExternalId: role.externalId }),
    ...(role.sourceIdentity !== undefined && { SourceIdentity: role.sourceIdentity }),
  };
  const links: Link[] = [];
  try {
    for (const check of await assumeRole.behaviour.authorize(input, call)) {
      const link = await permission(progress, caller, { check, region: simulatedRegion, raw: progress.raw });
      links.push(link);
      if (link.outcome === "failed") {
        return { links };
      }
    }
    await assumeRole.behaviour.handle(input, call);
  } catch (error) {
    if (!(error instanceof AwsError)) {
      throw error;
    }
    return { links: [...links, failed("permission", `sts:AssumeRole on ${role.roleArn}: ${error.message}`)] };
  }
  return { links, caller: session && (await sessionCaller(tx, session)) };
}

/** STS answers in every region; its condition key says which. */
const simulatedRegion = "us-east-1";

async function sessionCaller(tx: Repositories, session: Session): Promise<Caller | undefined> {
  const { accountId, issuerId: id } = session;
  const key = principalKey("role", accountId, id);
  const issuer = (await loadPrincipal(tx, key))?.value;
  const { accessKeyId, secretAccessKey } = session;
  const credential = { accountId, accessKeyId, secretAccessKey, session, unexpectedToken: false };
  return issuer && callerOf({ ...credential, issuer: key }, issuer);
}

async function invokeLinks(
  progress: ChainSimulation,
  caller: Caller,
  { method, host, path, query }: SimulatedInvoke,
): Promise<readonly Link[]> {
  const { domains, tx, mayRead } = progress;
  const raw: RawRequest = { ...progress.raw, method, path, query, headers: ["host", host] };
  const target = invokeTargetOf(raw, domains);
  const loaded = target && ((await loadApi(tx, target.apiId)) ?? (await loadRestApi(tx, target.apiId)));
  const api = loaded !== undefined && (await mayRead(loaded.accountId)) ? loaded : undefined;
  if (target === undefined || api === undefined || (target.region ?? api.region) !== api.region) {
    const text =
      target === undefined
        ? `http://${host}${path} addresses no API of this server`
        : `there is no API ${target.apiId} in an account whose administrator has signed`;
    return [failed("route", text)];
  }
  if (api.protocol === "REST") {
    return restLinks(progress, caller, { match: matchMethod(api, target, method), api, raw });
  }
  const parts = pathParts(target.path);
  const place = parts && selectStage(api, target, parts);
  const route = place && matchRoute(place.stage.routes, method, place.parts);
  if (place === undefined || route === undefined || place.stage.disableExecuteApiEndpoint) {
    return [failed("route", `no stage and route of API ${api.apiId} answer ${method} ${target.path}`)];
  }
  const { routeKey, authorizationType } = route;
  const text = `${routeKey} of API ${api.apiId}, stage ${place.stage.stageName}, authorization ${authorizationType}`;
  switch (authorizationType) {
    case "NONE":
      return [{ name: "route", outcome: "passed", text: `${text}: anyone may invoke it` }];
    case "AWS_IAM": {
      const check = invokeCheck({ api, ...place }, method);
      const link = await permission(progress, caller, { check, region: api.region, raw });
      return [{ name: "route", outcome: "passed", text }, link];
    }
    default:
      return [failed("route", `${text}, which is not decided by policies`)];
  }
}

interface RestInvoke {
  readonly match: MethodMatch;
  readonly api: CompiledRestApi;
  readonly raw: RawRequest;
}

/** Whoever signs is nobody to a method without authorization, on which a resource policy decides alone. */
async function restLinks(
  progress: ChainSimulation,
  caller: Caller,
  { match: found, api, raw }: RestInvoke,
): Promise<readonly Link[]> {
  if (found.kind === "refused") {
    return [failed("route", `no stage and method of API ${api.apiId} answer ${raw.method} ${raw.path}`)];
  }
  const { match } = found;
  const { routeKey, authorizationType } = match.route;
  const text = `${routeKey} of API ${api.apiId}, stage ${match.stage.stageName}, authorization ${authorizationType}`;
  if (authorizationType !== "AWS_IAM" && authorizationType !== "NONE") {
    return [failed("route", `${text}, which is not decided by policies`)];
  }
  if (authorizationType === "NONE" && !match.stage.hasPolicy) {
    return [{ name: "route", outcome: "passed", text: `${text}: anyone may invoke it` }];
  }
  const check = { ...invokeCheck(match, raw.method), resourcePolicy: match.stage.policy };
  const asked = authorizationType === "AWS_IAM" ? caller : undefined;
  const link = await permission(progress, asked, { check, region: api.region, raw });
  return [{ name: "route", outcome: "passed", text }, link];
}

/** One permission, decided as for the call itself; the keys of the question stand before those of the call. */
async function permission(
  { identity, question, nowMs }: ChainSimulation,
  caller: Caller | undefined,
  { check, region, raw }: { readonly check: AuthorizationCheck; readonly region: string; readonly raw: RawRequest },
): Promise<Link> {
  const given = Object.fromEntries(Object.entries(question.context).map(([key, value]) => [key.toLowerCase(), value]));
  const known = Object.entries(check.context ?? {}).filter(([key]) => !Object.hasOwn(given, key.toLowerCase()));
  const context = { ...Object.fromEntries(known), ...given };
  return permissionLink(await identity.authorize(caller, { ...check, context }, { raw, nowMs, region }));
}

function failed(name: Link["name"], text: string): Link {
  return { name, outcome: "failed", text };
}
