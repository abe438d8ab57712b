import type { Repositories } from "./repositories.ts";
import type { WebIdentityKeys } from "./web-identity-keys.ts";

/**
 * What a committed write touched, as a cache names it: `account:ID`, `user:AIDA…`, `role:AROA…`, `group:AGPA…`,
 * `access-key:ID`, `policy:ARN`, `api:ID`, `domain-name:NAME`,
 * `vpc-link:ID`, `certificate:ID`, `organization:ID`, `token-key:ID`.
 */
export type ChangeTopic =
  `${"account" | "user" | "role" | "group" | "access-key" | "policy" | "api" | "domain-name" | "vpc-link" | "certificate" | "organization" | "token-key"}:${string}`;

/** One entry of the change feed. */
export interface Change {
  /** Grows by one or more with every entry. */
  readonly sequence: number;
  readonly topic: ChangeTopic;
}

/**
 * Is handed the changes of commits in the order of their sequence, or `all` when the feed no longer holds everything
 * that was missed: whatever the listener remembers must then be dropped. Must not throw.
 */
export type ChangeListener = (changes: readonly Change[] | "all") => void;

/** The database behind all services: the same behaviour on SQLite and PostgreSQL. */
export interface Store {
  /** Runs reads against one consistent state, that of the last commit before; may be called inside other work. */
  read<Result>(work: (repositories: Repositories) => Promise<Result>): Promise<Result>;
  /**
   * Runs reads and writes in one transaction that commits when `work` returns and leaves nothing behind when it throws.
   * Before the promise resolves, the commit is durable and every listener has seen its changes. `work` may be run again
   * from its start when another writer was in the way. Throws when called inside the work of another `write`, which
   * would wait for itself.
   */
  write<Result>(work: (repositories: Repositories) => Promise<Result>): Promise<Result>;
  /** Calls the listener with the topics of every commit, of this process and of others; returns how to stop. */
  onChange(listener: ChangeListener): () => void;
  /**
   * Makes sure that listeners have seen what other processes committed; undefined when that is certain already, which
   * costs about a microsecond.
   */
  catchUp(): Promise<void> | undefined;
  /** The 32-byte keys that seal session tokens, the newest first, shared by all nodes. */
  tokenKeys(): Promise<readonly TokenKey[]>;
  /** Adds a new newest key to that ring; returns its id. The older ones open tokens until no session of theirs lives. */
  rotateTokenKey(): Promise<number>;
  /** The keys that sign web identity tokens, shared by all nodes; made when first asked for, which must not be in a write. */
  webIdentityKeys(): Promise<WebIdentityKeys>;
  /**
   * The key and certificate of the local certificate authority as one text, sealed and shared by all nodes; `make` makes
   * it when it is first asked for, which must not be in a write.
   */
  certificateAuthority(make: () => Promise<string>): Promise<string>;
  /** Whether the database answers. */
  ping(): Promise<void>;
  close(): Promise<void>;
}

/** One key of the ring that seals session tokens. */
export interface TokenKey {
  readonly keyId: number;
  readonly key: Uint8Array;
  /** From when on no living session can have been sealed with it; absent on the newest key. */
  readonly retiresAtMs?: number;
}
