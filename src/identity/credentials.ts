import type { AccountId } from "../arn/account-id.ts";
import { type CompiledPolicy, compilePolicy } from "../policy/compile.ts";
import { createChangeCache } from "../store/change-cache.ts";
import type { AccessKeyRecord } from "../store/records.ts";
import type { ChangeTopic, Store } from "../store/store.ts";
import { andThen, type NowOrLater } from "../now-or-later.ts";
import type { AuthenticationFailure } from "./identity.ts";
import { compileManagedPolicy } from "./principals.ts";
import { rootTaskDocument } from "./root-tasks.ts";
import type { PrincipalKey } from "./principals.ts";
import type { Session } from "./session-token.ts";
import type { SessionTokens } from "./session-tokens.ts";

/** How many access keys, and how many session tokens, are kept opened. */
const credentialsMax = 20_000;

/** What an access key id and token stand for, before anything is proven about who sent them. */
export interface Credential {
  readonly accountId: AccountId;
  readonly accessKeyId: string;
  readonly secretAccessKey: string;
  /** What the user or role behind it is found by; absent for root. */
  readonly issuer: PrincipalKey | undefined;
  readonly session?: Session;
  /** The session policies passed when the session was made; absent when none were. */
  readonly sessionPolicies?: readonly CompiledPolicy[];
  /** A token came with a key that takes none; AWS says so only after the signature proved right. */
  readonly unexpectedToken: boolean;
}

/** Finds credentials by access key id and session token. */
export interface Credentials {
  /**
   * The credential as the last commit left it, or why there is none, in AWS's order: an unknown or inactive key, then a missing or foreign token,
   * then an expired one.
   */
  find(accessKeyId: string, token: string | undefined, nowMs: number): NowOrLater<Credential | AuthenticationFailure>;
}

interface LongTermKey {
  readonly active: boolean;
  readonly credential: Credential;
}

interface OpenedToken {
  readonly session: Session;
  readonly credential: Credential;
}

/** Makes the credential lookup, which keeps keys until they change and opened tokens until their policies do. */
export function createCredentials(store: Store, tokens: SessionTokens): Credentials {
  const accessKeys = createChangeCache<string, LongTermKey>({
    store,
    entriesMax: credentialsMax,
    load: async (accessKeyId) => {
      const key = await store.read(({ accessKeys: keys }) => keys.find(accessKeyId));
      const value = key && { active: key.status === "Active", credential: longTermCredential(key) };
      return value && { value, dependsOn: [`access-key:${accessKeyId}`] };
    },
  });
  const openedTokens = createChangeCache<string, OpenedToken>({
    store,
    entriesMax: credentialsMax,
    load: async (token) => {
      const session = await tokens.open(token);
      if (session === undefined) {
        return undefined;
      }
      const value: OpenedToken = { session, credential: await sessionCredential(store, session) };
      return { value, dependsOn: (session.policyArns ?? []).map((arn): ChangeTopic => `policy:${arn}`) };
    },
  });

  return {
    find(accessKeyId, token, nowMs) {
      const behind = store.catchUp();
      return behind === undefined
        ? find(accessKeyId, token, nowMs)
        : behind.then(() => find(accessKeyId, token, nowMs));
    },
  };

  function find(
    accessKeyId: string,
    token: string | undefined,
    nowMs: number,
  ): NowOrLater<Credential | AuthenticationFailure> {
    if (token === undefined) {
      return findLongTerm(accessKeyId, token);
    }
    return andThen<OpenedToken | undefined, Credential | AuthenticationFailure>(openedTokens.get(token), (opened) => {
      if (opened === undefined || opened.session.accessKeyId !== accessKeyId) {
        return findLongTerm(accessKeyId, token);
      }
      const { expiresAtMs } = opened.session;
      return nowMs < expiresAtMs ? opened.credential : { reason: "tokenExpired", expiredAtMs: expiresAtMs };
    });
  }

  function findLongTerm(
    accessKeyId: string,
    token: string | undefined,
  ): NowOrLater<Credential | AuthenticationFailure> {
    return andThen<LongTermKey | undefined, Credential | AuthenticationFailure>(accessKeys.get(accessKeyId), (key) => {
      if (key === undefined) {
        return { reason: missingKeyReason(accessKeyId, token) };
      }
      if (!key.active) {
        return { reason: "inactiveAccessKey" };
      }
      return token === undefined ? key.credential : { ...key.credential, unexpectedToken: true };
    });
  }
}

/** Ids of temporary keys begin with ASIA; they are no one's without their token. AWS answers all three alike. */
function missingKeyReason(
  accessKeyId: string,
  token: string | undefined,
): AuthenticationFailure["reason"] & ("tokenInvalid" | "tokenMissing" | "unknownAccessKey") {
  if (!accessKeyId.startsWith("ASIA")) {
    return "unknownAccessKey";
  }
  return token === undefined ? "tokenMissing" : "tokenInvalid";
}

function longTermCredential(key: AccessKeyRecord): Credential {
  const { accountId, accessKeyId, secretAccessKey, userId } = key;
  const issuer: PrincipalKey | undefined = userId === undefined ? undefined : `user/${accountId}/${userId}`;
  return { accountId, accessKeyId, secretAccessKey, issuer, unexpectedToken: false };
}

async function sessionCredential(store: Store, session: Session): Promise<Credential> {
  const { accountId, accessKeyId, secretAccessKey, kind, issuerId } = session;
  // A session of root, or federated by root, names the account.
  const issuer: PrincipalKey | undefined =
    issuerId === accountId ? undefined : `${kind === "role" ? "role" : "user"}/${accountId}/${issuerId}`;
  const sessionPolicies = await compileSessionPolicies(store, session);
  return {
    accountId,
    accessKeyId,
    secretAccessKey,
    issuer,
    session,
    ...(sessionPolicies && { sessionPolicies }),
    unexpectedToken: false,
  };
}

async function compileSessionPolicies(store: Store, session: Session): Promise<readonly CompiledPolicy[] | undefined> {
  const { accountId, policy, policyArns = [], taskPolicyArn } = session;
  if (taskPolicyArn !== undefined) {
    // A task that is not known any more compiles to a policy that denies everything.
    const source = { type: "session", label: taskPolicyArn, arn: taskPolicyArn, accountId } as const;
    return [compilePolicy(rootTaskDocument(taskPolicyArn) ?? "", source)];
  }
  if (policy === undefined && policyArns.length === 0) {
    // A federated user's session without session policies has no permissions of its own.
    return session.kind === "federated" ? [] : undefined;
  }
  const managed = await store.read((repositories) =>
    Promise.all(policyArns.map((arn) => compileManagedPolicy(repositories, accountId, { arn, type: "session" }))),
  );
  const label = `session policy of session ${session.sessionName ?? session.accessKeyId}`;
  return policy === undefined ? managed : [...managed, compilePolicy(policy, { type: "session", label, accountId })];
}
