import type { PolicyFault } from "./fault.ts";
import type { ParseProblem, PolicyReading } from "./parse.ts";
import type { PolicyDocument, PrincipalEntry, PrincipalKind, Statement } from "./policy-document.ts";
import { accountOfPrincipal, isEntityArn } from "./principal-match.ts";
import { fault, sidFaults, statementNode } from "./validate-permissions.ts";

/** What AWS answers to a trust policy that is no policy document; undefined when its grammar is sound (observed in part). */
export function trustSyntaxMessage({ json, problems }: PolicyReading): string | undefined {
  if (!json.ok && json.problem.code !== "duplicateKey") {
    return "This policy contains invalid Json";
  }
  const [first] = problems;
  return first && problemMessage(first);
}

/** Everything that AWS refuses in a trust policy whose grammar is sound; whether its principals exist is not looked at. */
export function trustFaults({ statements }: PolicyDocument): readonly PolicyFault[] {
  return [
    ...statements.flatMap((statement) => [
      ...principalFaults(statement),
      ...actionFaults(statement),
      ...resourceFaults(statement),
      ...cognitoFaults(statement),
    ]),
    ...sidFaults(statements, "The Statement Ids in the policy are not unique"),
  ];
}

/** How AWS refuses a principal that a trust policy names: one that does not exist, or could not. */
export function invalidPrincipalMessage(kind: PrincipalKind, value: string): string {
  return `Invalid principal in policy: "${kind.toUpperCase()}":"${value}"`;
}

function problemMessage({ code, pointer, found }: ParseProblem): string {
  switch (code) {
    case "unknownVersion":
      return "The policy must contain a valid version string";
    case "noStatement":
      return "Could not parse the policy: Statement is empty!";
    case "noEffect":
      return "Missing required field Effect";
    case "unknownEffect":
    case "effectCase":
      return `Invalid effect: ${found}`;
    case "wrongType":
      return /^\/Statement(?:\/\d+)?\/Principal$/.test(pointer) ? principalForm : "Syntax error in policy.";
    default:
      return "Syntax error in policy.";
  }
}

const principalForm = "Principal must be a JSON object.";

function principalFaults(statement: Statement): readonly PolicyFault[] {
  const { principal, notPrincipal, effect } = statement;
  if (notPrincipal !== undefined) {
    const awsMessage =
      effect === "Allow"
        ? "Allow with NotPrincipal is not allowed."
        : "AssumeRole policy must not contain NotPrincipal field.";
    return [
      fault("notPrincipalNotAllowed", notPrincipal, {
        awsMessage,
        message: "A trust policy names whom it trusts in Principal.",
      }),
    ];
  }
  if (principal === undefined) {
    const message = 'A trust policy says who may assume the role: "Principal": {"AWS": "123456789012"}.';
    return [
      fault("principalMissing", statementNode(statement), {
        awsMessage: "Missing required field Principal",
        message,
      }),
    ];
  }
  if (principal.everyone) {
    const message = 'Write {"AWS": "*"} to trust everyone, which needs a Condition to be safe.';
    return [fault("badPrincipal", principal, { awsMessage: principalForm, message })];
  }
  if (principal.entries.length === 0) {
    const awsMessage = "Missing required field Principal cannot be empty!";
    return [fault("principalMissing", principal, { awsMessage, message: "The Principal names nobody." })];
  }
  return principal.entries
    .filter((entry) => !isPossiblePrincipal(entry))
    .map((entry) =>
      fault("badPrincipal", entry, {
        awsMessage: invalidPrincipalMessage(entry.kind, entry.value),
        message: `${JSON.stringify(entry.value)} can be no ${entry.kind} principal of a role.`,
      }),
    );
}

/** Whether a principal is written as one can be, without wildcards but for the `*` that is everybody. */
function isPossiblePrincipal({ kind, value }: PrincipalEntry): boolean {
  switch (kind) {
    case "AWS":
      return (
        value === "*" ||
        accountOfPrincipal(value) !== undefined ||
        (isEntityArn(value) && !/[*?]/.test(value)) ||
        /^arn:[^:*?]+:sts::\d{12}:(?:assumed-role\/[^/*?]+|federated-user)\/[^/*?]+$/.test(value) ||
        /^(?:AIDA|AROA)[A-Z0-9]+$/.test(value)
      );
    case "Service":
      return /^[a-z0-9][a-z0-9.-]*\.(?:amazonaws\.com(?:\.cn)?|amazon\.com)$/.test(value);
    case "Federated":
      return (
        /^arn:[^:]+:iam::\d{12}:(?:saml|oidc)-provider\/.+$/.test(value) || /^[a-z0-9-]+(?:\.[a-z0-9-]+)+$/.test(value)
      );
    case "CanonicalUser":
      return false;
  }
}

function actionFaults(statement: Statement): readonly PolicyFault[] {
  const actions = statement.action ?? statement.notAction ?? [];
  if (actions.length === 0) {
    const message = 'A trust policy allows "Action": "sts:AssumeRole".';
    return [
      fault("noActions", statementNode(statement), {
        awsMessage: "Missing required field Action",
        message,
      }),
    ];
  }
  const awsMessage = "AssumeRole policy may only specify STS AssumeRole actions.";
  return actions
    .filter(({ value }) => !value.toLowerCase().startsWith("sts:"))
    .map((node) =>
      fault("actionNotAllowed", node, {
        awsMessage,
        message: `A trust policy is about sts: actions only, not ${node.value}.`,
      }),
    );
}

function resourceFaults({ resource, notResource, pointer, start }: Statement): readonly PolicyFault[] {
  if (resource === undefined && notResource === undefined) {
    return [];
  }
  const awsMessage =
    resource === undefined ? "AssumeRole policy must not contain resources." : "Has prohibited field Resource";
  const node = {
    offset: (resource ?? notResource)?.[0]?.offset ?? start.offset,
    pointer: `${pointer}/${resource === undefined ? "NotResource" : "Resource"}`,
  };
  return [
    fault("resourceNotAllowed", node, {
      awsMessage,
      message: "A trust policy is about the role it belongs to, so it names no resource.",
    }),
  ];
}

function cognitoFaults({ principal, conditions }: Statement): readonly PolicyFault[] {
  const cognito = principal?.entries.find(
    ({ kind, value }) => kind === "Federated" && value === "cognito-identity.amazonaws.com",
  );
  if (cognito === undefined || conditions.length > 0) {
    return [];
  }
  const awsMessage = "A condition block must be present for the Cognito provider";
  return [
    fault("conditionMissing", cognito, {
      awsMessage,
      message: "Without a Condition any identity pool of Cognito could assume the role.",
    }),
  ];
}
