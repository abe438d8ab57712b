import type { AccountId } from "../arn/account-id.ts";
import type { PolicyPrincipal } from "../policy/decision.ts";
import type { PolicySet } from "../policy/evaluate.ts";
import type { Tag } from "../store/records.ts";
import type { OutsideIdentity } from "./outside/outside-identity.ts";
import type { Session } from "./session-token.ts";

/**
 * Who made a request: signed it, which was verified against that identity's secret, or proved an identity outside AWS.
 */
export interface Caller {
  readonly kind: "root" | "user" | "roleSession" | "federatedUser" | "webIdentity" | "saml";
  /** The caller's account; of an outside identity, the account whose identity provider vouches for it. */
  readonly accountId: AccountId;
  readonly accessKeyId: string;
  /** The caller's ARN as AWS prints it: for a role session `arn:aws:sts::…:assumed-role/Role/session`. */
  readonly arn: string;
  /** `aws:userid`: the account id for root, `AIDA…`, `AROA…:session`. */
  readonly userId: string;
  /** The name of the IAM user, for users and their GetSessionToken sessions. */
  readonly userName?: string;
  /** Tags of the user or role with the session's own on top. */
  readonly tags: readonly Tag[];
  /** What the temporary credentials carry; absent for long-term keys. */
  readonly session?: Session;
  /** What the identity provider says of a caller from outside AWS. */
  readonly outside?: OutsideIdentity;
  /** The same identity in the words of the policy engine. */
  readonly principal: PolicyPrincipal;
  /** The caller's side of every decision: its own policies as they stood when the request was authenticated. */
  readonly policies: Pick<PolicySet, "identity" | "boundary" | "session">;
}
