import { sql } from "kysely";
import type { Sources } from "../sources.ts";
import type { Engine } from "./engine.ts";
import { feedPositionAfter } from "./feed-position.ts";
import { appendToFeed, type FeedAddition, isPruneDue, lastSequence, pruneFeed } from "./feed-table.ts";
import { checkMasterKey } from "./master-key-check.ts";
import { findKeptSecret } from "./kept-secret.ts";
import { migrate } from "./migrations.ts";
import { createSealer } from "./sealing.ts";
import { sqlRepositories } from "./sql-repositories.ts";
import type { ChangeTopic, Store } from "./store.ts";
import { createSurroundingWork } from "./surrounding-work.ts";
import type { Transaction } from "./transaction.ts";
import { findWebIdentityKeys } from "./web-identity-keys.ts";
import { createFirstTokenKey, readTokenKeys, rotateTokenKey } from "./token-keys.ts";

/** What a store needs besides its engine. */
export interface SqlStoreOptions {
  /** 32 bytes that seal secrets at rest. */
  readonly masterKey: Uint8Array;
  readonly sources: Sources;
  /** At least this many of the newest entries stay in the change feed. */
  readonly feedEntriesKept: number;
}

/** The store over an engine: brings the schema up to date, checks the master key and starts to watch the feed. */
export async function createSqlStore(engine: Engine, options: SqlStoreOptions): Promise<Store> {
  const { masterKey, sources, feedEntriesKept } = options;
  const sealer = createSealer(masterKey, sources.randomBytes);
  await engine.initialise(async (db) => {
    await migrate(db, engine.columnTypes);
    await checkMasterKey(db, sealer);
    await createFirstTokenKey(db, sealer, sources);
  });
  const position = feedPositionAfter(await engine.read(lastSequence, false));
  const watch = await engine.watch(position);
  const surrounding = createSurroundingWork();

  /** One transaction; returns what the work returned and what it added to the feed. */
  const commit = <Result>(work: (transaction: Transaction) => Promise<Result>) =>
    engine.write(async (db) => {
      const topics = new Set<ChangeTopic>();
      const result = await work({ db, sealer, touch: (topic) => topics.add(topic) });
      if (topics.size === 0) {
        return { result, addition: undefined };
      }
      await engine.lockFeed(db);
      return { result, addition: await appendToFeed(db, [...topics]) };
    });

  /** Keeps the feed's length in bounds, now and then. */
  const prune = async (addition: FeedAddition) => {
    if (isPruneDue(addition, feedEntriesKept)) {
      // The write it follows is committed; should pruning fail, a later write prunes.
      await engine.write((db) => pruneFeed(db, feedEntriesKept)).catch(() => {});
    }
  };

  /** Reading may happen within other work, for whose end it must not wait. */
  const isNested = () => surrounding.isInside("read") || surrounding.isInside("write");

  const write = async <Result>(work: (transaction: Transaction) => Promise<Result>): Promise<Result> => {
    if (surrounding.isInside("write")) {
      throw new Error("a write was started inside the work of another write, for which it would wait for ever");
    }
    const { result, addition } = await surrounding.run("write", () => commit(work));
    if (addition !== undefined) {
      await watch.deliver();
      await prune(addition);
    }
    return result;
  };

  return {
    read(work) {
      const nested = isNested();
      return surrounding.run("read", () =>
        engine.read((db) => work(sqlRepositories({ db, sealer, touch: refuseChange })), nested),
      );
    },
    write: (work) => write((transaction) => work(sqlRepositories(transaction))),
    onChange: (listener) => position.subscribe(listener),
    catchUp: () => watch.catchUp(),
    tokenKeys: () => engine.read((db) => readTokenKeys(db, sealer), isNested()),
    webIdentityKeys: () => findWebIdentityKeys(engine, sealer, isNested()),
    certificateAuthority: (make) =>
      findKeptSecret(engine, sealer, { name: "certificate-authority", nested: isNested(), make }),
    rotateTokenKey: () => write((transaction) => rotateTokenKey(transaction, sources)),
    async ping() {
      await engine.read((db) => sql`select 1`.execute(db), isNested());
    },
    async close() {
      await watch.close();
      await engine.close();
    },
  };
}

function refuseChange(): never {
  throw new Error("a change was made in `read`; changes need `write`");
}
