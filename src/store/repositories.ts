import type { AccountId } from "../arn/account-id.ts";
import type {
  AccessKeyRecord,
  AccountRecord,
  ApiRecord,
  DeploymentRecord,
  EntityRef,
  InlinePolicyRecord,
  IntegrationRecord,
  LastUsed,
  ManagedPolicyRecord,
  PolicyVersionRecord,
  RoleRecord,
  RouteRecord,
  StageRecord,
  UserRecord,
} from "./records.ts";

/** Where a page of a list starts and how long it may be. */
export interface Page {
  /** Only entries whose sort key comes after this one. */
  readonly after?: string;
  /** At most this many entries; ask for one more than a reply shows to know whether there are more. */
  readonly limit: number;
}

/** The accounts of the server. */
export interface AccountRepository {
  insert(account: AccountRecord): Promise<void>;
  get(accountId: AccountId): Promise<AccountRecord | undefined>;
  /** All accounts by id. */
  list(): Promise<readonly AccountRecord[]>;
  setDeclaration(accountId: AccountId, name: string, declaration: string): Promise<void>;
  /** Removes all that the account owns, but not the account. */
  clear(accountId: AccountId): Promise<void>;
}

/** IAM users. Names are unique within an account ignoring case. */
export interface UserRepository {
  insert(user: UserRecord): Promise<void>;
  /** By name as written, ignoring case. */
  get(accountId: AccountId, userName: string): Promise<UserRecord | undefined>;
  getById(accountId: AccountId, userId: string): Promise<UserRecord | undefined>;
  /** Sorted by name without regard to case; `after` is a name. */
  list(accountId: AccountId, pathPrefix: string, page: Page): Promise<readonly UserRecord[]>;
  count(accountId: AccountId): Promise<number>;
  /** Replaces the record with the same `userId`. */
  update(user: UserRecord): Promise<void>;
  delete(accountId: AccountId, userId: string): Promise<void>;
}

/** IAM roles. Names are unique within an account ignoring case. */
export interface RoleRepository {
  insert(role: RoleRecord): Promise<void>;
  get(accountId: AccountId, roleName: string): Promise<RoleRecord | undefined>;
  getById(accountId: AccountId, roleId: string): Promise<RoleRecord | undefined>;
  list(accountId: AccountId, pathPrefix: string, page: Page): Promise<readonly RoleRecord[]>;
  count(accountId: AccountId): Promise<number>;
  update(role: RoleRecord): Promise<void>;
  /** Remembers a use without announcing a change; a deleted role is passed over. */
  setLastUsed(accountId: AccountId, roleId: string, lastUsed: LastUsed): Promise<void>;
  delete(accountId: AccountId, roleId: string): Promise<void>;
}

/** Long-term access keys. */
export interface AccessKeyRepository {
  insert(key: AccessKeyRecord): Promise<void>;
  /** By id alone: the first step of every authentication. */
  find(accessKeyId: string): Promise<AccessKeyRecord | undefined>;
  /** The keys of a user, or of root when `userId` is undefined, oldest first. */
  list(accountId: AccountId, userId: string | undefined): Promise<readonly AccessKeyRecord[]>;
  setStatus(accountId: AccountId, accessKeyId: string, status: "Active" | "Inactive"): Promise<void>;
  setLastUsed(accessKeyId: string, lastUsed: LastUsed): Promise<void>;
  delete(accountId: AccountId, accessKeyId: string): Promise<void>;
}

/** Managed policies and their versions. AWS's own are found too but cannot be changed. */
export interface PolicyRepository {
  insert(policy: ManagedPolicyRecord, firstVersion: PolicyVersionRecord): Promise<void>;
  /** By ARN; the account must own the policy unless AWS does. */
  get(accountId: AccountId, arn: string): Promise<ManagedPolicyRecord | undefined>;
  /** Sorted by name ignoring case; `after` is a name. */
  list(accountId: AccountId | "aws", pathPrefix: string, page: Page): Promise<readonly ManagedPolicyRecord[]>;
  count(accountId: AccountId): Promise<number>;
  update(policy: ManagedPolicyRecord): Promise<void>;
  delete(accountId: AccountId, arn: string): Promise<void>;
  insertVersion(accountId: AccountId, version: PolicyVersionRecord): Promise<void>;
  getVersion(accountId: AccountId, arn: string, version: number): Promise<PolicyVersionRecord | undefined>;
  /** Newest first. */
  listVersions(accountId: AccountId, arn: string): Promise<readonly PolicyVersionRecord[]>;
  deleteVersion(accountId: AccountId, arn: string, version: number): Promise<void>;
}

/** An entity that a managed policy is attached to. */
export interface PolicyAttachment {
  readonly entity: EntityRef;
  readonly entityName: string;
  readonly path: string;
}

/** What is attached to and embedded in users, roles and groups. */
export interface EntityPolicyRepository {
  /** Attaching twice changes nothing. */
  attach(accountId: AccountId, entity: EntityRef, policyArn: string): Promise<void>;
  /** False when the policy was not attached. */
  detach(accountId: AccountId, entity: EntityRef, policyArn: string): Promise<boolean>;
  /** The ARNs attached to the entity, in order of the policies' names. */
  listAttached(accountId: AccountId, entity: EntityRef): Promise<readonly string[]>;
  /** The users, roles and groups a policy is attached to, by name. */
  listAttachments(accountId: AccountId, policyArn: string): Promise<readonly PolicyAttachment[]>;
  /** The users and roles a policy is the permissions boundary of, by name. */
  listBounded(accountId: AccountId, policyArn: string): Promise<readonly PolicyAttachment[]>;
  putInline(accountId: AccountId, entity: EntityRef, policy: InlinePolicyRecord): Promise<void>;
  getInline(accountId: AccountId, entity: EntityRef, policyName: string): Promise<InlinePolicyRecord | undefined>;
  /** By name. */
  listInline(accountId: AccountId, entity: EntityRef): Promise<readonly InlinePolicyRecord[]>;
  /** False when there was none. */
  deleteInline(accountId: AccountId, entity: EntityRef, policyName: string): Promise<boolean>;
}

/** HTTP APIs. */
export interface ApiRepository {
  insert(api: ApiRecord): Promise<void>;
  get(accountId: AccountId, apiId: string): Promise<ApiRecord | undefined>;
  /** By id alone: the host name of a call tells no account. */
  find(apiId: string): Promise<ApiRecord | undefined>;
  /** The account's APIs in one region by id; `after` is an id. */
  list(accountId: AccountId, region: string, page: Page): Promise<readonly ApiRecord[]>;
  update(api: ApiRecord): Promise<void>;
  /** Removes the API with everything in it. */
  delete(accountId: AccountId, apiId: string): Promise<void>;
}

/** The parts of an HTTP API of one kind: its integrations, routes, stages or deployments. */
export interface ApiPartRepository<Record> {
  get(accountId: AccountId, apiId: string, id: string): Promise<Record | undefined>;
  /** All parts by id (stages by name). */
  list(accountId: AccountId, apiId: string): Promise<readonly Record[]>;
  /** Adds the part or replaces the one with the same id. */
  put(accountId: AccountId, apiId: string, record: Record): Promise<void>;
  delete(accountId: AccountId, apiId: string, id: string): Promise<void>;
}

/** Everything a transaction can reach. */
export interface Repositories {
  readonly accounts: AccountRepository;
  readonly users: UserRepository;
  readonly roles: RoleRepository;
  readonly accessKeys: AccessKeyRepository;
  readonly policies: PolicyRepository;
  readonly entityPolicies: EntityPolicyRepository;
  readonly apis: ApiRepository;
  readonly integrations: ApiPartRepository<IntegrationRecord>;
  readonly routes: ApiPartRepository<RouteRecord>;
  readonly stages: ApiPartRepository<StageRecord>;
  readonly deployments: ApiPartRepository<DeploymentRecord>;
}
