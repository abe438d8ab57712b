/** The kinds of policy that take part in a decision, in AWS's words. */
export type PolicyType =
  | "identity"
  | "boundary"
  | "session"
  | "resource"
  | "trust"
  | "serviceControl"
  | "resourceControl";

/** Where a policy came from, for messages and explanations. */
export interface PolicySource {
  readonly type: PolicyType;
  /** How a person finds the policy: its ARN, or its name and owner when it is inline. */
  readonly label: string;
  /** The ARN of a managed policy; absent for inline policies. */
  readonly arn?: string;
  /** The account in which the policy would have to be changed. */
  readonly accountId: string;
}

/** The value of a condition key; a list for multivalued keys. */
export type ContextValue = string | readonly string[];

/** Looks a condition key up by its lower-case name, resolved only when a policy asks; undefined when the request has none. */
export type ContextLookup = (lowerCaseKey: string) => ContextValue | undefined;

/** Who asks, as far as policies can tell callers apart. */
export interface PolicyPrincipal {
  readonly type: "root" | "user" | "roleSession" | "federatedUser" | "service" | "webIdentity" | "saml" | "anonymous";
  /** The account of the caller; empty for anonymous callers, services and outside identities. */
  readonly accountId: string;
  /** The caller's own ARN: for a role session the `assumed-role` ARN; the provider's ARN for outside identities; the service's name for a service. */
  readonly arn: string;
  /** For a role session the role's ARN with its path; for a federated user the ARN of the user who made the session. */
  readonly issuerArn?: string;
  /** The unique id of the user or, for a session, of the role: `AIDA…`, `AROA…`. */
  readonly uniqueId?: string;
}

/** One question to the engine: may this principal do this to that? */
export interface AccessRequest {
  readonly principal: PolicyPrincipal;
  /** `service:Operation`. */
  readonly action: string;
  /** The ARN of the resource, or `*` for actions without resource types. */
  readonly resource: string;
  /** The account that owns the resource. */
  readonly resourceAccountId: string;
  readonly context: ContextLookup;
}

/** Why a request was refused or allowed. */
export interface Decision {
  readonly allowed: boolean;
  readonly outcome: "allowed" | "explicitDeny" | "implicitDeny";
  /** The kind of policy that refused, the first in AWS's order; absent when allowed. */
  readonly deniedBy?: PolicyType;
  /** The policy that denies, on an explicit deny: by a statement, or by being unreadable. */
  readonly source?: PolicySource;
}
