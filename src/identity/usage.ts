import type { AccountId } from "../arn/account-id.ts";
import type { LastUsed } from "../store/records.ts";
import type { Repositories } from "../store/repositories.ts";
import type { Store } from "../store/store.ts";
import type { Caller } from "./caller.ts";

/** Remembers when keys and roles were last used, and writes it down now and then instead of at every request. */
export interface Usage {
  /** Notes that a caller's credentials were just used. */
  note(caller: Caller, use: LastUsed): void;
  /** A use of a key or role, by access key id or role id, that has not been written down yet. */
  readonly pending: (id: string) => LastUsed | undefined;
  /** Writes what was noted since the last time. */
  flush(): Promise<void>;
}

interface RoleUse {
  readonly accountId: AccountId;
  readonly use: LastUsed;
}

/** Makes the notebook of last uses. Losing an unwritten note in a crash loses nothing that decides access. */
export function createUsage(store: Store): Usage {
  let keys = new Map<string, LastUsed>();
  let roles = new Map<string, RoleUse>();

  return {
    note(caller, use) {
      if (caller.session === undefined) {
        keys.set(caller.accessKeyId, use);
      } else if (caller.kind === "roleSession") {
        roles.set(caller.session.issuerId, { accountId: caller.accountId, use });
      }
    },

    pending: (id) => keys.get(id) ?? roles.get(id)?.use,

    async flush() {
      if (keys.size === 0 && roles.size === 0) {
        return;
      }
      const [usedKeys, usedRoles] = [keys, roles];
      keys = new Map();
      roles = new Map();
      try {
        await store.write((repositories) => writeDown(repositories, usedKeys, usedRoles));
      } catch (cause) {
        // Kept for the next time; what was noted meanwhile is newer.
        keys = new Map([...usedKeys, ...keys]);
        roles = new Map([...usedRoles, ...roles]);
        throw cause;
      }
    },
  };
}

async function writeDown(
  repositories: Repositories,
  keys: ReadonlyMap<string, LastUsed>,
  roles: ReadonlyMap<string, RoleUse>,
): Promise<void> {
  for (const [accessKeyId, use] of keys) {
    await repositories.accessKeys.setLastUsed(accessKeyId, use);
  }
  for (const [roleId, { accountId, use }] of roles) {
    await repositories.roles.setLastUsed(accountId, roleId, use);
  }
}
