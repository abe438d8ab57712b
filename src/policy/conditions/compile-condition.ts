import { type ArnPattern, arnMatches, arnText, compileArnValue } from "../arn-pattern.ts";
import type { ContextLookup, ContextValue } from "../decision.ts";
import type { ConditionClause } from "../policy-document.ts";
import { type TextPattern, patternMatches, specialise } from "../text-pattern.ts";
import { type Piece, isVariable, parsePieces, resolveText } from "../variables.ts";
import { parseDate } from "./dates.ts";
import { type IpRange, parseIpAddress, parseIpRange, rangeContains } from "./ip-address.ts";
import { parseBoolean, parseNumber } from "./numbers.ts";
import type { BaseOperator, Comparison, ConditionOperator, OperatorFamily } from "./operators.ts";

/** One clause of a Condition, ready to be tested. */
export interface CompiledCondition {
  readonly clause: ConditionClause;
  /** The condition key in lower case. */
  readonly key: string;
  /** Whether the clause holds for a request with that context. */
  readonly holds: (context: ContextLookup) => boolean;
}

/** Binds a clause to its operator, its values read once; `variables` says whether they may hold policy variables. */
export function compileCondition(clause: ConditionClause, variables: boolean): CompiledCondition {
  const key = clause.key.value.toLowerCase();
  const values = clause.values.map(({ value }) => value);
  const { family, comparison, negated } = clause.operator.base;
  if (family === "null") {
    const wanted = new Set(values.map(parseBoolean));
    return { clause, key, holds: (context) => wanted.has(isAbsent(context(key))) };
  }
  return {
    clause,
    key,
    holds: keyTest(clause.operator, key, valueTest({ family, comparison, negated }, values, variables)),
  };
}

/** Whether a key counts as missing: it has no value, or its list of values is empty. */
function isAbsent(value: ContextValue | undefined): value is undefined {
  return value === undefined || (typeof value !== "string" && value.length === 0);
}

/** Whether one value of the request satisfies an operator against all values of the policy. */
type ValueTest = (value: string, context: ContextLookup) => boolean;

/**
 * Applies a test of one value to all values that a request has for the key.
 * https://docs.aws.amazon.com/IAM/latest/UserGuide/reference_policies_condition-single-vs-multi-valued-context-keys.html
 */
function keyTest(
  { quantifier, ifExists, base }: ConditionOperator,
  key: string,
  valueHolds: ValueTest,
): CompiledCondition["holds"] {
  const whenAbsent = ifExists || quantifier === "ForAllValues" || (quantifier === undefined && base.negated);
  return (context) => {
    const value = context(key);
    if (typeof value === "string") {
      return valueHolds(value, context);
    }
    if (value === undefined || value.length === 0) {
      return whenAbsent;
    }
    // Without a set operator there is no telling which of several values is meant: no match (observed).
    if (quantifier === undefined) {
      return false;
    }
    return quantifier === "ForAllValues"
      ? value.every((one) => valueHolds(one, context))
      : value.some((one) => valueHolds(one, context));
  };
}

/** How an operator on values, which all but Null are, reads and compares them. */
interface ValueOperator extends Pick<BaseOperator, "comparison" | "negated"> {
  readonly family: Exclude<OperatorFamily, "null">;
}

function valueTest(base: ValueOperator, values: readonly string[], variables: boolean): ValueTest {
  switch (base.family) {
    case "string":
      return negate(
        base.negated,
        textTest(
          values.map((text) => parsePieces(text, { variables, wildcards: false })),
          identity,
        ),
      );
    case "stringIgnoreCase":
      return negate(
        base.negated,
        textTest(
          values.map((text) => parsePieces(text, { variables, wildcards: false })),
          lowerCase,
        ),
      );
    case "like":
      return negate(
        base.negated,
        likeTest(values.map((text) => specialise(parsePieces(text, { variables, wildcards: true })))),
      );
    case "arn":
      return negate(base.negated, arnTest(values.map((text) => compileArnValue(text, variables))));
    case "ip":
      return negate(base.negated, ipTest(values.map(parseIpRange).filter((range) => range !== undefined)));
    case "binary":
      return textTest(
        values.map((text) => parsePieces(text, { variables: false, wildcards: false })),
        identity,
      );
    case "bool": {
      const wanted = new Set(values.map(parseBoolean).filter((value) => value !== undefined));
      return (value) => {
        const got = parseBoolean(value);
        return got !== undefined && wanted.has(got);
      };
    }
    case "numeric":
      return orderTest(base.comparison, base.negated, {
        read: parseNumber,
        wanted: values.map(parseNumber),
      });
    case "date":
      return orderTest(base.comparison, base.negated, {
        read: parseDate,
        wanted: values.map(parseDate),
      });
  }
}

function negate(negated: boolean, test: ValueTest): ValueTest {
  return negated ? (value, context) => !test(value, context) : test;
}

function identity(text: string): string {
  return text;
}

function lowerCase(text: string): string {
  return text.toLowerCase();
}

function textTest(values: readonly (readonly Piece[])[], fold: (text: string) => string): ValueTest {
  const literals = new Set<string>();
  const templates = values.filter((pieces) => {
    const text = pieces.some(isVariable)
      ? undefined
      : resolveText(pieces, { context: () => undefined, lengthMax: pieces.length });
    if (text !== undefined) {
      literals.add(fold(text));
    }
    return text === undefined;
  });
  if (templates.length === 0) {
    const [only] = literals;
    return literals.size === 1 ? (value) => fold(value) === only : (value) => literals.has(fold(value));
  }
  return (value, context) =>
    literals.has(fold(value)) ||
    templates.some((pieces) => {
      // Folding the case makes a text at most three times as long.
      const text = resolveText(pieces, { context, lengthMax: value.length * 3 });
      return text !== undefined && fold(text) === fold(value);
    });
}

function likeTest(patterns: readonly TextPattern[]): ValueTest {
  return (value, context) => {
    const span = { text: value, from: 0, to: value.length };
    for (const pattern of patterns) {
      if (patternMatches(pattern, span, context)) {
        return true;
      }
    }
    return false;
  };
}

function arnTest(patterns: readonly ArnPattern[]): ValueTest {
  return (value, context) => {
    const arn = arnText(value);
    return arn.from >= 0 && patterns.some((pattern) => arnMatches(pattern, arn, context));
  };
}

function ipTest(ranges: readonly IpRange[]): ValueTest {
  return (value) => {
    const address = parseIpAddress(value);
    if (address === undefined) {
      return false;
    }
    for (const range of ranges) {
      if (rangeContains(range, address)) {
        return true;
      }
    }
    return false;
  };
}

interface OrderedValues {
  readonly read: (text: string) => number | undefined;
  /** The policy's values; undefined where one is not of the operator's type, which then satisfies nothing. */
  readonly wanted: readonly (number | undefined)[];
}

function orderTest(comparison: Comparison, negated: boolean, { read, wanted }: OrderedValues): ValueTest {
  if (negated) {
    return (value) => {
      const got = read(value);
      return wanted.every((one) => one !== undefined && got !== undefined && got !== one);
    };
  }
  return (value) => {
    const got = read(value);
    return got !== undefined && wanted.some((one) => one !== undefined && compares(comparison, got, one));
  };
}

function compares(comparison: Comparison, got: number, wanted: number): boolean {
  switch (comparison) {
    case "equal":
      return got === wanted;
    case "less":
      return got < wanted;
    case "lessOrEqual":
      return got <= wanted;
    case "greater":
      return got > wanted;
    case "greaterOrEqual":
      return got >= wanted;
  }
}
