import type { Generated } from "kysely";
import type { JsonText } from "./columns.ts";
import type { IamPartKind } from "./iam-part-records.ts";
import type {
  AccountNode,
  OrganizationNode,
  OrganizationPartKind,
  OrganizationPolicyRecord,
  OrganizationPolicyType,
  OrganizationRecord,
} from "./organization-records.ts";
import type { AccountSetting, JobRecord, LastUsed, RoleRecord, Tag } from "./records.ts";

/** A number of a whole-number column; times are milliseconds since 1970. */
type Integer = number;
/** A secret as `Sealer` writes it. */
type Sealed = string;

/** The tables of the database, the same on both engines. */
export interface Schema {
  readonly meta: MetaRow;
  readonly change: ChangeTable;
  readonly token_key: TokenKeyRow;
  readonly account: AccountRow;
  readonly iam_user: UserRow;
  readonly iam_role: RoleRow;
  readonly iam_group: GroupRow;
  readonly group_membership: GroupMembershipRow;
  readonly instance_profile: InstanceProfileRow;
  readonly account_alias: AccountAliasRow;
  readonly account_setting: AccountSettingRow;
  readonly iam_job: JobRow;
  readonly service_use: ServiceUseRow;
  readonly access_key: AccessKeyRow;
  readonly managed_policy: ManagedPolicyRow;
  readonly policy_version: PolicyVersionRow;
  readonly policy_attachment: PolicyAttachmentRow;
  readonly inline_policy: InlinePolicyRow;
  readonly iam_part: IamPartRow;
  readonly organization: OrganizationRow;
  readonly organization_node: OrganizationNodeRow;
  readonly organization_policy: OrganizationPolicyRow;
  readonly organization_policy_attachment: OrganizationPolicyAttachmentRow;
  readonly organization_part: OrganizationPartRow;
  readonly api: ApiRow;
  readonly api_part: ApiPartRow;
  readonly regional: RegionalRow;
}

/** Facts about the database itself: its schema version and the proof of its master key. */
export interface MetaRow {
  readonly name: string;
  readonly value: string;
}

/** The change feed as it is written: the database numbers its entries. */
export interface ChangeTable {
  readonly sequence: Generated<Integer>;
  readonly topic: string;
}

/** A key of the ring that seals session tokens. */
export interface TokenKeyRow {
  readonly key_id: Integer;
  readonly sealed_key: Sealed;
}

/** An account. */
export interface AccountRow {
  readonly account_id: string;
  readonly name: string;
  readonly created_at_ms: Integer;
  readonly sealed_declaration: Sealed | null;
  readonly email: string | null;
}

/** A user; `name_key` is the name in lower case, unique within the account. */
export interface UserRow {
  readonly user_id: string;
  readonly account_id: string;
  readonly user_name: string;
  readonly name_key: string;
  readonly path: string;
  readonly created_at_ms: Integer;
  readonly permissions_boundary_arn: string | null;
  readonly tags: JsonText<readonly Tag[]>;
}

/** A role; `name_key` is the name in lower case, unique within the account. */
export interface RoleRow {
  readonly role_id: string;
  readonly account_id: string;
  readonly role_name: string;
  readonly name_key: string;
  readonly path: string;
  readonly created_at_ms: Integer;
  readonly trust_policy: string;
  readonly trusted_ids: JsonText<RoleRecord["trustedIds"]>;
  readonly description: string | null;
  readonly max_session_duration_seconds: Integer;
  readonly permissions_boundary_arn: string | null;
  readonly tags: JsonText<readonly Tag[]>;
  readonly last_used: JsonText<LastUsed> | null;
}

/** A group; `name_key` is the name in lower case, unique within the account. */
export interface GroupRow {
  readonly group_id: string;
  readonly account_id: string;
  readonly group_name: string;
  readonly name_key: string;
  readonly path: string;
  readonly created_at_ms: Integer;
}

/** A user in a group. */
export interface GroupMembershipRow {
  readonly account_id: string;
  readonly group_id: string;
  readonly user_id: string;
}

/** An instance profile; `name_key` is the name in lower case, unique within the account. */
export interface InstanceProfileRow {
  readonly instance_profile_id: string;
  readonly account_id: string;
  readonly instance_profile_name: string;
  readonly name_key: string;
  readonly path: string;
  readonly created_at_ms: Integer;
  readonly role_id: string | null;
  readonly tags: JsonText<readonly Tag[]>;
}

/** The alias of an account. */
export interface AccountAliasRow {
  readonly account_id: string;
  readonly alias: string;
}

/** One setting of an account. */
export interface AccountSettingRow {
  readonly account_id: string;
  readonly setting: AccountSetting;
  readonly value: string;
}

/** A job and what it found. */
export interface JobRow {
  readonly account_id: string;
  readonly kind: JobRecord["kind"];
  readonly job_id: string;
  readonly created_at_ms: Integer;
  readonly detail: JsonText<unknown>;
}

/** When a user or role last called a service. */
export interface ServiceUseRow {
  readonly account_id: string;
  readonly entity_id: string;
  readonly service_name: string;
  readonly at_ms: Integer;
  readonly region: string;
}

/** An access key; without `user_id` it is the account's root's. */
export interface AccessKeyRow {
  readonly access_key_id: string;
  readonly account_id: string;
  readonly user_id: string | null;
  readonly sealed_secret: Sealed;
  readonly status: "Active" | "Inactive";
  readonly created_at_ms: Integer;
  readonly last_used: JsonText<LastUsed> | null;
}

/** A customer's managed policy; `name_key` is the name in lower case, unique within the account. */
export interface ManagedPolicyRow {
  readonly arn: string;
  readonly account_id: string;
  readonly policy_id: string;
  readonly policy_name: string;
  readonly name_key: string;
  readonly path: string;
  readonly description: string | null;
  readonly created_at_ms: Integer;
  readonly updated_at_ms: Integer;
  readonly default_version: Integer;
  readonly next_version: Integer;
  readonly tags: JsonText<readonly Tag[]>;
}

/** A version of a customer's managed policy. */
export interface PolicyVersionRow {
  readonly policy_arn: string;
  readonly version: Integer;
  readonly document: string;
  readonly created_at_ms: Integer;
}

/** A managed policy, a customer's or AWS's, on an entity. */
export interface PolicyAttachmentRow {
  readonly account_id: string;
  readonly entity_id: string;
  readonly entity_kind: "user" | "role" | "group";
  readonly policy_arn: string;
}

/** A policy embedded in an entity. */
export interface InlinePolicyRow {
  readonly account_id: string;
  readonly entity_id: string;
  readonly policy_name: string;
  readonly document: string;
}

/** A lesser thing of IAM; `detail` holds the details of its kind. */
export interface IamPartRow {
  readonly account_id: string;
  readonly kind: IamPartKind;
  readonly part_key: string;
  readonly user_id: string | null;
  readonly created_at_ms: Integer;
  readonly sealed_secret: Sealed | null;
  readonly detail: JsonText<unknown>;
}

/** An organization. */
export interface OrganizationRow {
  readonly organization_id: string;
  readonly management_account_id: string;
  readonly root_id: string;
  readonly created_at_ms: Integer;
  readonly detail: JsonText<
    Pick<OrganizationRecord, "featureSet" | "policyTypes" | "trustedServices" | "rootFeatures">
  >;
}

/** A root, organizational unit or account of an organization. */
export interface OrganizationNodeRow {
  readonly node_id: string;
  readonly organization_id: string;
  readonly kind: OrganizationNode["kind"];
  readonly parent_id: string | null;
  readonly name: string;
  readonly created_at_ms: Integer;
  readonly detail: JsonText<Pick<OrganizationNode, "tags"> & Partial<Pick<AccountNode, "joinedMethod" | "suspended">>>;
}

/** A policy of an organization. */
export interface OrganizationPolicyRow {
  readonly policy_id: string;
  readonly organization_id: string;
  readonly type: OrganizationPolicyType;
  readonly name: string;
  readonly created_at_ms: Integer;
  readonly detail: JsonText<Pick<OrganizationPolicyRecord, "description" | "document" | "tags" | "updatedAtMs">>;
}

/** A control policy, the organization's or AWS's, on a node. */
export interface OrganizationPolicyAttachmentRow {
  readonly organization_id: string;
  readonly node_id: string;
  readonly policy_id: string;
}

/** A lesser thing of an organization; `detail` holds the details of its kind. */
export interface OrganizationPartRow {
  readonly organization_id: string;
  readonly kind: OrganizationPartKind;
  readonly part_key: string;
  readonly account_id: string | null;
  readonly created_at_ms: Integer;
  readonly detail: JsonText<unknown>;
}

/** An API; `detail` holds the members that nothing searches for. */
export interface ApiRow {
  readonly api_id: string;
  readonly account_id: string;
  readonly region: string;
  readonly protocol: ApiProtocol;
  readonly detail: JsonText<unknown>;
}

/** Which kind of API an id stands for: one that API Gateway's version 2 manages, or one of its version 1. */
export type ApiProtocol = "HTTP" | "REST";

/** What an account has in a region beside its APIs; `detail` holds its whole record but for the secret. */
export interface RegionalRow {
  readonly kind: "domain-name" | "vpc-link" | "certificate";
  readonly resource_id: string;
  readonly account_id: string;
  readonly region: string;
  readonly sealed_secret: Sealed | null;
  readonly detail: JsonText<unknown>;
}

/** A part of an API; `detail` holds its whole record. */
export interface ApiPartRow {
  readonly api_id: string;
  readonly account_id: string;
  readonly kind: HttpApiPartKind | RestApiPartKind;
  readonly part_id: string;
  readonly detail: JsonText<unknown>;
}

type HttpApiPartKind = "integration" | "route" | "stage" | "deployment" | "authorizer";
type RestApiPartKind =
  | "rest-resource"
  | "rest-stage"
  | "rest-deployment"
  | "rest-model"
  | "rest-request-validator"
  | "rest-gateway-response"
  | "rest-authorizer";
