import { Buffer } from "node:buffer";
import type { ContextEntry } from "@aws-sdk/client-iam";
import { parseDate } from "../../../policy/conditions/dates.ts";
import { parseIpRange } from "../../../policy/conditions/ip-address.ts";
import { parseNumber } from "../../../policy/conditions/numbers.ts";
import type { ContextValue } from "../../../policy/decision.ts";
import { simulationErrors } from "./simulation-errors.ts";

/** The values of condition keys by lower-case name. */
export type SimulatedContext = ReadonlyMap<string, ContextValue>;

/**
 * Reads the context of a simulated request. An entry of a list type has several values, even when it names one; any
 * other has one. Throws AWS's InvalidInput for a repeated key, a missing part or a value that is not of its type; what
 * a boolean says is not looked at, as observed.
 */
export function readContext(entries: readonly ContextEntry[]): SimulatedContext {
  const context = new Map<string, ContextValue>();
  for (const { ContextKeyName: name, ContextKeyType: type, ContextKeyValues: values = [] } of entries) {
    if (name === undefined || name === "") {
      throw simulationErrors.contextKeyMissing();
    }
    const key = name.toLowerCase();
    if (context.has(key)) {
      throw simulationErrors.contextKeyRepeated(name);
    }
    if (type === undefined) {
      throw simulationErrors.contextTypeMissing(name);
    }
    const [first] = values;
    if (first === undefined) {
      throw simulationErrors.contextValuesMissing(name);
    }
    const isList = type.endsWith("List");
    if (!isList && values.length > 1) {
      throw simulationErrors.contextValueNotSingle(type, values.length);
    }
    const rule = valueRules[isList ? type.slice(0, -"List".length) : type];
    if (rule !== undefined && !values.every(rule.holds)) {
      throw simulationErrors.contextValueInvalid(name, rule.expected);
    }
    context.set(key, isList ? values : first);
  }
  return context;
}

interface ValueRule {
  readonly expected: string;
  readonly holds: (text: string) => boolean;
}

const valueRules: Readonly<Record<string, ValueRule>> = {
  numeric: { expected: "numeric format", holds: (text) => parseNumber(text) !== undefined },
  date: { expected: "DateTime format", holds: (text) => parseDate(text) !== undefined },
  ip: { expected: "IP address", holds: (text) => parseIpRange(text) !== undefined },
  binary: { expected: "base-64 encoded binary format", holds: isBase64 },
};

function isBase64(text: string): boolean {
  return Buffer.from(text, "base64").toString("base64") === text;
}
