import { type ActionName, actionMatches, actionName } from "./action-pattern.ts";
import { type ArnText, arnMatches, arnText, restFrom } from "./arn-pattern.ts";
import type { CompiledStatement, StatementIndex } from "./compile.ts";
import type { AccessRequest, ContextLookup } from "./decision.ts";
import { type PrincipalMatch, directMatch, matchPrincipal, noMatch } from "./principal-match.ts";

/** A request with its action and resource taken apart once for all statements. */
export interface Question {
  readonly request: AccessRequest;
  readonly action: ActionName;
  readonly resource: ArnText;
  /** Whether the caller has a permissions boundary. */
  readonly bounded: boolean;
}

/** Takes a request apart. */
export function questionOf(request: AccessRequest, bounded = false): ReusableQuestion {
  return { request, action: actionName(request.action), resource: arnText(request.resource), bounded };
}

/** A question that is done with and may be asked anew about another request. */
export interface ReusableQuestion extends Question {
  request: AccessRequest;
  action: ActionName;
  bounded: boolean;
  readonly resource: { -readonly [Member in keyof ArnText]: ArnText[Member] };
}

/** Takes a request apart as `questionOf` does, in the place of a former one. */
export function askAnew(question: ReusableQuestion, request: AccessRequest, bounded: boolean): ReusableQuestion {
  question.request = request;
  question.bounded = bounded;
  question.action = actionName(request.action);
  const { resource } = question;
  resource.text = request.resource;
  resource.from = restFrom(request.resource);
  resource.to = request.resource.length;
  return question;
}

/**
 * How closely the closest matching statement of an index names the caller; statements without a principal count as
 * direct. Stops at the first that reaches `enough`.
 */
export function closestMatch(index: StatementIndex, question: Question, enough: PrincipalMatch): PrincipalMatch {
  let closest: PrincipalMatch = noMatch;
  for (const { statement, actionSettled } of index.everyService) {
    if (actionSettled || actionFits(statement, question.action)) {
      closest = closer(closest, statement, question);
      if (closest >= enough) {
        return closest;
      }
    }
  }
  const service = index.byService.get(question.action.service);
  if (service === undefined) {
    return closest;
  }
  const named = service.byName.get(question.action.name);
  if (named !== undefined) {
    for (const statement of named) {
      closest = closer(closest, statement, question);
      if (closest >= enough) {
        return closest;
      }
    }
  }
  for (const statement of service.patterned) {
    if (actionFits(statement, question.action)) {
      closest = closer(closest, statement, question);
      if (closest >= enough) {
        return closest;
      }
    }
  }
  return closest;
}

/** Whether the action is one of Action's or none of NotAction's. */
export function actionFits({ action }: CompiledStatement, name: ActionName): boolean {
  for (const pattern of action.patterns) {
    if (actionMatches(pattern, name)) {
      return !action.negated;
    }
  }
  return action.negated;
}

/** Whether the resource is one of Resource's or none of NotResource's. */
export function resourceFits({ resource }: CompiledStatement, arn: ArnText, context: ContextLookup): boolean {
  for (const pattern of resource.patterns) {
    if (arnMatches(pattern, arn, context)) {
      return !resource.negated;
    }
  }
  return resource.negated;
}

/** How closely the statement names the caller; direct when it names nobody. */
export function principalFit({ principal }: CompiledStatement, { request, bounded }: Question): PrincipalMatch {
  return principal === undefined ? directMatch : matchPrincipal(principal, request.principal, bounded);
}

/** The closer of a match found before and this statement's, whose action is known to fit. */
function closer(before: PrincipalMatch, statement: CompiledStatement, question: Question): PrincipalMatch {
  const match = principalFit(statement, question);
  return match > before &&
    resourceFits(statement, question.resource, question.request.context) &&
    conditionsHold(statement, question)
    ? match
    : before;
}

function conditionsHold({ conditions }: CompiledStatement, { request }: Question): boolean {
  for (const condition of conditions) {
    if (!condition.holds(request.context)) {
      return false;
    }
  }
  return true;
}
