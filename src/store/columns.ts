import { type RawBuilder, sql } from "kysely";

/** A name as it is compared and sorted: IAM's names are unique ignoring case. */
export function nameKey(name: string): string {
  return name.toLowerCase();
}

/**
 * A condition on the table's `path` column, without wildcards to escape: the same in bytes on both engines.
 */
export function pathStartsWith(prefix: string): RawBuilder<boolean> {
  return sql<boolean>`substr(path, 1, length(cast(${prefix} as text))) = cast(${prefix} as text)`;
}

/** The JSON text of a structure. */
export function jsonOf(value: unknown): string {
  return JSON.stringify(value);
}

/** The structure in a JSON column; the caller names the type that was written there. */
export function structureOf<Structure>(json: string): Structure {
  // Columns hold what `jsonOf` wrote of that very type.
  return JSON.parse(json) as Structure;
}
