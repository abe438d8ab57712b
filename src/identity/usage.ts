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

/** Last uses are told to the second: what happens again within one need not be noted again. */
const noteEveryMs = 1_000;

/** Makes the notebook of last uses. Losing an unwritten note in a crash loses nothing that decides access. */
export function createUsage(store: Store): Usage {
  // A caller is the same from request to request, so that a note, which every request pays for, is one look-up.
  let noted: CallerUses = new Map();
  let notes: Notes | undefined;

  return {
    note(caller, use) {
      let uses = noted.get(caller);
      if (uses === undefined) {
        uses = new Map();
        noted.set(caller, uses);
      }
      const latest = uses.get(use.serviceName);
      if (latest === undefined || Math.abs(use.atMs - latest.atMs) >= noteEveryMs || use.region !== latest.region) {
        uses.set(use.serviceName, use);
        notes = undefined;
      }
    },

    pending(id) {
      const { keys, roles, services } = (notes ??= notesOf(noted));
      return keys.get(id) ?? roles.get(id)?.use ?? services.get(id)?.use;
    },

    async flush() {
      const written = noted;
      if (written.size === 0) {
        return;
      }
      noted = new Map();
      notes = undefined;
      try {
        await store.write((repositories) => writeDown(repositories, notesOf(written)));
      } catch (cause) {
        // Kept for the next time; what was noted meanwhile is newer.
        const newer = noted;
        noted = written;
        newer.forEach((uses, caller) => noted.set(caller, new Map([...(written.get(caller) ?? []), ...uses])));
        notes = undefined;
        throw cause;
      }
    },
  };
}

/** The latest uses by caller and service. */
type CallerUses = Map<Caller, Map<string, LastUsed>>;

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

/** What callers did, by whom and what it says something of. */
function notesOf(noted: CallerUses): Notes {
  const notes: Notes = { keys: new Map(), roles: new Map(), services: new Map() };
  for (const [caller, uses] of noted) {
    for (const use of uses.values()) {
      addUse(notes, caller, use);
    }
  }
  return notes;
}

function addUse({ keys, roles, services }: Notes, caller: Caller, use: LastUsed): void {
  const { accountId, session } = caller;
  if (session === undefined) {
    keep(keys, caller.accessKeyId, use);
  } else if (caller.kind === "roleSession") {
    keepOf(roles, session.issuerId, { accountId, entityId: session.issuerId, use });
  }
  keepOf(services, `${accountId}/${use.serviceName}`, { accountId, entityId: accountId, use });
  const entityId = entityIdOf(caller);
  if (entityId !== undefined) {
    keepOf(services, `${entityId}/${use.serviceName}`, { accountId, entityId, use });
  }
}

/** Of several callers with one key, role or account the latest counts. */
function keep(uses: Map<string, LastUsed>, id: string, use: LastUsed): void {
  if ((uses.get(id)?.atMs ?? -Infinity) <= use.atMs) {
    uses.set(id, use);
  }
}

function keepOf(uses: Map<string, EntityUse>, id: string, entityUse: EntityUse): void {
  if ((uses.get(id)?.use.atMs ?? -Infinity) <= entityUse.use.atMs) {
    uses.set(id, entityUse);
  }
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
