import type { PolicyPrincipal } from "./decision.ts";
import type { Effect, PrincipalElement, PrincipalEntry, Statement } from "./policy-document.ts";

/**
 * How closely a statement names a caller, which decides what else must allow the call within one account.
 * https://docs.aws.amazon.com/IAM/latest/UserGuide/reference_policies_evaluation-logic_policy-eval-basics-resource-based.html
 */
export type PrincipalMatch = 0 | 1 | 2 | 3;

/** The statement does not name the caller. */
export const noMatch = 0;
/** It names the caller's account, and so leaves the choice to that account's identity policies. */
export const accountMatch = 1;
/** It names the role or user behind the caller's session: boundaries and session policies still limit it. */
export const issuerMatch = 2;
/** It names the caller itself, or everyone. */
export const directMatch = 3;

/** Principal or NotPrincipal of one statement, ready to be compared. */
export interface CompiledPrincipal {
  readonly negated: boolean;
  readonly effect: Effect;
  /** `"*"`: everyone, the anonymous included. */
  readonly everyone: boolean;
  /** `{"AWS": "*"}`, which in a policy on a resource documentedly includes the anonymous. */
  readonly everyAwsPrincipal: boolean;
  readonly accountIds: ReadonlySet<string>;
  readonly arns: ReadonlySet<string>;
  readonly uniqueIds: ReadonlySet<string>;
  readonly services: ReadonlySet<string>;
  readonly providers: ReadonlySet<string>;
}

/** The unique ids that user and role ARNs stood for when a trust policy was saved. */
export type TrustedIds = Readonly<Record<string, string>>;

/**
 * Compiles a statement's Principal or NotPrincipal; undefined when it has neither. With `trustedIds`, a user's or
 * role's ARN stands for the unique id recorded for it, and for nobody when none is.
 */
export function compilePrincipal(
  statement: Statement,
  trustedIds: TrustedIds | undefined,
): CompiledPrincipal | undefined {
  const element = statement.principal ?? statement.notPrincipal;
  return element && compileElement(element, statement, trustedIds);
}

/**
 * How closely the statement names the caller; `bounded` when that has a permissions boundary, for then a Deny with
 * NotPrincipal documentedly spares it in no case
 * (https://docs.aws.amazon.com/IAM/latest/UserGuide/reference_policies_elements_notprincipal.html).
 */
export function matchPrincipal(
  principal: CompiledPrincipal,
  caller: PolicyPrincipal,
  bounded: boolean,
): PrincipalMatch {
  if (!principal.negated) {
    return listedMatch(principal, caller);
  }
  const spared =
    principal.effect === "Deny" ? !bounded && isExempt(principal, caller) : listedMatch(principal, caller) !== noMatch;
  return spared ? noMatch : directMatch;
}

/** The account id that a principal stands for: `123456789012`, `arn:aws:iam::123456789012:root`; undefined for others. */
export function accountOfPrincipal(text: string): string | undefined {
  return /^\d{12}$/.test(text) ? text : /^arn:[^:]+:iam::(\d{12}):root$/.exec(text)?.[1];
}

/** Whether a text is the ARN of an IAM user or role. */
export function isEntityArn(text: string): boolean {
  return /^arn:[^:]+:iam::\d{12}:(?:user|role)\/./.test(text);
}

function compileElement(
  element: PrincipalElement,
  { effect, principal }: Statement,
  trustedIds: TrustedIds | undefined,
): CompiledPrincipal {
  const aws = valuesOf(element.entries, "AWS");
  const entities = aws.filter(isEntityArn);
  const others = aws.filter((text) => !isEntityArn(text) && accountOfPrincipal(text) === undefined && text !== "*");
  const otherArns = others.filter((text) => text.startsWith("arn:"));
  const savedIds = trustedIds === undefined ? [] : entities.flatMap((arn) => ownValue(trustedIds, arn));
  return {
    negated: principal === undefined,
    effect,
    everyone: element.everyone,
    everyAwsPrincipal: aws.includes("*"),
    accountIds: new Set(aws.map(accountOfPrincipal).filter((id) => id !== undefined)),
    arns: new Set(trustedIds === undefined ? [...otherArns, ...entities] : otherArns),
    uniqueIds: new Set([...others.filter((text) => !text.startsWith("arn:")), ...savedIds]),
    services: new Set(valuesOf(element.entries, "Service")),
    providers: new Set(valuesOf(element.entries, "Federated")),
  };
}

function valuesOf(entries: readonly PrincipalEntry[], kind: PrincipalEntry["kind"]): readonly string[] {
  return entries.filter((entry) => entry.kind === kind).map(({ value }) => value);
}

function ownValue(record: TrustedIds, key: string): readonly string[] {
  const value = Object.hasOwn(record, key) ? record[key] : undefined;
  return value === undefined ? [] : [value];
}

function listedMatch(principal: CompiledPrincipal, caller: PolicyPrincipal): PrincipalMatch {
  if (principal.everyone) {
    return directMatch;
  }
  switch (caller.type) {
    case "service":
      return principal.services.has(caller.arn) || everyoneIsDenied(principal) ? directMatch : noMatch;
    case "webIdentity":
    case "saml":
      return principal.providers.has(caller.arn) || everyoneIsDenied(principal) ? directMatch : noMatch;
    case "anonymous":
      return principal.everyAwsPrincipal ? directMatch : noMatch;
    case "root":
    case "user":
    case "roleSession":
    case "federatedUser":
      return awsMatch(principal, caller);
  }
}

/** A Deny on every AWS principal denies those outside AWS too. */
function everyoneIsDenied(principal: CompiledPrincipal): boolean {
  return principal.everyAwsPrincipal && principal.effect === "Deny";
}

function awsMatch(principal: CompiledPrincipal, caller: PolicyPrincipal): PrincipalMatch {
  if (principal.everyAwsPrincipal || principal.arns.has(caller.arn)) {
    return directMatch;
  }
  if (namesIssuer(principal, caller)) {
    return caller.type === "user" ? directMatch : issuerMatch;
  }
  return principal.accountIds.has(caller.accountId) ? accountMatch : noMatch;
}

/** Whether the user or role behind the caller is listed, by ARN or unique id. */
function namesIssuer(principal: CompiledPrincipal, { issuerArn, uniqueId }: PolicyPrincipal): boolean {
  return (
    (issuerArn !== undefined && principal.arns.has(issuerArn)) ||
    (uniqueId !== undefined && principal.uniqueIds.has(uniqueId))
  );
}

/**
 * Whether a Deny with NotPrincipal spares the caller: only when it lists everything the caller is — its account and
 * itself, and for a role session the role as well.
 * https://docs.aws.amazon.com/IAM/latest/UserGuide/reference_policies_elements_notprincipal.html
 */
function isExempt(principal: CompiledPrincipal, caller: PolicyPrincipal): boolean {
  if (principal.everyone || (principal.everyAwsPrincipal && caller.accountId !== "")) {
    return true;
  }
  switch (caller.type) {
    case "service":
      return principal.services.has(caller.arn);
    case "webIdentity":
    case "saml":
      return principal.providers.has(caller.arn);
    case "anonymous":
      return false;
    case "root":
      return principal.accountIds.has(caller.accountId);
    case "user":
      return (
        principal.accountIds.has(caller.accountId) && (principal.arns.has(caller.arn) || namesIssuer(principal, caller))
      );
    case "roleSession":
      return (
        principal.accountIds.has(caller.accountId) && principal.arns.has(caller.arn) && namesIssuer(principal, caller)
      );
    case "federatedUser":
      return principal.accountIds.has(caller.accountId) && principal.arns.has(caller.arn);
  }
}
