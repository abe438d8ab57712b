import { Buffer } from "node:buffer";
import { type AccountId, parseAccountId } from "../arn/account-id.ts";
import { parseArn } from "../arn/arn.ts";
import { newUniqueId } from "../arn/unique-id.ts";
import { compilePolicy } from "../policy/compile.ts";
import type { ContextLookup } from "../policy/decision.ts";
import { evaluate } from "../policy/evaluate.ts";
import type { SigningCredentials } from "../sigv4/sign.ts";
import type { Sources } from "../sources.ts";
import { type ChangeCache, createChangeCache } from "../store/change-cache.ts";
import type { RoleRecord } from "../store/records.ts";
import type { Store } from "../store/store.ts";
import type { AuthorizationCheck } from "../wire/operation.ts";
import { callerOf } from "./caller-of.ts";
import type { Caller } from "./caller.ts";
import type { Evaluation, ServiceAssumption, ServiceRole } from "./identity.ts";
import { controlPolicies, type Membership, withOrganizationKeys } from "./memberships.ts";
import { type Principal, principalArn, type PrincipalKey } from "./principals.ts";
import type { Session } from "./session-token.ts";
import type { SessionTokens } from "./session-tokens.ts";

/** How many roles that services act in are kept. */
const rolesMax = 10_000;

/** How long credentials for one call of another service live, in milliseconds. */
const credentialsMs = 15 * 60_000;

/** What service roles are found and decided by. */
export interface ServiceRolesOptions extends Pick<Sources, "randomBytes" | "nowMs"> {
  readonly store: Store;
  readonly tokens: SessionTokens;
  readonly principals: ChangeCache<PrincipalKey, Principal>;
  readonly memberships: ChangeCache<AccountId, Membership>;
}

/** Services that act in roles of accounts. */
export interface ServiceRoles {
  /** Asks a role's trust policy, and the organization's, whether a service may act in it. */
  assume(assumption: ServiceAssumption): Promise<ServiceRole>;
  /** Temporary credentials that stand for a caller, for one call that is made in its name. */
  credentialsFor(caller: Caller): SigningCredentials;
}

/** Makes what decides about service roles. Roles are kept until the change feed names them. */
export function createServiceRoles(options: ServiceRolesOptions): ServiceRoles {
  const { store, tokens, principals, memberships, nowMs, randomBytes } = options;
  const roles = createChangeCache<string, RoleRecord>({
    store,
    entriesMax: rolesMax,
    load: async (roleArn) => {
      const value = await findRole(store, roleArn);
      return value && { value, dependsOn: [`role:${value.roleId}`] };
    },
  });

  return { assume, credentialsFor };

  async function assume(assumption: ServiceAssumption): Promise<ServiceRole> {
    await store.catchUp();
    const role = await roles.get(assumption.roleArn);
    const principal = role && (await principals.get(`role/${role.accountId}/${role.roleId}`));
    const owner = parseAccountId(parseArn(assumption.roleArn)?.account ?? "");
    const membership = (owner && (await memberships.get(owner))) ?? {};
    const evaluation = decideTrust(assumption, { role, membership, nowMs: nowMs() });
    return role === undefined || principal === undefined || !evaluation.decision.allowed
      ? { kind: "refused", evaluation }
      : { kind: "assumed", caller: sessionOf(assumption, principal, nowMs()), evaluation };
  }

  function credentialsFor(caller: Caller): SigningCredentials {
    const { accountId } = caller;
    const issuedAtMs = nowMs();
    const session: Session = {
      ...(caller.session ?? {
        kind: caller.kind === "root" ? "root" : "user",
        accountId,
        issuerId: caller.principal.uniqueId ?? accountId,
      }),
      accessKeyId: newUniqueId("ASIA", accountId, randomBytes),
      // 30 random bytes are 40 characters of base64, the length of AWS's secrets.
      secretAccessKey: Buffer.from(randomBytes(30)).toString("base64"),
      issuedAtMs,
      expiresAtMs: Math.min(issuedAtMs + credentialsMs, caller.session?.expiresAtMs ?? Infinity),
    };
    const { accessKeyId, secretAccessKey } = session;
    return { accessKeyId, secretAccessKey, sessionToken: tokens.seal(session) };
  }
}

/** The role with exactly that ARN, path and case included; undefined when there is none. */
async function findRole(store: Store, roleArn: string): Promise<RoleRecord | undefined> {
  const accountId = parseAccountId(parseArn(roleArn)?.account ?? "");
  const name = roleArn.slice(roleArn.lastIndexOf("/") + 1);
  const role = accountId && (await store.read(({ roles }) => roles.get(accountId, name)));
  return role && principalArn(role) === roleArn ? role : undefined;
}

interface TrustFacts {
  readonly role: RoleRecord | undefined;
  /** Of the role's account. */
  readonly membership: Membership;
  readonly nowMs: number;
}

/** Decides `sts:AssumeRole` for a service, which brings no policies of its own: the trust policy alone can allow it. */
function decideTrust(assumption: ServiceAssumption, { role, membership, nowMs }: TrustFacts): Evaluation {
  const { roleArn, service } = assumption;
  const resourceAccountId = parseArn(roleArn)?.account ?? "";
  const action = "sts:AssumeRole";
  const check: AuthorizationCheck = {
    action,
    resource: roleArn,
    resourceAccountId,
    ...(role === undefined
      ? { impossible: `there is no role ${roleArn}` }
      : { trust: { document: role.trustPolicy, trustedIds: role.trustedIds, roleArn } }),
  };
  const memberships = { caller: {}, resource: membership };
  const request = {
    principal: { type: "service", accountId: "", arn: service },
    action,
    resource: roleArn,
    resourceAccountId,
    context: withOrganizationKeys(trustContext(assumption, role, nowMs), memberships),
  } as const;
  const source = { type: "trust", label: `trust policy of ${roleArn}`, accountId: resourceAccountId } as const;
  const trust =
    role === undefined ? undefined : compilePolicy(role.trustPolicy, source, { trustedIds: role.trustedIds });
  const policies = { identity: [], ...controlPolicies(memberships, action), ...(trust && { trust }) };
  const decision =
    trust === undefined ? ({ allowed: false, outcome: "implicitDeny" } as const) : evaluate(request, policies);
  return { request, policies, decision, check };
}

/**
 * The condition keys of a service that assumes a role for a resource, among them those against the confused deputy
 * (https://docs.aws.amazon.com/IAM/latest/UserGuide/confused-deputy.html).
 */
function trustContext(assumption: ServiceAssumption, role: RoleRecord | undefined, nowMs: number): ContextLookup {
  const { service, source, region, sessionName } = assumption;
  const keys = new Map<string, string>([
    ["aws:currenttime", `${new Date(nowMs).toISOString().slice(0, 19)}Z`],
    ["aws:epochtime", String(Math.floor(nowMs / 1000))],
    ["aws:principalisawsservice", "true"],
    ["aws:principalservicename", service],
    ["aws:principaltype", "Service"],
    ["aws:requestedregion", region],
    ["aws:securetransport", "true"],
    ["aws:sourceaccount", source.accountId],
    ["aws:sourcearn", source.arn],
    ["aws:viaawsservice", "false"],
    ["sts:rolesessionname", sessionName],
    ...(role === undefined ? [] : ([["aws:resourceaccount", role.accountId]] as const)),
    ...(role?.tags ?? []).flatMap(({ key, value }) => [
      [`aws:resourcetag/${key.toLowerCase()}`, value] as const,
      [`iam:resourcetag/${key.toLowerCase()}`, value] as const,
    ]),
  ]);
  return (key) => keys.get(key);
}

/** The service's session of the role. Its keys stand in no request; whoever needs some makes them of it. */
function sessionOf({ sessionName }: ServiceAssumption, role: Principal, issuedAtMs: number): Caller {
  const { accountId, id } = role;
  const session: Session = {
    kind: "role",
    accountId,
    accessKeyId: "",
    secretAccessKey: "",
    issuerId: id,
    sessionName,
    issuedAtMs,
    expiresAtMs: issuedAtMs + credentialsMs,
  };
  const keys = { accessKeyId: "", secretAccessKey: "", unexpectedToken: false };
  return callerOf({ ...keys, accountId, issuer: `role/${accountId}/${id}`, session }, role);
}
