import type { AccountId } from "../arn/account-id.ts";
import type { Tag } from "./records.ts";

/** The kinds of policy that decide permissions. */
export type ControlPolicyType = "SERVICE_CONTROL_POLICY" | "RESOURCE_CONTROL_POLICY";

/** The kinds of policy that configure services: they are merged on the way to an account and decide no permission. */
export type ManagementPolicyType =
  | "TAG_POLICY"
  | "BACKUP_POLICY"
  | "AISERVICES_OPT_OUT_POLICY"
  | "CHATBOT_POLICY"
  | "DECLARATIVE_POLICY_EC2"
  | "SECURITYHUB_POLICY"
  | "INSPECTOR_POLICY"
  | "UPGRADE_ROLLOUT_POLICY"
  | "BEDROCK_POLICY"
  | "S3_POLICY"
  | "NETWORK_SECURITY_DIRECTOR_POLICY";

/** The kinds of policy that an organization has. */
export type OrganizationPolicyType = ControlPolicyType | ManagementPolicyType;

/** An organization: accounts under one management account. */
export interface OrganizationRecord {
  /** `o-…`. */
  readonly organizationId: string;
  readonly managementAccountId: AccountId;
  /** `r-…`, the id of its one root. */
  readonly rootId: string;
  readonly featureSet: "ALL" | "CONSOLIDATED_BILLING";
  readonly createdAtMs: number;
  /** The kinds of policy that are enabled in its root. */
  readonly policyTypes: readonly OrganizationPolicyType[];
  /** The AWS services that may act in all of its accounts, and since when, in milliseconds. */
  readonly trustedServices: Readonly<Record<string, number>>;
  /** What IAM may do with the roots of member accounts; nothing when absent. */
  readonly rootFeatures?: readonly RootFeature[];
}

/** What an organization lets IAM do with the roots of its member accounts. */
export type RootFeature = "RootCredentialsManagement" | "RootSessions";

/** A place in an organization's tree: its root, an organizational unit or an account. */
export type OrganizationNode = RootNode | UnitNode | AccountNode;

interface AnyNode {
  readonly organizationId: string;
  /** `r-…`, `ou-…` or the account's id; unique on this server, as an account is in one organization at most. */
  readonly nodeId: string;
  readonly name: string;
  /** For an account, when it joined. */
  readonly createdAtMs: number;
  readonly tags: readonly Tag[];
}

/** The top of the tree. */
export interface RootNode extends AnyNode {
  readonly kind: "root";
}

/** An organizational unit. */
export interface UnitNode extends AnyNode {
  readonly kind: "unit";
  readonly parentId: string;
}

/** An account of the organization. */
export interface AccountNode extends AnyNode {
  readonly kind: "account";
  readonly nodeId: AccountId;
  readonly parentId: string;
  readonly joinedMethod: "CREATED" | "INVITED";
  /** Set when the account was closed. */
  readonly suspended?: boolean;
}

/** A policy of an organization. */
export interface OrganizationPolicyRecord {
  readonly organizationId: string;
  /** `p-…`. */
  readonly policyId: string;
  readonly type: OrganizationPolicyType;
  readonly name: string;
  readonly description: string;
  readonly document: string;
  readonly createdAtMs: number;
  /** When it last changed, if it ever did. */
  readonly updatedAtMs?: number;
  readonly tags: readonly Tag[];
}

/** For each kind of lesser thing of an organization, what it holds beside its key and account. */
export interface OrganizationPartDetails {
  /** The making of an account, under its request id, `car-…`. */
  readonly accountCreation: AccountCreationDetail;
  /** A service for which a member account may act in the management account's place, under `ACCOUNT/SERVICE`. */
  readonly delegatedAdministrator: Readonly<Record<string, never>>;
  /** An invitation, under its id, `h-…`; its account is the one invited. */
  readonly handshake: HandshakeDetail;
  /** The organization's own resource policy, under `policy`. */
  readonly resourcePolicy: ResourcePolicyDetail;
}

/** The kind of a lesser thing of an organization. */
export type OrganizationPartKind = keyof OrganizationPartDetails;

/** One of the lesser things of an organization. */
export interface OrganizationPart<Kind extends OrganizationPartKind = OrganizationPartKind> {
  readonly organizationId: string;
  readonly kind: Kind;
  /** Unique among the parts of the kind, case included. */
  readonly key: string;
  /** The account that it is about, if it is about one. */
  readonly accountId?: AccountId;
  readonly createdAtMs: number;
  readonly detail: OrganizationPartDetails[Kind];
}

/** How the making of an account went. */
export interface AccountCreationDetail {
  readonly accountName: string;
  readonly state: "SUCCEEDED" | "FAILED";
  readonly failureReason?: "EMAIL_ALREADY_EXISTS" | "ACCOUNT_LIMIT_EXCEEDED";
  readonly completedAtMs: number;
}

/** An invitation to join an organization, or a step on the way to all of its features. */
export interface HandshakeDetail {
  /** An invitation when absent. */
  readonly action?: "ENABLE_ALL_FEATURES" | "APPROVE_ALL_FEATURES";
  /** Of an approval, the handshake that it is for. */
  readonly parentId?: string;
  readonly state: "OPEN" | "CANCELED" | "ACCEPTED" | "DECLINED";
  readonly expiresAtMs: number;
  readonly notes?: string;
  /** Given to the account when it joins. */
  readonly tags: readonly Tag[];
  /** How the invitation named the account. */
  readonly target: { readonly type: "ACCOUNT" | "EMAIL"; readonly id: string };
}

/** The policy by which an organization lets member accounts manage it. */
export interface ResourcePolicyDetail {
  /** `rp-…`. */
  readonly policyId: string;
  readonly document: string;
  readonly tags: readonly Tag[];
}
