import type { AccountId } from "../arn/account-id.ts";
import type { Caller } from "../identity/caller.ts";
import type { SessionTokens } from "../identity/session-tokens.ts";
import type { WebIdentityIssuer } from "../identity/web-identity-issuer.ts";
import type { Sources } from "../sources.ts";
import type { LastUsed } from "../store/records.ts";
import type { Repositories } from "../store/repositories.ts";
import { type Operation, type OperationBehaviour, operationOf } from "../wire/operation.ts";

/** What every operation of every service is handed beside its input. */
export interface Call {
  readonly requestId: string;
  /** When the request arrived, in milliseconds; the one time that all of its answer uses. */
  readonly nowMs: number;
  /** The region of the credential scope. */
  readonly region: string;
  readonly caller: Caller;
  /** The caller's account, which owns whatever the call makes. */
  readonly accountId: AccountId;
  /** The call's transaction. */
  readonly tx: Repositories;
  readonly sources: Sources;
  readonly tokens: SessionTokens;
  /** Signs tokens about callers for services outside AWS; absent where calls are only tried out. */
  readonly webIdentityIssuer?: WebIdentityIssuer;
  /** Where the files are that S3 URIs of trust stores stand for; none of them is there when absent. */
  readonly truststores?: ReadonlyMap<string, string>;
  /**
   * When a key (by its id) or role (by its unique id) was last used, or a user, a role or anyone of an account called a
   * service (by the unique id or the account's, a slash and the service's namespace), if that is not written down yet.
   */
  readonly lastUse: (id: string) => LastUsed | undefined;
}

/** One operation of a service: its published schema, what it asks IAM for and what it does. */
export function operation<Input, Output>(
  schema: Operation<Call>["schema"],
  behaviour: OperationBehaviour<Call, Input, Output>,
): Operation<Call> {
  return operationOf<Call, Input, Output>(schema, behaviour);
}
