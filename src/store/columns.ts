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

declare const structure: unique symbol;

/** The JSON text of such a structure. */
export type JsonText<Structure> = string & { readonly [structure]: Structure };

/** The JSON text of a structure. */
export function jsonOf<Structure>(value: Structure): JsonText<Structure> {
  // The brand exists for the compiler only.
  return JSON.stringify(value) as JsonText<Structure>;
}

/** The structure that a JSON text was made of. */
export function structureOf<Structure>(json: JsonText<Structure>): Structure {
  // Columns hold what `jsonOf` wrote of that very type.
  return JSON.parse(json) as Structure;
}
