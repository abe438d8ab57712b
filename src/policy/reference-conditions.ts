import type { ContextLookup } from "./decision.ts";
import type { ConditionClause, PolicyVersion } from "./policy-document.ts";
import { type Atom, type PlainAtom, globMatches, plainMatches, readAtoms, substitute } from "./reference-text.ts";

/** Whether a clause of a Condition holds, by AWS's tables of operators. */
export function referenceConditionHolds(
  { operator, key, values }: ConditionClause,
  version: PolicyVersion,
  context: ContextLookup,
): boolean {
  const found = context(key.value.toLowerCase());
  const got = found === undefined ? [] : typeof found === "string" ? [found] : found;
  const wanted = values.map(({ value }) => value);
  const { name } = operator.base;
  if (name === "Null") {
    return wanted.some((value) =>
      /^true$/i.test(value) ? got.length === 0 : /^false$/i.test(value) && got.length > 0,
    );
  }
  const one = (value: string) => valueHolds(name, value, { wanted, version, context });
  if (operator.quantifier === "ForAllValues") {
    return got.every(one);
  }
  if (got.length === 0) {
    return operator.ifExists || (operator.quantifier === undefined && name.includes("Not"));
  }
  return operator.quantifier === "ForAnyValue" ? got.some(one) : typeof found === "string" && one(found);
}

interface Wanted {
  readonly wanted: readonly string[];
  readonly version: PolicyVersion;
  readonly context: ContextLookup;
}

/** Whether one value of the request satisfies the operator against all values of the policy. */
function valueHolds(name: string, got: string, { wanted, version, context }: Wanted): boolean {
  if (name.startsWith("Numeric") || name.startsWith("Date")) {
    const read = name.startsWith("Date") ? milliseconds : decimal;
    const relation = name.replace(/^(Numeric|Date)/, "");
    const holds = (value: string) => related(relation, read(got), read(value));
    return relation === "NotEquals" ? wanted.every(holds) : wanted.some(holds);
  }
  const positive = wanted.some((value) => {
    const text = substitutedText(value, version, context);
    switch (name.replace("Not", "")) {
      case "StringEquals":
        return text === got;
      case "StringEqualsIgnoreCase":
        return text?.toLowerCase() === got.toLowerCase();
      case "StringLike":
        return globMatches(readAtoms(value, version), got, context);
      case "ArnEquals":
      case "ArnLike":
        return arnMatches(readAtoms(value, version), got, context);
      case "Bool":
        return /^(true|false)$/i.test(value) && value.toLowerCase() === got.toLowerCase();
      case "BinaryEquals":
        return value === got;
      default:
        // IpAddress, the last of them.
        return inRange(got, value);
    }
  });
  return name.includes("Not") ? !positive : positive;
}

function related(relation: string, got: number | undefined, wanted: number | undefined): boolean {
  if (got === undefined || wanted === undefined) {
    return false;
  }
  switch (relation) {
    case "Equals":
      return got === wanted;
    case "NotEquals":
      return got !== wanted;
    case "LessThan":
      return got < wanted;
    case "LessThanEquals":
      return got <= wanted;
    case "GreaterThan":
      return got > wanted;
    default:
      return got >= wanted;
  }
}

function substitutedText(value: string, version: PolicyVersion, context: ContextLookup): string | undefined {
  const atoms = substitute(readAtoms(value, version), context);
  return atoms?.map((atom) => (atom.kind === "run" ? "*" : atom.kind === "one" ? "?" : atom.character)).join("");
}

function arnMatches(pattern: readonly Atom[], got: string, context: ContextLookup): boolean {
  const parts = got.split(":");
  if (parts.length < 6) {
    return false;
  }
  if (pattern.length === 1 && pattern[0]?.kind === "run") {
    return true;
  }
  const atoms = substitute(pattern, context);
  if (atoms === undefined) {
    return false;
  }
  const wanted: PlainAtom[][] = [[]];
  for (const atom of atoms) {
    if (wanted.length < 6 && atom.kind === "character" && atom.character === ":") {
      wanted.push([]);
    } else {
      wanted.at(-1)?.push(atom);
    }
  }
  const six = [...parts.slice(0, 5), parts.slice(5).join(":")];
  return six.every((part, index) => {
    const atomsOfPart = wanted[index];
    return atomsOfPart !== undefined && plainMatches(atomsOfPart, part);
  });
}

function decimal(text: string): number | undefined {
  return /^[+-]?(\d+(\.\d*)?|\.\d+)([eE][+-]?\d{1,3})?$/.test(text) ? Number.parseFloat(text) : undefined;
}

/** Only the spellings that tests use: whole seconds, and dates with or without a time in UTC. */
function milliseconds(text: string): number | undefined {
  if (/^-?\d+$/.test(text)) {
    return Number(text) * 1000;
  }
  return /^\d{4}-\d{2}-\d{2}(T\d{2}:\d{2}:\d{2}Z)?$/.test(text) && !Number.isNaN(Date.parse(text))
    ? Date.parse(text)
    : undefined;
}

/** Whether an address lies in a block, both written out as bits. */
function inRange(address: string, range: string): boolean {
  const [base = "", length, ...more] = range.split("/");
  const bits = addressBits(address);
  const baseBits = addressBits(base);
  if (bits === undefined || baseBits === undefined || bits.length !== baseBits.length || more.length > 0) {
    return false;
  }
  const prefix = length === undefined ? bits.length : /^(0|[1-9]\d{0,2})$/.test(length) ? Number(length) : Number.NaN;
  return prefix <= bits.length && bits.slice(0, prefix) === baseBits.slice(0, prefix);
}

function addressBits(address: string): string | undefined {
  const octets = address.split(".");
  if (octets.length === 4 && octets.every((octet) => /^(0|[1-9]\d{0,2})$/.test(octet) && Number(octet) < 256)) {
    return octets.map((octet) => Number(octet).toString(2).padStart(8, "0")).join("");
  }
  const [front = "", back, ...more] = address.split("::");
  const after = back ?? "";
  const groups = (half: string) => (half === "" ? [] : half.split(":"));
  const known = [...groups(front), ...groups(after)];
  const missing = 8 - known.length;
  if (
    more.length > 0 ||
    known.some((group) => !/^[0-9A-Fa-f]{1,4}$/.test(group)) ||
    (back === undefined ? missing !== 0 : missing < 1)
  ) {
    return undefined;
  }
  return [...groups(front), ...Array.from({ length: missing }, () => "0"), ...groups(after)]
    .map((group) => Number.parseInt(group, 16).toString(2).padStart(16, "0"))
    .join("");
}
