import type { PatchOperation } from "@aws-sdk/client-api-gateway";
import type { AwsError } from "../../../wire/aws-error.ts";
import { badRequest, notFound } from "../errors.ts";
import { restQuotas } from "./quotas.ts";

/** What an update asks for in one of its operations. */
export interface Patch {
  readonly op: string;
  /** As it was given. */
  readonly path: string;
  /** The last part of the path, unescaped; what a map's entry or a list's element is called. */
  readonly key: string;
  readonly value: string | undefined;
}

/** The one path of an update and what may be done there. */
export interface PatchRule<Target> {
  readonly ops: readonly ("add" | "remove" | "replace")[];
  readonly apply: (target: Target, patch: Patch) => Target;
}

/** What may be updated, by path; a last part `*` stands for any key. */
export type PatchTable<Target> = Readonly<Record<string, PatchRule<Target>>>;

type PatchPlaces = Readonly<Record<string, Pick<PatchRule<never>, "ops">>>;

/** What AWS answers to an update that no rule allows; its texts differ by resource, as observed. */
export type PatchRefusal = (patch: Patch, table: PatchPlaces) => AwsError;

/** What an update may do and what it is told when it does anything else. */
interface PatchOptions<Target> {
  readonly table: PatchTable<Target>;
  readonly refusal: PatchRefusal;
  /** For paths without a rule; undefined when it does not know them either. */
  readonly otherwise?: (target: Target, patch: Patch) => Target | undefined;
}

/** Applies the operations of an update in their order. Throws the refusal for one that the table does not allow. */
export function patchedBy<Target>(
  target: Target,
  operations: readonly PatchOperation[] | undefined,
  { table, refusal, otherwise }: PatchOptions<Target>,
): Target {
  if ((operations?.length ?? 0) > restQuotas.patchOperationsMax) {
    throw badRequest(`An update may have at most ${restQuotas.patchOperationsMax} patch operations`);
  }
  return (operations ?? []).reduce((current, operation) => {
    const patch = readPatch(operation);
    const rule = ruleOf(table, patch);
    const allowed = rule?.ops.some((op) => op === patch.op) === true;
    const changed = allowed ? rule.apply(current, patch) : rule === undefined ? otherwise?.(current, patch) : undefined;
    if (changed === undefined) {
      throw refusal(patch, table);
    }
    return changed;
  }, target);
}

/** The operations of an update that are about a path. */
export function patchesAt(operations: readonly PatchOperation[] | undefined, path: string): readonly Patch[] {
  return (operations ?? []).map(readPatch).filter((patch) => patch.path === path);
}

/** A rule for a member that can only be replaced. */
export function replacing<Target>(apply: PatchRule<Target>["apply"]): PatchRule<Target> {
  return { ops: ["replace"], apply };
}

/** Where a map stands in a record and what its entries are. */
export interface PatchedMap<Target, Value> {
  readonly read: (target: Target) => Readonly<Record<string, Value>> | undefined;
  readonly write: (target: Target, map: Readonly<Record<string, Value>> | undefined) => Target;
  /** An entry from the value of an operation. */
  readonly value: (patch: Patch) => Value;
  /** What is said of an entry that is to be replaced or removed and is not there. */
  readonly missing: string;
}

/** A rule for the entries of a map; a map that loses its last entry is unset, as observed. */
export function mapEntries<Target, Value>(map: PatchedMap<Target, Value>): PatchRule<Target> {
  return {
    ops: ["add", "remove", "replace"],
    apply: (target, patch) => {
      const entries = map.read(target) ?? {};
      if (patch.op !== "add" && !Object.hasOwn(entries, patch.key)) {
        throw notFound(map.missing);
      }
      const others = Object.entries(entries).filter(([key]) => key !== patch.key);
      const changed = patch.op === "remove" ? others : [...others, [patch.key, map.value(patch)] as const];
      return map.write(target, changed.length === 0 ? undefined : Object.fromEntries(changed));
    },
  };
}

/** Texts for a missing entry of a map, observed. */
export const missingEntry = {
  parameter: "Invalid parameter name specified",
  contentType: "Content-Type specified was not found",
} as const;

/** Whether the value of an operation is `true`; anything else counts as false, observed. */
export function truthOf({ value }: Patch): boolean {
  return value?.toLowerCase() === "true";
}

/** The text of an operation; an absent one is empty. */
export function textOf({ value }: Patch): string {
  return value ?? "";
}

/** `Invalid patch path /x`, or that a path can only be replaced. */
export const briefRefusal: PatchRefusal = (patch, table) => {
  const rule = ruleOf(table, patch);
  return badRequest(
    rule === undefined
      ? `Invalid patch path ${patch.path === "" ? "null" : patch.path}`
      : `Invalid patch operation specified. Must be one of: [${rule.ops.join(", ")}]`,
  );
};

/** `Invalid patch path /x` for everything that is not allowed. */
export const pathRefusal: PatchRefusal = ({ path }) => badRequest(`Invalid patch path ${path === "" ? "null" : path}`);

/** `Invalid patch path  '/x' specified for op 'replace'`, two spaces included, with the paths that the operation has. */
export const listingRefusal: PatchRefusal = ({ op, path }, table) => {
  const paths = Object.entries(table).flatMap(([place, rule]) => (rule.ops.some((one) => one === op) ? [place] : []));
  const advice = paths.length === 0 ? "Please choose supported operations" : `Must be one of: [${paths.join(", ")}]`;
  return badRequest(`Invalid patch path  '${path}' specified for op '${op}'. ${advice}`);
};

function readPatch({ op = "replace", path = "", value }: PatchOperation): Patch {
  return { op, path, key: unescaped(path.slice(path.lastIndexOf("/") + 1)), value };
}

/** An exact path goes before one with any key. */
function ruleOf<Rule>(table: Readonly<Record<string, Rule>>, { path }: Patch): Rule | undefined {
  const open = `${path.slice(0, path.lastIndexOf("/"))}/*`;
  const place = [path, open].find((one) => Object.hasOwn(table, one));
  return place === undefined || path.endsWith("/") ? undefined : table[place];
}

/** A part of a JSON pointer: `~1` is a slash and `~0` a tilde. */
function unescaped(part: string): string {
  return part.replaceAll("~1", "/").replaceAll("~0", "~");
}
