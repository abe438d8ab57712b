import type { AccountId } from "../arn/account-id.ts";
import type { ContextValue } from "../policy/decision.ts";
import type { Tag } from "../store/records.ts";

/** All that temporary credentials stand for. It travels sealed inside the session token; nothing of it is stored. */
export interface Session {
  readonly kind: "role" | "user" | "root" | "federated";
  readonly accountId: AccountId;
  /** `ASIA…`. */
  readonly accessKeyId: string;
  readonly secretAccessKey: string;
  /** The role's or user's unique id; the account id for root. A role made anew under the same name has another. */
  readonly issuerId: string;
  /** The session's name, or the federated user's. */
  readonly sessionName?: string;
  readonly issuedAtMs: number;
  readonly expiresAtMs: number;
  /** An inline session policy, as JSON text. */
  readonly policy?: string;
  /** Managed session policies. */
  readonly policyArns?: readonly string[];
  /** The task policy of a session of AssumeRoot. */
  readonly taskPolicyArn?: string;
  readonly tags?: readonly Tag[];
  /** Keys of the tags that flow on into chained sessions. */
  readonly transitiveTagKeys?: readonly string[];
  readonly sourceIdentity?: string;
  /** Whether the caller proved a second factor. */
  readonly multiFactor?: boolean;
  /** The identity provider that vouched for the caller, as `aws:FederatedProvider` names it. */
  readonly federatedProvider?: string;
  /** Condition keys that the provider's statement gave the session, in lower case. */
  readonly providerKeys?: Readonly<Record<string, ContextValue>>;
}
