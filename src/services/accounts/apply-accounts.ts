import type { AccountId } from "../../arn/account-id.ts";
import { newUniqueId } from "../../arn/unique-id.ts";
import type { Sources } from "../../sources.ts";
import type { AccessKeyRecord, EntityRef } from "../../store/records.ts";
import type { Repositories } from "../../store/repositories.ts";
import type { DeclaredAccount, DeclaredUser } from "./accounts-file.ts";

/** A key that was made because the declaration gave none; to be shown once. */
export interface GeneratedKey {
  readonly accountId: AccountId;
  /** `root` or the user's name. */
  readonly owner: string;
  readonly accessKeyId: string;
  readonly secretAccessKey: string;
}

/** A declaration with nothing left open: generated keys and ids filled in. It is what a reset goes back to. */
type ResolvedUser = DeclaredUser &
  Required<Pick<DeclaredUser, "accessKeyId" | "secretAccessKey">> & { readonly userId: string };
type ResolvedAccount = Omit<DeclaredAccount, "users"> &
  Required<Pick<DeclaredAccount, "rootAccessKeyId" | "rootSecretAccessKey">> & {
    readonly users: readonly ResolvedUser[];
  };

/**
 * Makes the declared accounts, users, keys and attachments that are missing and puts declared secrets in force; what
 * else exists is left alone, so the same declaration twice changes nothing. Returns the keys it had to generate; throws
 * an Error that names the fault when a key belongs to someone else or a policy does not exist.
 */
export async function applyAccounts(
  tx: Repositories,
  accounts: readonly DeclaredAccount[],
  sources: Sources,
): Promise<readonly GeneratedKey[]> {
  const generated: GeneratedKey[] = [];
  for (const account of accounts) {
    generated.push(...(await applyAccount(tx, account, sources)));
  }
  return generated;
}

/** Puts an account back to its declared state, ids and keys included; false when there is no such account. */
export async function resetAccount(tx: Repositories, accountId: AccountId, sources: Sources): Promise<boolean> {
  const account = await tx.accounts.get(accountId);
  if (account?.declaration === undefined) {
    return false;
  }
  await tx.accounts.clear(accountId);
  // Only `applyAccount` writes declarations.
  await applyAccount(tx, JSON.parse(account.declaration) as ResolvedAccount, sources);
  return true;
}

async function applyAccount(
  tx: Repositories,
  declared: DeclaredAccount | ResolvedAccount,
  sources: Sources,
): Promise<readonly GeneratedKey[]> {
  const { id: accountId, name } = declared;
  const existing = await tx.accounts.get(accountId);
  if (existing === undefined) {
    await tx.accounts.insert({ accountId, name, createdAtMs: sources.nowMs() });
  }
  const generated: GeneratedKey[] = [];
  const keep = { tx, sources, generated, accountId };
  const root = await applyKey(keep, {
    owner: "root",
    accessKeyId: declared.rootAccessKeyId,
    secretAccessKey: declared.rootSecretAccessKey,
  });
  const users: ResolvedUser[] = [];
  for (const user of declared.users) {
    users.push(await applyUser(keep, user));
  }
  const resolved: ResolvedAccount = {
    ...declared,
    rootAccessKeyId: root.accessKeyId,
    rootSecretAccessKey: root.secretAccessKey,
    users,
  };
  const declaration = JSON.stringify(resolved);
  if (existing?.declaration !== declaration || existing.name !== name) {
    await tx.accounts.setDeclaration(accountId, name, declaration);
  }
  return generated;
}

interface Applying {
  readonly tx: Repositories;
  readonly sources: Sources;
  readonly accountId: AccountId;
  readonly generated: GeneratedKey[];
}

async function applyUser(applying: Applying, user: DeclaredUser | ResolvedUser): Promise<ResolvedUser> {
  const { tx, sources, accountId } = applying;
  const existing = await tx.users.get(accountId, user.name);
  const declaredId = "userId" in user ? user.userId : undefined;
  const userId = existing?.userId ?? declaredId ?? newUniqueId("AIDA", accountId, sources.randomBytes);
  if (existing === undefined) {
    const createdAtMs = sources.nowMs();
    await tx.users.insert({ accountId, userId, userName: user.name, path: "/", createdAtMs, tags: [] });
  }
  const key = await applyKey(applying, {
    owner: user.name,
    userId,
    accessKeyId: user.accessKeyId,
    secretAccessKey: user.secretAccessKey,
  });
  const entity: EntityRef = { kind: "user", id: userId };
  const attached = new Set(await tx.entityPolicies.listAttached(accountId, entity));
  for (const policyArn of user.policyArns) {
    if ((await tx.policies.get(accountId, policyArn)) === undefined) {
      throw new Error(`user ${user.name} of account ${accountId}: there is no policy ${policyArn}`);
    }
    if (!attached.has(policyArn)) {
      await tx.entityPolicies.attach(accountId, entity, policyArn);
    }
  }
  return { ...user, userId, accessKeyId: key.accessKeyId, secretAccessKey: key.secretAccessKey };
}

interface DeclaredKey {
  readonly owner: string;
  readonly userId?: string;
  readonly accessKeyId: string | undefined;
  readonly secretAccessKey: string | undefined;
}

/** Finds the owner's declared key, or any key it has when none is declared, or makes one. */
async function applyKey(applying: Applying, declared: DeclaredKey): Promise<AccessKeyRecord> {
  const { tx, accountId } = applying;
  const { accessKeyId, secretAccessKey, userId, owner } = declared;
  const existing =
    accessKeyId === undefined
      ? (await tx.accessKeys.list(accountId, userId))[0]
      : await tx.accessKeys.find(accessKeyId);
  if (existing !== undefined && (existing.accountId !== accountId || existing.userId !== userId)) {
    throw new Error(
      `${owner} of account ${accountId}: access key ${existing.accessKeyId} belongs to someone else already`,
    );
  }
  if (existing === undefined) {
    return createKey(applying, declared);
  }
  if (secretAccessKey === undefined || secretAccessKey === existing.secretAccessKey) {
    return existing;
  }
  const renewed = { ...existing, secretAccessKey };
  await tx.accessKeys.delete(accountId, existing.accessKeyId);
  await tx.accessKeys.insert(renewed);
  return renewed;
}

async function createKey(applying: Applying, declared: DeclaredKey): Promise<AccessKeyRecord> {
  const { tx, sources, accountId, generated } = applying;
  const { userId, owner } = declared;
  const key: AccessKeyRecord = {
    accessKeyId: declared.accessKeyId ?? newUniqueId("AKIA", accountId, sources.randomBytes),
    accountId,
    ...(userId !== undefined && { userId }),
    // 30 random bytes are 40 characters of base64, the length of AWS's secrets.
    secretAccessKey: declared.secretAccessKey ?? Buffer.from(sources.randomBytes(30)).toString("base64"),
    status: "Active",
    createdAtMs: sources.nowMs(),
  };
  await tx.accessKeys.insert(key);
  if (declared.secretAccessKey === undefined) {
    generated.push({ accountId, owner, accessKeyId: key.accessKeyId, secretAccessKey: key.secretAccessKey });
  }
  return key;
}
