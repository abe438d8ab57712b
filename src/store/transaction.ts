import type { Kysely } from "kysely";
import type { Schema } from "./schema.ts";
import type { Sealer } from "./sealing.ts";
import type { ChangeTopic } from "./store.ts";

/** What the repositories of one transaction share. */
export interface Transaction {
  /** Bound to the transaction's connection. */
  readonly db: Kysely<Schema>;
  readonly sealer: Sealer;
  /** Notes what the transaction changes; announced when it has committed. */
  readonly touch: (topic: ChangeTopic) => void;
}
