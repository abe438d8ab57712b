import type { AccountId } from "../arn/account-id.ts";
import type {
  OrganizationNode,
  OrganizationPart,
  OrganizationPartKind,
  OrganizationPolicyRecord,
  OrganizationPolicyType,
  OrganizationRecord,
} from "./organization-records.ts";

/** Organizations and their trees. Whatever changes in one is announced as a change of `organization:ID`. */
export interface OrganizationRepository {
  insert(organization: OrganizationRecord): Promise<void>;
  get(organizationId: string): Promise<OrganizationRecord | undefined>;
  /** The organization that an account is in, as its management account or as a member. */
  ofAccount(accountId: AccountId): Promise<OrganizationRecord | undefined>;
  /** Replaces the record with the same `organizationId`. */
  update(organization: OrganizationRecord): Promise<void>;
  /** Removes the organization with everything in it; its accounts are left without one. */
  delete(organizationId: string): Promise<void>;
  /** An account's joining is announced as a change of the account too, as its leaving is. */
  insertNode(node: OrganizationNode): Promise<void>;
  getNode(organizationId: string, nodeId: string): Promise<OrganizationNode | undefined>;
  /** The nodes of a kind under a parent, or in the whole tree where none is given, by id. */
  listNodes<Kind extends OrganizationNode["kind"]>(
    organizationId: string,
    kind: Kind,
    parentId?: string,
  ): Promise<readonly Extract<OrganizationNode, { readonly kind: Kind }>[]>;
  /** Replaces the node with the same id, its parent included. */
  updateNode(node: OrganizationNode): Promise<void>;
  /** Removes the node with what is attached to it; it must have no children. */
  deleteNode(organizationId: string, nodeId: string): Promise<void>;
}

/** The control policies of organizations and where they are attached. */
export interface OrganizationPolicyRepository {
  insert(policy: OrganizationPolicyRecord): Promise<void>;
  get(organizationId: string, policyId: string): Promise<OrganizationPolicyRecord | undefined>;
  /** The policies of a type by id. */
  list(organizationId: string, type: OrganizationPolicyType): Promise<readonly OrganizationPolicyRecord[]>;
  update(policy: OrganizationPolicyRecord): Promise<void>;
  /** Removes the policy with its attachments. */
  delete(organizationId: string, policyId: string): Promise<void>;
  /** Attaches a policy of the organization or of AWS; attaching twice changes nothing. */
  attach(organizationId: string, nodeId: string, policyId: string): Promise<void>;
  /** False when the policy was not attached. */
  detach(organizationId: string, nodeId: string, policyId: string): Promise<boolean>;
  /** The ids of the policies attached to a node itself, sorted. */
  listOfNode(organizationId: string, nodeId: string): Promise<readonly string[]>;
  /** The ids of the nodes a policy is attached to, sorted. */
  listNodesOf(organizationId: string, policyId: string): Promise<readonly string[]>;
}

/** The lesser things of organizations: no decision depends on them, so no change of theirs is announced. */
export interface OrganizationPartRepository {
  insert<Kind extends OrganizationPartKind>(part: OrganizationPart<Kind>): Promise<void>;
  get<Kind extends OrganizationPartKind>(
    organizationId: string,
    kind: Kind,
    key: string,
  ): Promise<OrganizationPart<Kind> | undefined>;
  /** The organization's parts of a kind by key. */
  list<Kind extends OrganizationPartKind>(
    organizationId: string,
    kind: Kind,
  ): Promise<readonly OrganizationPart<Kind>[]>;
  /** The parts of a kind about an account, of whichever organizations, by key. */
  listOfAccount<Kind extends OrganizationPartKind>(
    accountId: AccountId,
    kind: Kind,
  ): Promise<readonly OrganizationPart<Kind>[]>;
  /** Replaces the part of the same kind and key. */
  update<Kind extends OrganizationPartKind>(part: OrganizationPart<Kind>): Promise<void>;
  delete(organizationId: string, kind: OrganizationPartKind, key: string): Promise<void>;
}
