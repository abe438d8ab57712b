import type { StaticOperationSchema } from "@smithy/types";
import { AwsError } from "./aws-error.ts";
import { requestLimits } from "./limits.ts";
import { inMemberOrder } from "./member-order.ts";
import type { Operation, Service } from "./operation.ts";
import { inputShape } from "./shape.ts";
import { type Violation, createViolationFinder } from "./violations.ts";

/** Checks an operation's input against the model's constraints; throws an `AwsError` that names what is violated. */
export type Validator<Context> = (operation: Operation<Context>, input: unknown) => void;

/** The validator of a service, in the wording of its protocol. */
export function createValidator<Context>(service: Service<Context>): Validator<Context> {
  const find = createViolationFinder(service.model);
  const errorOf = errorOfService(service);
  return (operation, input) => {
    const violations = find(inputShape(operation.schema), Object(input ?? {}));
    const [first] = violations;
    if (first !== undefined) {
      throw errorOf([first, ...violations.slice(1)], operation.schema);
    }
  };
}

/** AWS JSON has no error of its own for this: a service words it by the reasons that its model has or as IAM does. */
function errorOfService<Context>({
  protocol,
  model,
}: Service<Context>): (violations: Violations, schema: StaticOperationSchema) => AwsError {
  switch (protocol) {
    case "awsQuery":
      return clauseError("ValidationError", model);
    case "restJson1":
      return model.echoesValues ? restClauseError : restError;
    case "awsJson1_1":
      return Object.hasOwn(model.errors, "InvalidInputException")
        ? reasonError
        : clauseError("ValidationException", model);
  }
}

/** What clauses say beside the rule. */
interface ClauseOptions {
  readonly echoesValues: boolean;
  /** Whether a value set is written out. */
  readonly listsValues?: boolean;
}

type Violations = readonly [Violation, ...(readonly Violation[])];

/**
 * All violations in one error: `2 validation errors detected: …; …`. STS repeats the value, IAM does not
 * (observed on both). A text of its own stands alone and is given only when nothing else is wrong.
 */
function clauseError(code: string, options: ClauseOptions): (violations: Violations) => AwsError {
  return (violations) => {
    const clauses = inMemberOrder(violations)
      .filter((violation) => violation.text === undefined)
      .map((violation) => clauseOf(violation, options));
    const noun = clauses.length === 1 ? "error" : "errors";
    const message =
      clauses.length === 0
        ? (violations[0].text ?? "")
        : `${clauses.length} validation ${noun} detected: ${clauses.slice(0, requestLimits.clausesMax).join("; ")}`;
    return new AwsError(code, 400, message);
  };
}

function clauseOf(violation: Violation, { echoesValues, listsValues = false }: ClauseOptions): string {
  const { value, path, sensitive } = violation;
  const echo = !echoesValues || sensitive ? "" : value === undefined ? " null" : ` '${printed(value)}'`;
  return `Value${echo} at '${path.map(lowerFirst).join(".")}' failed to satisfy constraint: ${constraintText(violation, listsValues)}`;
}

function constraintText({ rule, ofElement }: Violation, listsValues: boolean): string {
  if (ofElement === undefined) {
    return ruleText(rule, listsValues);
  }
  // A list of plain texts answers with all that its elements must satisfy.
  const { max, min, pattern, enum: values } = ofElement;
  const texts = [
    ...(max === undefined ? [] : [ruleText({ kind: "max", limit: max, of: "text" })]),
    ...(min === undefined ? [] : [ruleText({ kind: "min", limit: min, of: "text" })]),
    ...(pattern === undefined ? [] : [ruleText({ kind: "pattern", pattern }), "Member must not be null"]),
    ...(values === undefined ? [] : [ruleText({ kind: "enum", values }, listsValues)]),
  ];
  return `Member must satisfy constraint: [${texts.join(", ")}]`;
}

function ruleText(rule: Violation["rule"], listsValues = false): string {
  switch (rule.kind) {
    case "required":
      return "Member must not be null";
    case "pattern":
      return `Member must satisfy regular expression pattern: ${rule.pattern}`;
    case "enum":
      return `Member must satisfy enum value set${listsValues ? `: [${rule.values.join(", ")}]` : ""}`;
    case "integer":
      return "Member must be a whole number";
    case "min":
      return `Member must have ${rule.of === "number" ? "value" : "length"} greater than or equal to ${rule.limit}`;
    case "max":
      return `Member must have ${rule.of === "number" ? "value" : "length"} less than or equal to ${rule.limit}`;
  }
}

/**
 * All violations in one ValidationException, as observed on API Gateway's version 1: value sets are written out, and a
 * member of the body is placed under the operation's input, `createRestApiInput.endpointConfiguration.types`, one of the
 * path under nothing.
 */
function restClauseError([first, ...others]: Violations, schema: StaticOperationSchema): AwsError {
  const { members } = inputShape(schema);
  const body = new Set(members.filter(({ location }) => location === "body").map(({ jsonName }) => jsonName));
  const placed = (violation: Violation): Violation =>
    body.has(violation.path[0] ?? "")
      ? { ...violation, path: [`${lowerFirst(schema[2])}Input`, ...violation.path] }
      : violation;
  const clauses = { echoesValues: true, listsValues: true };
  return clauseError("ValidationException", clauses)([placed(first), ...others.map(placed)]);
}

/** The first violation as a BadRequestException in the manner of `Route key is required`, a text observed on AWS. */
function restError(violations: Violations): AwsError {
  const [{ rule, path, text, ofElement }] = violations;
  const words = (path.at(-1) ?? "").replaceAll(/[A-Z]+/g, (letters) => ` ${letters.toLowerCase()}`).trimStart();
  const subject = words.charAt(0).toUpperCase() + words.slice(1) + (ofElement === undefined ? "" : " element");
  return new AwsError("BadRequestException", 400, text ?? restText(rule, subject, words));
}

function restText(rule: Violation["rule"], subject: string, words: string): string {
  switch (rule.kind) {
    case "required":
      return `${subject} is required`;
    case "pattern":
      return `${subject} must match ${rule.pattern}`;
    case "enum":
      return `Invalid ${words} specified. Must be one of [${rule.values.join(", ")}]`;
    case "integer":
      return `${subject} must be a whole number`;
    case "min":
      return `${subject} must ${rule.of === "number" ? "be" : "have a length of"} at least ${rule.limit}`;
    case "max":
      return `${subject} must ${rule.of === "number" ? "be" : "have a length of"} at most ${rule.limit}`;
  }
}

/**
 * The first violation as an InvalidInputException with its reason, which says what is wrong and not where: the reasons are
 * those of the Organizations API reference, the text for patterns is observed, the others are the reference's words.
 */
function reasonError([{ rule, text }]: Violations): AwsError {
  const [reason, message] = jsonReason(rule);
  return new AwsError("InvalidInputException", 400, text ?? message, { members: { Reason: reason } });
}

function jsonReason(rule: Violation["rule"]): readonly [reason: string, message: string] {
  switch (rule.kind) {
    case "required":
      return ["INPUT_REQUIRED", "You must include a value for all required parameters."];
    case "pattern":
      return ["INVALID_PATTERN", "You provided a value that does not match the required pattern."];
    case "enum":
      return ["INVALID_ENUM", "You specified an invalid value."];
    case "integer":
      return ["INVALID_PATTERN", "You specified an invalid value."];
    case "min":
      return rule.of === "number"
        ? ["MIN_VALUE_EXCEEDED", "You provided a numeric parameter that has a smaller value than allowed."]
        : ["MIN_LENGTH_EXCEEDED", "You provided a string parameter that is shorter than allowed."];
    case "max":
      return rule.of === "number"
        ? ["MAX_VALUE_EXCEEDED", "You provided a numeric parameter that has a larger value than allowed."]
        : ["MAX_LENGTH_EXCEEDED", "You provided a string parameter that is longer than allowed."];
  }
}

/** A value as AWS's messages print it: lists in brackets, structures by their members. */
function printed(value: unknown): string {
  if (value instanceof Uint8Array) {
    // As Java prints the buffer it read them into; observed on KMS.
    return `java.nio.HeapByteBuffer[pos=0 lim=${value.length} cap=${value.length}]`;
  }
  if (Array.isArray(value)) {
    return `[${value.map(printed).join(", ")}]`;
  }
  if (typeof value === "object" && value !== null && !(value instanceof Date)) {
    return `{${Object.entries(value)
      .map(([name, member]) => `${lowerFirst(name)}=${printed(member)}`)
      .join(", ")}}`;
  }
  return String(value);
}

function lowerFirst(name: string): string {
  return name.charAt(0).toLowerCase() + name.slice(1);
}
