import type { AccountId } from "../arn/account-id.ts";
import type { IamPartKind, IamPartRecord } from "./iam-part-records.ts";
import type {
  OrganizationPartRepository,
  OrganizationPolicyRepository,
  OrganizationRepository,
} from "./organization-repositories.ts";
import type {
  AccessKeyRecord,
  AccountRecord,
  AccountSetting,
  ApiRecord,
  AuthorizerRecord,
  DeploymentRecord,
  EntityRef,
  GroupRecord,
  InlinePolicyRecord,
  InstanceProfileRecord,
  IntegrationRecord,
  JobRecord,
  LastUsed,
  ManagedPolicyRecord,
  PolicyVersionRecord,
  RoleRecord,
  RouteRecord,
  StageRecord,
  UserRecord,
} from "./records.ts";
import type { CertificateRecord, DomainNameRecord, RegionalRepository, VpcLinkRecord } from "./regional-records.ts";
import type {
  RestApiRecord,
  RestAuthorizerRecord,
  RestDeploymentRecord,
  RestGatewayResponseRecord,
  RestModelRecord,
  RestRequestValidatorRecord,
  RestResourceRecord,
  RestStageRecord,
} from "./rest-records.ts";

/** Where a page of a list starts and how long it may be. */
export interface Page {
  /** Only entries whose sort key comes after this one. */
  readonly after?: string;
  /** At most this many entries; ask for one more than a reply shows to know whether there are more. */
  readonly limit: number;
}

/** The accounts of the server. No two have the same e-mail address, ignoring case. */
export interface AccountRepository {
  insert(account: AccountRecord): Promise<void>;
  get(accountId: AccountId): Promise<AccountRecord | undefined>;
  /** The account with that e-mail address, ignoring case. */
  findByEmail(email: string): Promise<AccountRecord | undefined>;
  /** All accounts by id. */
  list(): Promise<readonly AccountRecord[]>;
  setDeclaration(accountId: AccountId, name: string, declaration: string): Promise<void>;
  /** Removes all that the account owns, an organization that it manages included, but not the account. */
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

/** Groups of IAM users. Names are unique within an account ignoring case. */
export interface GroupRepository {
  insert(group: GroupRecord): Promise<void>;
  get(accountId: AccountId, groupName: string): Promise<GroupRecord | undefined>;
  getById(accountId: AccountId, groupId: string): Promise<GroupRecord | undefined>;
  list(accountId: AccountId, pathPrefix: string, page: Page): Promise<readonly GroupRecord[]>;
  count(accountId: AccountId): Promise<number>;
  update(group: GroupRecord): Promise<void>;
  /** Removes the group with its memberships and policies. */
  delete(accountId: AccountId, groupId: string): Promise<void>;
  /** Adding twice changes nothing. */
  addMember(accountId: AccountId, groupId: string, userId: string): Promise<void>;
  /** Removing whom the group does not have changes nothing. */
  removeMember(accountId: AccountId, groupId: string, userId: string): Promise<void>;
  /** Sorted by name ignoring case; `after` is a user's name. */
  listMembers(accountId: AccountId, groupId: string, page: Page): Promise<readonly UserRecord[]>;
  /** The groups that a user is in, sorted by name ignoring case. */
  listOfUser(accountId: AccountId, userId: string): Promise<readonly GroupRecord[]>;
}

/** Instance profiles. Names are unique within an account ignoring case. */
export interface InstanceProfileRepository {
  insert(profile: InstanceProfileRecord): Promise<void>;
  get(accountId: AccountId, instanceProfileName: string): Promise<InstanceProfileRecord | undefined>;
  list(accountId: AccountId, pathPrefix: string, page: Page): Promise<readonly InstanceProfileRecord[]>;
  /** The profiles that hold a role, sorted by name ignoring case. */
  listOfRole(accountId: AccountId, roleId: string): Promise<readonly InstanceProfileRecord[]>;
  count(accountId: AccountId): Promise<number>;
  update(profile: InstanceProfileRecord): Promise<void>;
  delete(accountId: AccountId, instanceProfileId: string): Promise<void>;
}

/** The names under which accounts sign in: at most one an account, and no two accounts share one. */
export interface AccountAliasRepository {
  get(accountId: AccountId): Promise<string | undefined>;
  /** The account that has the alias. */
  ownerOf(alias: string): Promise<AccountId | undefined>;
  /** Gives the account the alias in place of the one it has. */
  set(accountId: AccountId, alias: string): Promise<void>;
  delete(accountId: AccountId): Promise<void>;
}

/** The settings of accounts. */
export interface AccountSettingRepository {
  get(accountId: AccountId, setting: AccountSetting): Promise<string | undefined>;
  put(accountId: AccountId, setting: AccountSetting, value: string): Promise<void>;
  delete(accountId: AccountId, setting: AccountSetting): Promise<void>;
}

/** Jobs and what they found. */
export interface JobRepository {
  insert(accountId: AccountId, job: JobRecord): Promise<void>;
  get(accountId: AccountId, kind: JobRecord["kind"], jobId: string): Promise<JobRecord | undefined>;
  /** How many jobs of a kind were created after a time. */
  countSince(accountId: AccountId, kind: JobRecord["kind"], afterMs: number): Promise<number>;
}

/** When a user or role, or under the account's own id anyone of the account, last called each service. */
export interface ServiceUseRepository {
  /** Remembers a use, without announcing a change, unless a later one is known. */
  record(accountId: AccountId, entityId: string, use: LastUsed): Promise<void>;
  /** The last use of each service, by the service's name. */
  list(accountId: AccountId, entityId: string): Promise<readonly LastUsed[]>;
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
  /** Makes a policy of AWS known to every account, in place of the one of that name that was known before. */
  importAws(
    policy: ManagedPolicyRecord & { readonly accountId: "aws" },
    versions: readonly PolicyVersionRecord[],
  ): Promise<void>;
  /** By ARN; the account must own the policy unless AWS does. */
  get(accountId: AccountId, arn: string): Promise<ManagedPolicyRecord | undefined>;
  /** By name in any path, ignoring case: names are unique within an account. */
  getByName(accountId: AccountId, policyName: string): Promise<ManagedPolicyRecord | undefined>;
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
  /** How many versions the account's policies have together. */
  countVersions(accountId: AccountId): Promise<number>;
}

/** An entity that a managed policy is attached to. */
export interface PolicyAttachment {
  readonly entity: EntityRef;
  readonly entityName: string;
  readonly path: string;
}

/** How often a managed policy is used. */
export interface PolicyUses {
  /** The users, roles and groups it is attached to. */
  readonly attachments: number;
  /** The users and roles whose permissions boundary it is. */
  readonly boundaries: number;
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
  /** How the policies of the account's users, roles and groups are used, by ARN; of one policy alone when it is named. */
  countUses(accountId: AccountId, policyArn?: string): Promise<ReadonlyMap<string, PolicyUses>>;
  putInline(accountId: AccountId, entity: EntityRef, policy: InlinePolicyRecord): Promise<void>;
  getInline(accountId: AccountId, entity: EntityRef, policyName: string): Promise<InlinePolicyRecord | undefined>;
  /** By name. */
  listInline(accountId: AccountId, entity: EntityRef): Promise<readonly InlinePolicyRecord[]>;
  /** False when there was none. */
  deleteInline(accountId: AccountId, entity: EntityRef, policyName: string): Promise<boolean>;
}

/** The lesser things of IAM: passwords, devices, certificates, federation providers. */
export interface IamPartRepository {
  insert<Kind extends IamPartKind>(part: IamPartRecord<Kind>): Promise<void>;
  /** By key, case included. */
  get<Kind extends IamPartKind>(
    accountId: AccountId,
    kind: Kind,
    key: string,
  ): Promise<IamPartRecord<Kind> | undefined>;
  /** The account's parts of a kind by key; `after` is a key. */
  list<Kind extends IamPartKind>(accountId: AccountId, kind: Kind, page: Page): Promise<readonly IamPartRecord<Kind>[]>;
  /** A user's parts of a kind, the oldest first. */
  listOfUser<Kind extends IamPartKind>(
    accountId: AccountId,
    kind: Kind,
    userId: string,
  ): Promise<readonly IamPartRecord<Kind>[]>;
  count(accountId: AccountId, kind: IamPartKind): Promise<number>;
  /** Replaces the part of the same kind and key, owner and secret included. */
  update<Kind extends IamPartKind>(part: IamPartRecord<Kind>): Promise<void>;
  delete(accountId: AccountId, kind: IamPartKind, key: string): Promise<void>;
}

/** The APIs of one protocol, HTTP or REST. Their ids are host names: no two APIs of either protocol share one. */
export interface ApiRepository<Record> {
  insert(api: Record): Promise<void>;
  get(accountId: AccountId, apiId: string): Promise<Record | undefined>;
  /** By id alone: the host name of a call tells no account. */
  find(apiId: string): Promise<Record | undefined>;
  /** The account's APIs in one region by id; `after` is an id. */
  list(accountId: AccountId, region: string, page: Page): Promise<readonly Record[]>;
  update(api: Record): Promise<void>;
  /** Removes the API with everything in it. */
  delete(accountId: AccountId, apiId: string): Promise<void>;
}

/** The parts of an API of one kind: its integrations, routes, resources, stages or deployments. */
export interface ApiPartRepository<Record> {
  get(accountId: AccountId, apiId: string, id: string): Promise<Record | undefined>;
  /** All parts by id (stages by name). */
  list(accountId: AccountId, apiId: string): Promise<readonly Record[]>;
  /** How many there are, without reading them: a deployment holds a whole API. */
  count(accountId: AccountId, apiId: string): Promise<number>;
  /** Adds the part or replaces the one with the same id. */
  put(accountId: AccountId, apiId: string, record: Record): Promise<void>;
  delete(accountId: AccountId, apiId: string, id: string): Promise<void>;
}

/** Everything a transaction can reach. */
export interface Repositories {
  readonly accounts: AccountRepository;
  readonly users: UserRepository;
  readonly roles: RoleRepository;
  readonly groups: GroupRepository;
  readonly instanceProfiles: InstanceProfileRepository;
  readonly accountAliases: AccountAliasRepository;
  readonly accountSettings: AccountSettingRepository;
  readonly jobs: JobRepository;
  readonly serviceUses: ServiceUseRepository;
  readonly accessKeys: AccessKeyRepository;
  readonly policies: PolicyRepository;
  readonly entityPolicies: EntityPolicyRepository;
  readonly iamParts: IamPartRepository;
  readonly organizations: OrganizationRepository;
  readonly organizationPolicies: OrganizationPolicyRepository;
  readonly organizationParts: OrganizationPartRepository;
  readonly apis: ApiRepository<ApiRecord>;
  readonly domainNames: RegionalRepository<DomainNameRecord>;
  readonly vpcLinks: RegionalRepository<VpcLinkRecord>;
  readonly certificates: RegionalRepository<CertificateRecord>;
  readonly integrations: ApiPartRepository<IntegrationRecord>;
  readonly routes: ApiPartRepository<RouteRecord>;
  readonly authorizers: ApiPartRepository<AuthorizerRecord>;
  readonly stages: ApiPartRepository<StageRecord>;
  readonly deployments: ApiPartRepository<DeploymentRecord>;
  readonly restApis: ApiRepository<RestApiRecord>;
  readonly restResources: ApiPartRepository<RestResourceRecord>;
  readonly restStages: ApiPartRepository<RestStageRecord>;
  readonly restDeployments: ApiPartRepository<RestDeploymentRecord>;
  readonly restModels: ApiPartRepository<RestModelRecord>;
  readonly restRequestValidators: ApiPartRepository<RestRequestValidatorRecord>;
  readonly restGatewayResponses: ApiPartRepository<RestGatewayResponseRecord>;
  readonly restAuthorizers: ApiPartRepository<RestAuthorizerRecord>;
}
