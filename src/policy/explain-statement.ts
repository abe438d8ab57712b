import type { CompiledCondition } from "./conditions/compile-condition.ts";
import type { CompiledPolicy, CompiledStatement } from "./compile.ts";
import type { PolicyPrincipal, PolicySource } from "./decision.ts";
import { type Question, actionFits, principalFit, resourceFits } from "./match-statement.ts";
import type { Effect, PrincipalElement } from "./policy-document.ts";
import type { Position } from "./position.ts";
import { type PrincipalMatch, noMatch } from "./principal-match.ts";
import { parsePieces, resolveText } from "./variables.ts";

/** Where a statement stands. */
export interface StatementReference {
  readonly policy: PolicySource;
  readonly sid?: string;
  /** Its number in the document, from 0. */
  readonly statementIndex: number;
  readonly effect: Effect;
  /** The place of its opening brace. */
  readonly start: Position;
  /** The place behind its closing brace. */
  readonly end: Position;
}

/** How one element of a statement compares with the request. */
export interface ElementCheck {
  readonly element: "Principal" | "NotPrincipal" | "Action" | "NotAction" | "Resource" | "NotResource" | "Condition";
  readonly matched: boolean;
  /** The operator and key of a condition. */
  readonly operator?: string;
  readonly key?: string;
  /** What the policy asks for, as written. */
  readonly wanted: readonly string[];
  /** The same with the policy variables replaced, where there are any; null where a variable has no value. */
  readonly resolved?: readonly (string | null)[];
  /** What the request has: a list for several values, null for a condition key that it lacks. */
  readonly got: string | readonly string[] | null;
}

/** A statement held against a request, element by element. */
export interface StatementCheck extends StatementReference {
  /** Every element in the order Principal, Action, Resource, Condition. */
  readonly elements: readonly ElementCheck[];
}

/** Names a statement of a policy. */
export function referenceTo({ source }: CompiledPolicy, { statement }: CompiledStatement): StatementReference {
  const { sid, index, effect, start, end } = statement;
  return {
    policy: source,
    statementIndex: index,
    effect,
    start,
    end,
    ...(sid === undefined ? {} : { sid: sid.value }),
  };
}

/** Holds a statement against a request. */
export function checkStatement(
  policy: CompiledPolicy,
  compiled: CompiledStatement,
  question: Question,
): StatementCheck {
  const { statement } = compiled;
  const { request } = question;
  const principal = statement.principal ?? statement.notPrincipal;
  // A policy on a resource may leave Resource out: it then holds for what it is attached to.
  const named = statement.resource !== undefined || statement.notResource !== undefined;
  const elements: ElementCheck[] = [
    ...(principal === undefined ? [] : [principalCheck(principal, compiled, question)]),
    {
      element: compiled.action.negated ? "NotAction" : "Action",
      matched: actionFits(compiled, question.action),
      wanted: compiled.action.texts,
      got: request.action,
    },
    ...(named ? [resourceCheck(compiled, question)] : []),
    ...compiled.conditions.map((condition) => conditionCheck(condition, compiled, question)),
  ];
  return { ...referenceTo(policy, compiled), elements };
}

/** Whether every element of a statement matches the request, and how closely it names the caller. */
export function statementMatch(compiled: CompiledStatement, question: Question): PrincipalMatch {
  const { context } = question.request;
  const matches =
    actionFits(compiled, question.action) &&
    resourceFits(compiled, question.resource, context) &&
    compiled.conditions.every(({ holds }) => holds(context));
  return matches ? principalFit(compiled, question) : noMatch;
}

/** The ARN by which policies name a caller for good: the role's rather than the session's. */
export function lastingName({ type, arn, issuerArn }: PolicyPrincipal): string {
  return type === "roleSession" ? (issuerArn ?? arn) : arn;
}

function principalCheck(principal: PrincipalElement, compiled: CompiledStatement, question: Question): ElementCheck {
  const { arn, issuerArn, accountId } = question.request.principal;
  const names = [arn, ...(issuerArn === undefined ? [] : [issuerArn]), ...(accountId === "" ? [] : [accountId])];
  return {
    element: compiled.statement.principal === undefined ? "NotPrincipal" : "Principal",
    matched: principalFit(compiled, question) !== noMatch,
    wanted: principal.everyone ? ["*"] : principal.entries.map(({ kind, value }) => `${kind}: ${value}`),
    got: names,
  };
}

function resourceCheck(compiled: CompiledStatement, { resource, request }: Question): ElementCheck {
  const { negated, texts: wanted } = compiled.resource;
  return {
    element: negated ? "NotResource" : "Resource",
    matched: resourceFits(compiled, resource, request.context),
    wanted,
    ...resolvedValues(wanted, compiled, { request }),
    got: request.resource,
  };
}

function conditionCheck(
  { clause, key, holds }: CompiledCondition,
  compiled: CompiledStatement,
  { request }: Question,
): ElementCheck {
  const wanted = clause.values.map(({ value }) => value);
  return {
    element: "Condition",
    matched: holds(request.context),
    operator: clause.operator.text,
    key: clause.key.value,
    wanted,
    ...resolvedValues(wanted, compiled, { request }),
    got: request.context(key) ?? null,
  };
}

function resolvedValues(
  texts: readonly string[],
  { variables }: CompiledStatement,
  { request }: Pick<Question, "request">,
): { readonly resolved?: readonly (string | null)[] } {
  const resolved = texts.map(
    (text) =>
      resolveText(parsePieces(text, { variables, wildcards: false }), {
        context: request.context,
        lengthMax: resolvedLengthMax,
      }) ?? null,
  );
  return resolved.every((text, index) => text === texts[index]) ? {} : { resolved };
}

/** The longest value shown with its variables replaced. */
const resolvedLengthMax = 2048;
