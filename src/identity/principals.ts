import type { AccountId } from "../arn/account-id.ts";
import { iamArn } from "../arn/arn.ts";
import { type CompiledPolicy, compilePolicy } from "../policy/compile.ts";
import { type ChangeCache, createChangeCache, type Loaded } from "../store/change-cache.ts";
import type { EntityRef, RoleRecord, Tag, UserRecord } from "../store/records.ts";
import type { Repositories } from "../store/repositories.ts";
import type { ChangeTopic, Store } from "../store/store.ts";

/** How many users and roles are kept with their compiled policies. */
const principalsMax = 20_000;

/** A user or role as requests need it: who it is and what its policies, compiled, allow. */
export interface Principal {
  readonly kind: "user" | "role";
  readonly accountId: AccountId;
  readonly id: string;
  readonly name: string;
  /** The ARN with the path. */
  readonly arn: string;
  readonly tags: readonly Tag[];
  readonly identityPolicies: readonly CompiledPolicy[];
  readonly boundary?: CompiledPolicy;
}

/** What a principal is found by: `user/111122223333/AIDA…`. */
export type PrincipalKey = `${"user" | "role"}/${AccountId}/${string}`;

/** Keeps users and roles with their policies until anything of it changes. */
export function createPrincipals(store: Store): ChangeCache<PrincipalKey, Principal> {
  return createChangeCache<PrincipalKey, Principal>({
    store,
    entriesMax: principalsMax,
    load: (key) => store.read((repositories) => loadPrincipal(repositories, key)),
  });
}

/** Reads a user or role with its policies from the store as a transaction sees it; undefined when there is none. */
export async function loadPrincipal(
  repositories: Repositories,
  key: PrincipalKey,
): Promise<Loaded<Principal> | undefined> {
  const [kind, accountId, id] = splitKey(key);
  const record =
    kind === "user" ? await repositories.users.getById(accountId, id) : await repositories.roles.getById(accountId, id);
  if (record === undefined) {
    return undefined;
  }
  const name = "userName" in record ? record.userName : record.roleName;
  const groups = kind === "user" ? await repositories.groups.listOfUser(accountId, id) : [];
  const holders: readonly PolicyHolder[] = [
    { kind, id, name },
    ...groups.map(({ groupId, groupName }): PolicyHolder => ({ kind: "group", id: groupId, name: groupName })),
  ];
  const identity = await Promise.all(holders.map((holder) => loadPolicies(repositories, accountId, holder)));
  const boundaryArn = record.permissionsBoundaryArn;
  const boundary =
    boundaryArn === undefined
      ? undefined
      : await compileManagedPolicy(repositories, accountId, { arn: boundaryArn, type: "boundary" });
  const policyArns = [...identity.flatMap(({ arns }) => arns), ...(boundaryArn === undefined ? [] : [boundaryArn])];
  return {
    value: {
      kind,
      accountId,
      id,
      name,
      arn: principalArn(record),
      tags: record.tags,
      identityPolicies: identity.flatMap(({ policies }) => policies),
      ...(boundary && { boundary }),
    },
    // Joining and leaving a group is announced as a change of the user.
    dependsOn: [
      ...holders.map((holder): ChangeTopic => `${holder.kind}:${holder.id}`),
      ...policyArns.map((arn): ChangeTopic => `policy:${arn}`),
    ],
  };
}

/** Whose policies count: the user or role itself, or a group that the user is in. */
interface PolicyHolder extends EntityRef {
  readonly name: string;
}

/** The policies attached to and embedded in one holder, compiled, and the ARNs of the attached ones. */
async function loadPolicies(repositories: Repositories, accountId: AccountId, { kind, id, name }: PolicyHolder) {
  const arns = await repositories.entityPolicies.listAttached(accountId, { kind, id });
  const managed = await Promise.all(
    arns.map((arn) => compileManagedPolicy(repositories, accountId, { arn, type: "identity" })),
  );
  const inline = await repositories.entityPolicies.listInline(accountId, { kind, id });
  const embedded = inline.map(({ policyName, document }) =>
    compilePolicy(document, { type: "identity", label: `inline policy ${policyName} of ${kind} ${name}`, accountId }),
  );
  return { arns, policies: [...managed, ...embedded] };
}

/** The ARN of a user or role, path included. */
export function principalArn(record: UserRecord | RoleRecord): string {
  return "userName" in record
    ? iamArn(record.accountId, `user${record.path}${record.userName}`)
    : iamArn(record.accountId, `role${record.path}${record.roleName}`);
}

/** Compiles the default version of a managed policy; one that is gone cannot be read, and so refuses everything. */
export async function compileManagedPolicy(
  repositories: Repositories,
  accountId: AccountId,
  { arn, type }: { readonly arn: string; readonly type: "identity" | "boundary" | "session" },
): Promise<CompiledPolicy> {
  const policy = await repositories.policies.get(accountId, arn);
  const version = policy && (await repositories.policies.getVersion(accountId, arn, policy.defaultVersion));
  const document = version?.document ?? '{"Version":"2012-10-17","Statement":[]}';
  return compilePolicy(document, { type, label: arn, arn, accountId });
}

function splitKey(key: PrincipalKey): readonly ["user" | "role", AccountId, string] {
  const [kind, accountId, id] = key.split("/");
  // A PrincipalKey has these three parts by its type.
  return [kind, accountId, id] as unknown as readonly ["user" | "role", AccountId, string];
}
