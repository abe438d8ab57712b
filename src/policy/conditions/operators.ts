/** How a condition operator reads its values. */
export type OperatorFamily =
  | "string"
  | "stringIgnoreCase"
  | "like"
  | "numeric"
  | "date"
  | "bool"
  | "binary"
  | "ip"
  | "arn"
  | "null";

/** How an operator relates the request's value to the policy's. */
export type Comparison = "equal" | "less" | "lessOrEqual" | "greater" | "greaterOrEqual";

/** A condition operator without its prefix and suffix. */
export interface BaseOperator {
  readonly name: string;
  readonly family: OperatorFamily;
  readonly comparison: Comparison;
  /** Whether it asks that no value of the policy fits: `StringNotEquals`, `NotIpAddress`. */
  readonly negated: boolean;
}

/** A condition operator as written in a policy: `ForAllValues:StringLikeIfExists`. */
export interface ConditionOperator {
  readonly text: string;
  readonly base: BaseOperator;
  readonly quantifier?: "ForAllValues" | "ForAnyValue";
  readonly ifExists: boolean;
}

/** Reads an operator's name, case-sensitively; undefined when IAM knows no such operator. */
export function parseOperator(text: string): ConditionOperator | undefined {
  const colon = text.indexOf(":");
  const prefix = colon < 0 ? undefined : text.slice(0, colon);
  if (prefix !== undefined && prefix !== "ForAllValues" && prefix !== "ForAnyValue") {
    return undefined;
  }
  const rest = text.slice(colon + 1);
  const ifExists = rest.endsWith("IfExists");
  const base = baseOperators.get(ifExists ? rest.slice(0, -"IfExists".length) : rest);
  if (base === undefined || (ifExists && base.family === "null")) {
    return undefined;
  }
  return { text, base, ifExists, ...(prefix === undefined ? {} : { quantifier: prefix }) };
}

/** Whether an operator's values may hold policy variables: those that compare strings and ARNs. */
export function takesVariables(base: BaseOperator): boolean {
  return (
    base.family === "string" || base.family === "stringIgnoreCase" || base.family === "like" || base.family === "arn"
  );
}

function equality(name: string, negatedName: string, family: OperatorFamily): BaseOperator[] {
  return [
    { name, family, comparison: "equal", negated: false },
    { name: negatedName, family, comparison: "equal", negated: true },
  ];
}

function ordering(prefix: string, family: OperatorFamily): BaseOperator[] {
  return [
    ...equality(`${prefix}Equals`, `${prefix}NotEquals`, family),
    { name: `${prefix}LessThan`, family, comparison: "less", negated: false },
    { name: `${prefix}LessThanEquals`, family, comparison: "lessOrEqual", negated: false },
    { name: `${prefix}GreaterThan`, family, comparison: "greater", negated: false },
    { name: `${prefix}GreaterThanEquals`, family, comparison: "greaterOrEqual", negated: false },
  ];
}

// https://docs.aws.amazon.com/IAM/latest/UserGuide/reference_policies_elements_condition_operators.html
const baseOperators: ReadonlyMap<string, BaseOperator> = new Map(
  [
    ...equality("StringEquals", "StringNotEquals", "string"),
    ...equality("StringEqualsIgnoreCase", "StringNotEqualsIgnoreCase", "stringIgnoreCase"),
    ...equality("StringLike", "StringNotLike", "like"),
    ...ordering("Numeric", "numeric"),
    ...ordering("Date", "date"),
    ...equality("IpAddress", "NotIpAddress", "ip"),
    ...equality("ArnEquals", "ArnNotEquals", "arn"),
    ...equality("ArnLike", "ArnNotLike", "arn"),
    { name: "Bool", family: "bool", comparison: "equal", negated: false } as const,
    { name: "BinaryEquals", family: "binary", comparison: "equal", negated: false } as const,
    { name: "Null", family: "null", comparison: "equal", negated: false } as const,
  ].map((operator) => [operator.name, operator]),
);
