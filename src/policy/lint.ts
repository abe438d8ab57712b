import { actionMatches, actionName, compileAction } from "./action-pattern.ts";
import { parseDate } from "./conditions/dates.ts";
import { parseIpRange } from "./conditions/ip-address.ts";
import { parseBoolean, parseNumber } from "./conditions/numbers.ts";
import type { OperatorFamily } from "./conditions/operators.ts";
import { contextKey } from "./context-keys.ts";
import { type InvokeTargets, invokeResourceLint } from "./lint-invoke.ts";
import type { ConditionClause, PolicyDocument, Statement, TextNode } from "./policy-document.ts";
import type { PolicyKind } from "./validate.ts";

/** Mistakes that AWS does not refuse. */
export type LintCode =
  | "trustsEveryone"
  | "trustsSharedProvider"
  | "unknownAction"
  | "actionNeverMatches"
  | "resourceNeverMatches"
  | "variableIgnored"
  | "invokeResourceIncomplete"
  | "invokeDefaultStage"
  | "invokeMethod"
  | "unknownApi"
  | "unknownStage"
  | "unknownRoute"
  | "valueNeverMatches"
  | "setOperatorNeeded"
  | "forAllValuesOfNothing"
  | "allowNotAction"
  | "allowNotPrincipal";

/** A mistake and where it stands. */
export interface Lint {
  readonly code: LintCode;
  readonly message: string;
  readonly offset: number;
  readonly pointer: string;
}

/** What is known beside the document; each part makes more mistakes visible. */
export interface LintOptions {
  /** The operations of a service by its prefix in lower case: `{iam: ["GetRole", …]}`; services not named are not checked. */
  readonly actions?: Readonly<Record<string, readonly string[]>>;
  /** The HTTP APIs that invoke resources are held against. */
  readonly apis?: InvokeTargets;
}

/** Finds what a policy of that kind says that cannot be meant. */
export function lintPolicy(policy: PolicyDocument, kind: PolicyKind, options: LintOptions): readonly Lint[] {
  const variables = policy.version === "2012-10-17";
  return policy.statements.flatMap((statement) => [
    ...(kind === "trust" || kind === "resource" ? principalLints(statement, kind) : []),
    ...actionLints(statement, options),
    ...resourceLints(statement, variables, options),
    ...statement.conditions.flatMap(conditionLints),
    ...setOperatorLints(statement),
  ]);
}

function principalLints(statement: Statement, kind: "trust" | "resource"): readonly Lint[] {
  const { principal, notPrincipal, effect, conditions } = statement;
  if (effect === "Deny") {
    return [];
  }
  if (notPrincipal !== undefined) {
    return [
      lint(
        "allowNotPrincipal",
        notPrincipal,
        "Allow with NotPrincipal lets in everyone who is not listed, the anonymous included.",
      ),
    ];
  }
  const lints: Lint[] = [];
  const star = principal?.entries.find(({ kind: of, value }) => of === "AWS" && value === "*");
  if (principal !== undefined && (principal.everyone || star !== undefined) && conditions.length === 0) {
    const what = kind === "trust" ? "Anyone with an AWS account can assume this role" : "Anyone can use this resource";
    const message = `${what}: name the accounts, or add a Condition such as aws:PrincipalOrgID.`;
    lints.push(lint("trustsEveryone", star ?? principal, message));
  }
  const shared = principal?.entries.find(
    ({ kind: of, value }) => of === "Federated" && sharedProviders.some((name) => value.endsWith(name)),
  );
  if (kind === "trust" && shared !== undefined && !conditions.some(constrainsSubject)) {
    // https://docs.aws.amazon.com/IAM/latest/UserGuide/id_roles_providers_oidc_secure-by-default.html
    const message =
      "This provider is shared by many tenants: a Condition on its :sub claim must say whose identities may assume the role.";
    lints.push(lint("trustsSharedProvider", shared, message));
  }
  return lints;
}

const sharedProviders: readonly string[] = [
  "token.actions.githubusercontent.com",
  "gitlab.com",
  "app.terraform.io",
  "oidc.circleci.com",
];

function constrainsSubject({ key, values, operator }: ConditionClause): boolean {
  return (
    key.value.toLowerCase().endsWith(":sub") &&
    !operator.base.negated &&
    values.every(({ value }) => !/^[*?]*$/.test(value))
  );
}

function actionLints({ action, notAction, effect }: Statement, { actions }: LintOptions): readonly Lint[] {
  const lints: Lint[] = [];
  if (notAction !== undefined && effect === "Allow") {
    const [first] = notAction;
    if (first !== undefined) {
      lints.push(
        lint("allowNotAction", first, "Allow with NotAction grants every action of every service that is not listed."),
      );
    }
  }
  for (const node of [...(action ?? []), ...(notAction ?? [])]) {
    const [prefix = "", name] = node.value.split(":");
    if (name === undefined) {
      continue;
    }
    const known = actions && ownList(actions, prefix.toLowerCase());
    const pattern = compileAction(node.value);
    if (/\s/.test(name)) {
      lints.push(
        lint(
          "actionNeverMatches",
          node,
          `No operation has a space in its name, so ${JSON.stringify(node.value)} matches nothing.`,
        ),
      );
    } else if (
      known !== undefined &&
      !known.some((operation) => actionMatches(pattern, actionName(`${prefix}:${operation}`)))
    ) {
      const meant = known.find((operation) => isNear(operation.toLowerCase(), name.toLowerCase()));
      const hint = meant === undefined ? "" : ` Is ${prefix}:${meant} meant?`;
      lints.push(lint("unknownAction", node, `${prefix} has no operation ${JSON.stringify(name)}.${hint}`));
    }
  }
  return lints;
}

function resourceLints(statement: Statement, variables: boolean, { apis }: LintOptions): readonly Lint[] {
  const nodes = [...(statement.resource ?? []), ...(statement.notResource ?? [])];
  const invocations = nodes.flatMap((node) => {
    const invoke = invokeResourceLint(node.value, apis);
    return invoke === undefined ? [] : [lint(invoke.code, node, invoke.message)];
  });
  return invocations.concat(nodes.flatMap((node) => resourceLint(node, variables)));
}

function resourceLint(node: TextNode, variables: boolean): readonly Lint[] {
  const { value } = node;
  if (value === "*") {
    return [];
  }
  const [prefix] = value.split(":", 1);
  if (prefix !== "arn") {
    return [
      lint("resourceNeverMatches", node, `An ARN starts with "arn:", so ${JSON.stringify(value)} matches nothing.`),
    ];
  }
  const head = value.split(":", 5).join(":");
  if (head.includes("${")) {
    const message = "Policy variables are replaced only behind the fifth colon of an ARN, so this matches nothing.";
    return [lint("resourceNeverMatches", node, message)];
  }
  if (!variables && /\$\{[^}]+\}/.test(value)) {
    const message = 'Policy variables are plain text in version 2008-10-17; state "Version": "2012-10-17" to use them.';
    return [lint("variableIgnored", node, message)];
  }
  return [];
}

interface ValueType {
  /** What a value is, for people. */
  readonly name: string;
  /** Returns undefined for a text that is no such value. */
  readonly read: (text: string) => unknown;
}

const valueTypes: Partial<Record<OperatorFamily, ValueType>> = {
  numeric: { name: "a number", read: parseNumber },
  date: { name: "a date", read: parseDate },
  bool: { name: "true or false", read: parseBoolean },
  null: { name: "true or false", read: parseBoolean },
  ip: { name: "an IP address or CIDR block", read: parseIpRange },
};

function conditionLints({ operator, values }: ConditionClause): readonly Lint[] {
  const type = valueTypes[operator.base.family];
  return type === undefined
    ? []
    : values
        .filter(({ value }) => type.read(value) === undefined)
        .map((node) =>
          lint(
            "valueNeverMatches",
            node,
            `${operator.text} compares with ${type.name}, which ${JSON.stringify(node.value)} is not.`,
          ),
        );
}

function setOperatorLints({ conditions, effect }: Statement): readonly Lint[] {
  return conditions.flatMap(({ operator, key }): readonly Lint[] => {
    const definition = contextKey(key.value);
    if (definition?.multivalued === true && operator.quantifier === undefined && operator.base.family !== "null") {
      const message = `${key.value} can have several values: write ForAnyValue:${operator.text} or ForAllValues:${operator.text}.`;
      return [lint("setOperatorNeeded", key, message)];
    }
    const guarded = conditions.some(
      (other) => other.operator.base.family === "null" && other.key.value.toLowerCase() === key.value.toLowerCase(),
    );
    if (effect === "Allow" && operator.quantifier === "ForAllValues" && !guarded) {
      const message = `ForAllValues holds as well when the request has no ${key.value}; add {"Null": {"${key.value}": "false"}} to require it.`;
      return [lint("forAllValuesOfNothing", key, message)];
    }
    return [];
  });
}

function ownList(record: Readonly<Record<string, readonly string[]>>, key: string): readonly string[] | undefined {
  return Object.hasOwn(record, key) ? record[key] : undefined;
}

/** Whether two names differ in at most two letters at one place: a slip of the keyboard. */
function isNear(one: string, other: string): boolean {
  let start = 0;
  while (start < one.length && one[start] === other[start]) {
    start += 1;
  }
  let end = 0;
  while (end < Math.min(one.length, other.length) - start && one.at(-1 - end) === other.at(-1 - end)) {
    end += 1;
  }
  return Math.max(one.length, other.length) - start - end <= 2;
}

function lint(
  code: LintCode,
  { offset, pointer }: { readonly offset: number; readonly pointer: string },
  message: string,
): Lint {
  return { code, message, offset, pointer };
}
