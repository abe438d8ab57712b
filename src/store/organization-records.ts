import type { AccountId } from "../arn/account-id.ts";
import type { Tag } from "./records.ts";

/** The kinds of policy that an organization has here. */
export type ControlPolicyType = "SERVICE_CONTROL_POLICY" | "RESOURCE_CONTROL_POLICY";

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
  readonly policyTypes: readonly ControlPolicyType[];
  /** The AWS services that may act in all of its accounts, and since when, in milliseconds. */
  readonly trustedServices: Readonly<Record<string, number>>;
}

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

/** A control policy of an organization. */
export interface OrganizationPolicyRecord {
  readonly organizationId: string;
  /** `p-…`. */
  readonly policyId: string;
  readonly type: ControlPolicyType;
  readonly name: string;
  readonly description: string;
  readonly document: string;
  readonly createdAtMs: number;
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

/** An invitation to join an organization. */
export interface HandshakeDetail {
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
