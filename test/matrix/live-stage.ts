import { accountIdOf } from "../../src/arn/account-id.ts";
import { iamArn } from "../../src/arn/arn.ts";
import type { EntityRef, RoleRecord, Tag, UserRecord } from "../../src/store/records.ts";
import type { Repositories } from "../../src/store/repositories.ts";
import type { Store } from "../../src/store/store.ts";
import { cast, castIds } from "./cast.ts";
import { rootKey, userKey } from "./live-keys.ts";
import { liveAccounts } from "./live-plan.ts";
import { type CasePolicy, type MatrixCase, policyText } from "./matrix-case.ts";

/** Writes a case's world into the store and returns the ARNs of its managed session policies. */
export type Stage = (matrixCase: MatrixCase) => Promise<readonly string[]>;

/** Makes the stage: before each case both accounts hold the cast and what the case says, and nothing else. */
export function createStage(store: Store): Stage {
  return (matrixCase) =>
    store.write(async (tx) => {
      for (const accountId of liveAccounts.map(accountIdOf)) {
        await tx.accounts.clear(accountId);
        await tx.accessKeys.insert({ ...rootKey(accountId), accountId, status: "Active", createdAtMs: 0 });
      }
      const boundaryArn = await putBoundary(tx, matrixCase);
      for (const name of castNames) {
        await putCast(tx, matrixCase, { name, ...(name === matrixCase.principal && { boundaryArn }) });
      }
      await putResource(tx, matrixCase);
      await putIdentityPolicies(tx, matrixCase);
      const managed = (matrixCase.policies.session ?? []).slice(1);
      const { accountId } = cast[matrixCase.principal];
      return Promise.all(
        managed.map((written, index) => putManaged(tx, { accountId, name: `Session${index}`, written })),
      );
    });
}

type CastName = MatrixCase["principal"];
const castNames: readonly CastName[] = ["alice", "carol", "worker", "bob", "visitor"];

async function putCast(
  tx: Repositories,
  matrixCase: MatrixCase,
  { name, boundaryArn }: { readonly name: CastName; readonly boundaryArn?: string | undefined },
): Promise<void> {
  const member = cast[name];
  const arn = member.type === "roleSession" ? member.issuerArn : member.arn;
  const owned = {
    accountId: accountIdOf(member.accountId),
    ...(boundaryArn !== undefined && { permissionsBoundaryArn: boundaryArn }),
  };
  // A session's tags come with its token.
  const tags = name === matrixCase.principal && member.type === "user" ? tagsOf(matrixCase, "aws:PrincipalTag/") : [];
  const resourceTags = arn === matrixCase.resource ? tagsOf(matrixCase, "aws:ResourceTag/") : [];
  const entity = { ...owned, ...pathAndName(arn), tags: [...tags, ...resourceTags], id: castIds[arn] ?? "" };
  await (member.type === "roleSession"
    ? tx.roles.insert(role(entity, trustOf(matrixCase, arn)))
    : putUser(tx, entity, name));
}

async function putUser(tx: Repositories, entity: Entity, keyName?: string): Promise<void> {
  const { id: userId, name: userName, ...rest } = entity;
  const user: UserRecord = { ...rest, userId, userName, createdAtMs: 0 };
  await tx.users.insert(user);
  if (keyName !== undefined) {
    const { accountId } = entity;
    await tx.accessKeys.insert({ ...userKey(keyName), accountId, userId, status: "Active", createdAtMs: 0 });
  }
}

/** The user or role that the case asks about, when it is none of the cast. */
async function putResource(tx: Repositories, matrixCase: MatrixCase): Promise<void> {
  const { resource, action } = matrixCase;
  const kind = /^arn:aws:iam::(\d{12}):(user|role)\//.exec(resource);
  if (kind === null || castIds[resource] !== undefined || action.startsWith("iam:Create")) {
    return;
  }
  const [, accountId = "", type] = kind;
  const shared = { accountId: accountIdOf(accountId), ...pathAndName(resource) };
  const entity = { ...shared, tags: tagsOf(matrixCase, "aws:ResourceTag/") };
  await (type === "user"
    ? putUser(tx, { ...entity, id: "AIDARESOURCERESOURC1A" })
    : tx.roles.insert(role({ ...entity, id: "AROARESOURCERESOURC1A" }, trustOf(matrixCase, resource))));
}

async function putIdentityPolicies(tx: Repositories, { principal, policies }: MatrixCase): Promise<void> {
  const member = cast[principal];
  if (!("uniqueId" in member)) {
    return;
  }
  const entity: EntityRef = { kind: member.type === "roleSession" ? "role" : "user", id: member.uniqueId };
  for (const [index, written] of (policies.identity ?? []).entries()) {
    const policy = { policyName: `Inline${index}`, document: policyText(written) };
    await tx.entityPolicies.putInline(accountIdOf(member.accountId), entity, policy);
  }
}

async function putBoundary(tx: Repositories, { principal, policies }: MatrixCase): Promise<string | undefined> {
  const { boundary } = policies;
  const { accountId } = cast[principal];
  return boundary === undefined ? undefined : putManaged(tx, { accountId, name: "Boundary", written: boundary });
}

async function putManaged(
  tx: Repositories,
  policy: { readonly accountId: string; readonly name: string; readonly written: CasePolicy },
): Promise<string> {
  const { accountId, name, written } = policy;
  const arn = iamArn(accountId, `policy/${name}`);
  const times = { createdAtMs: 0, updatedAtMs: 0, defaultVersion: 1, nextVersion: 2, tags: [] };
  await tx.policies.insert(
    { accountId: accountIdOf(accountId), policyId: `ANPA${name}`, policyName: name, path: "/", arn, ...times },
    { policyArn: arn, version: 1, document: policyText(written), createdAtMs: 0 },
  );
  return arn;
}

interface Entity {
  readonly accountId: UserRecord["accountId"];
  readonly id: string;
  readonly name: string;
  readonly path: string;
  readonly tags: readonly Tag[];
  readonly permissionsBoundaryArn?: string;
}

function role(entity: Entity, trust: Pick<RoleRecord, "trustPolicy" | "trustedIds">): RoleRecord {
  const { id: roleId, name: roleName, ...rest } = entity;
  return { ...rest, roleId, roleName, ...trust, createdAtMs: 0, maxSessionDurationSeconds: 3600 };
}

/** The case's trust policy is that of the role asked for; other roles trust no one. */
function trustOf(matrixCase: MatrixCase, arn: string): Pick<RoleRecord, "trustPolicy" | "trustedIds"> {
  const { trust } = matrixCase.policies;
  return arn === matrixCase.resource && trust !== undefined
    ? { trustPolicy: policyText(trust), trustedIds: { ...castIds, ...matrixCase.trustedIds } }
    : { trustPolicy: policyText([]), trustedIds: {} };
}

function tagsOf({ context }: MatrixCase, prefix: string): readonly Tag[] {
  return Object.entries(context).flatMap(([key, value]) =>
    key.toLowerCase().startsWith(prefix.toLowerCase()) && typeof value === "string"
      ? [{ key: key.slice(prefix.length), value }]
      : [],
  );
}

/** `/app/` and `Worker` of an ARN of a user or role. */
function pathAndName(arn: string): { readonly path: string; readonly name: string } {
  const parts = arn.slice(arn.indexOf("/") + 1).split("/");
  const name = parts.pop() ?? "";
  return { path: parts.length === 0 ? "/" : `/${parts.join("/")}/`, name };
}
