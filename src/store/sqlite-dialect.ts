import { setTimeout as pause } from "node:timers/promises";
import type { DatabaseSync, SQLInputValue, StatementSync } from "node:sqlite";
import {
  CompiledQuery,
  type DatabaseConnection,
  type Dialect,
  type Driver,
  type QueryResult,
  SqliteAdapter,
  SqliteIntrospector,
  SqliteQueryCompiler,
} from "kysely";

/** How a dialect opens and uses its connections. */
export interface SqliteDialectOptions {
  /** Opens one connection. */
  readonly open: () => DatabaseSync;
  /** At most this many are open; work beyond waits its turn. */
  readonly connectionsMax: number;
  /** The statement that begins a transaction. */
  readonly begin: "begin" | "begin immediate";
}

/** A Kysely dialect over connections of Node's own SQLite. */
export function sqliteDialect(options: SqliteDialectOptions): Dialect {
  return {
    createAdapter: () => new ManyConnectionsAdapter(),
    createDriver: () => createDriver(options),
    createIntrospector: (db) => new SqliteIntrospector(db),
    createQueryCompiler: () => new SqliteQueryCompiler(),
  };
}

/** Whether SQLite refused because another connection holds a lock; whatever the extended code says beyond that. */
export function isBusy(error: unknown): boolean {
  return (
    error instanceof Error && "errcode" in error && typeof error.errcode === "number" && (error.errcode & 0xff) === 5
  );
}

// Kysely's own adapter makes every use of a database wait for one mutex; here the driver hands out connections.
class ManyConnectionsAdapter extends SqliteAdapter {
  override get supportsMultipleConnections(): boolean {
    return true;
  }
}

/** How long a transaction tries to begin while other processes write. */
const beginTimeoutMs = 10_000;
const beginPauseMs = 2;
const statementsMax = 512;

function createDriver(options: SqliteDialectOptions): Driver {
  const databases = new Map<DatabaseConnection, DatabaseSync>();
  const idle: DatabaseConnection[] = [];
  const waiting: ((connection: DatabaseConnection) => void)[] = [];
  let closed: PromiseWithResolvers<void> | undefined;
  return {
    async init() {},
    async acquireConnection() {
      const free = idle.pop();
      if (free !== undefined) {
        return free;
      }
      if (databases.size >= options.connectionsMax) {
        return new Promise((resolve) => waiting.push(resolve));
      }
      const database = options.open();
      const connection = createConnection(database);
      databases.set(connection, database);
      return connection;
    },
    async releaseConnection(connection) {
      const next = waiting.shift();
      if (next !== undefined) {
        next(connection);
        return;
      }
      idle.push(connection);
      if (idle.length === databases.size) {
        closed?.resolve();
      }
    },
    beginTransaction: (connection) => begin(connection, options.begin),
    async commitTransaction(connection) {
      await connection.executeQuery(CompiledQuery.raw("commit"));
    },
    async rollbackTransaction(connection) {
      // A commit that failed, on a full disk for one, may have rolled back already.
      if (databases.get(connection)?.isTransaction === true) {
        await connection.executeQuery(CompiledQuery.raw("rollback"));
      }
    },
    async destroy() {
      closed = Promise.withResolvers();
      if (idle.length < databases.size) {
        await closed.promise;
      }
      for (const database of databases.values()) {
        database.close();
      }
    },
  };
}

/** Begins a transaction, waiting without blocking the process while another one writes. */
async function begin(connection: DatabaseConnection, statement: string): Promise<void> {
  for (let waitedMs = 0; ; waitedMs += beginPauseMs) {
    try {
      await connection.executeQuery(CompiledQuery.raw(statement));
      return;
    } catch (error) {
      if (!isBusy(error) || waitedMs >= beginTimeoutMs) {
        throw error;
      }
      await pause(beginPauseMs);
    }
  }
}

function createConnection(database: DatabaseSync): DatabaseConnection {
  const statements = new Map<string, PreparedStatement>();
  const prepared = (text: string): PreparedStatement => {
    const known = statements.get(text);
    if (known !== undefined) {
      return known;
    }
    if (statements.size >= statementsMax) {
      statements.clear();
    }
    const statement = database.prepare(text);
    const made = { statement, returnsRows: statement.columns().length > 0 };
    statements.set(text, made);
    return made;
  };
  return {
    async executeQuery<Row>(query: CompiledQuery): Promise<QueryResult<Row>> {
      const { statement, returnsRows } = prepared(query.sql);
      // Kysely leaves values untyped; SQLite itself refuses those it cannot bind.
      const values = query.parameters as readonly SQLInputValue[];
      if (returnsRows) {
        // The rows are of the columns that the typed query selected.
        return { rows: statement.all(...values) as Row[] };
      }
      const { changes } = statement.run(...values);
      return { rows: [], numAffectedRows: BigInt(changes) };
    },
    streamQuery() {
      throw new Error("queries are not streamed: no list is longer than a page");
    },
  };
}

interface PreparedStatement {
  readonly statement: StatementSync;
  readonly returnsRows: boolean;
}
