import type { AccountId } from "../arn/account-id.ts";
import type { LastUsed } from "../store/records.ts";
import type { Repositories } from "../store/repositories.ts";
import type { Store } from "../store/store.ts";
import type { Caller } from "./caller.ts";

/** Remembers when keys and roles were last used, and writes it down now and then instead of at every request. */
export interface Usage {
  /** Notes that a caller's credentials were just used. */
  note(caller: Caller, use: LastUsed): void;
  /**
   * A use that has not been written down yet: of a key or role, by access key id or role id, or of a service by a user,
   * a role or anyone of an account, by the unique id or the account's, a slash and the service's namespace.
   */
  readonly pending: (id: string) => LastUsed | undefined;
  /** Writes what was noted since the last time. */
  flush(): Promise<void>;
}

/** Makes the notebook of last uses. Losing an unwritten note in a crash loses nothing that decides access. */
export function createUsage(store: Store): Usage {
  let notes = emptyNotes();

  return {
    note(caller, use) {
      if (caller.session === undefined) {
        notes.keys.set(caller.accessKeyId, use);
      } else if (caller.kind === "roleSession") {
        notes.roles.set(caller.session.issuerId, entityUse(caller, caller.session.issuerId, use));
      }
      const { accountId } = caller;
      notes.services.set(`${accountId}/${use.serviceName}`, entityUse(caller, accountId, use));
      const entityId = entityIdOf(caller);
      if (entityId !== undefined) {
        notes.services.set(`${entityId}/${use.serviceName}`, entityUse(caller, entityId, use));
      }
    },

    pending: (id) => notes.keys.get(id) ?? notes.roles.get(id)?.use ?? notes.services.get(id)?.use,

    async flush() {
      const noted = notes;
      if (noted.keys.size === 0 && noted.roles.size === 0 && noted.services.size === 0) {
        return;
      }
      notes = emptyNotes();
      try {
        await store.write((repositories) => writeDown(repositories, noted));
      } catch (cause) {
        // Kept for the next time; what was noted meanwhile is newer.
        notes = {
          keys: new Map([...noted.keys, ...notes.keys]),
          roles: new Map([...noted.roles, ...notes.roles]),
          services: new Map([...noted.services, ...notes.services]),
        };
        throw cause;
      }
    },
  };
}

/** What was noted since it was last written down. */
interface Notes {
  /** By access key id. */
  readonly keys: Map<string, LastUsed>;
  /** By role id. */
  readonly roles: Map<string, EntityUse>;
  /** By the id of a user, role or account, a slash and the service's name. */
  readonly services: Map<string, EntityUse>;
}

/** A use by a user or role, or by anyone of the account. */
interface EntityUse {
  readonly accountId: AccountId;
  readonly entityId: string;
  readonly use: LastUsed;
}

function emptyNotes(): Notes {
  return { keys: new Map(), roles: new Map(), services: new Map() };
}

function entityUse({ accountId }: Caller, entityId: string, use: LastUsed): EntityUse {
  return { accountId, entityId, use };
}

/** The unique id of the user or role that calls, also through a session; root has none. */
function entityIdOf({ kind, accountId, session, principal }: Caller): string | undefined {
  if (kind === "user") {
    return principal.uniqueId;
  }
  return session?.issuerId === accountId ? undefined : session?.issuerId;
}

async function writeDown(repositories: Repositories, { keys, roles, services }: Notes): Promise<void> {
  for (const [accessKeyId, use] of keys) {
    await repositories.accessKeys.setLastUsed(accessKeyId, use);
  }
  for (const { accountId, entityId, use } of roles.values()) {
    await repositories.roles.setLastUsed(accountId, entityId, use);
  }
  for (const { accountId, entityId, use } of services.values()) {
    await repositories.serviceUses.record(accountId, entityId, use);
  }
}
