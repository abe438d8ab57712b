import { isDateLiteral } from "./conditions/dates.ts";
import type { FaultCode, PolicyFault } from "./fault.ts";
import type { PolicyDocument, Statement, TextNode } from "./policy-document.ts";
import { legacyParsing, resourceFault } from "./validate-resource.ts";

/** What AWS demands of a policy that grants permissions, by its kind. */
export interface PermissionRules {
  /** Whether the document must state version 2012-10-17. */
  readonly requireVersion: boolean;
  /** Whether statements must, may or must not name principals. */
  readonly principal: "required" | "optional" | "forbidden";
  /** Whether a statement must have Resource or NotResource. */
  readonly requireResource: boolean;
}

/** Everything that AWS refuses in a policy whose grammar is sound, in the order in which AWS checks (observed). */
export function permissionFaults(policy: PolicyDocument, rules: PermissionRules): readonly PolicyFault[] {
  const { statements } = policy;
  return [
    ...versionFaults(policy, rules),
    ...statements.flatMap((statement) => principalFaults(statement, rules)),
    ...statements.flatMap(legacyFaults),
    ...sidFaults(statements),
    ...statements.flatMap(missingActions),
    ...statements.flatMap((statement) =>
      resourceFaults(statement)
        .filter(({ legacy }) => !legacy)
        .map(({ fault }) => fault),
    ),
    ...statements.flatMap((statement) => (rules.requireResource ? missingResources(statement) : [])),
    ...statements.flatMap(actionFaults),
  ];
}

/** Sids that repeat another's or hold more than letters and digits. */
export function sidFaults(
  statements: readonly Statement[],
  awsMessage = "Statement IDs (SID) in a single policy must be unique.",
): readonly PolicyFault[] {
  const seen = new Set<string>();
  return statements.flatMap(({ sid }): readonly PolicyFault[] => {
    if (sid === undefined || sid.value === "") {
      return [];
    }
    if (seen.has(sid.value)) {
      return [
        fault("duplicateSid", sid, {
          awsMessage,
          message: `Another statement has the Sid ${sid.value} already.`,
        }),
      ];
    }
    seen.add(sid.value);
    const rule =
      "Statement IDs (SID) must be alpha-numeric. Check that your input satisfies the regular expression [0-9A-Za-z]*";
    return /^[0-9A-Za-z]*$/.test(sid.value)
      ? []
      : [
          fault("badSid", sid, {
            awsMessage: rule,
            message: "A Sid consists of letters and digits only.",
          }),
        ];
  });
}

/** Builds a fault at a node of the document. */
export function fault(
  code: FaultCode,
  { offset, pointer }: { readonly offset: number; readonly pointer: string },
  texts: { readonly awsMessage: string; readonly message: string },
): PolicyFault {
  return { code, offset, pointer, ...texts };
}

/** A statement as a node of the document. */
export function statementNode({ start, pointer }: Statement): {
  readonly offset: number;
  readonly pointer: string;
} {
  return { offset: start.offset, pointer };
}

function versionFaults(policy: PolicyDocument, { requireVersion }: PermissionRules): readonly PolicyFault[] {
  if (!requireVersion || (policy.versionStated && policy.version === "2012-10-17")) {
    return [];
  }
  const awsMessage = "Policy document must be version 2012-10-17 or greater.";
  return [
    fault(
      "versionTooOld",
      { offset: 0, pointer: "/Version" },
      { awsMessage, message: 'The policy must state "Version": "2012-10-17".' },
    ),
  ];
}

function principalFaults(statement: Statement, { principal }: PermissionRules): readonly PolicyFault[] {
  const element = statement.principal ?? statement.notPrincipal;
  if (principal === "forbidden" && element !== undefined) {
    const message = "A policy of this kind speaks to whoever it is attached to, so it names no principal.";
    return [
      fault("principalNotAllowed", element, {
        awsMessage: "Policy document should not specify a principal.",
        message,
      }),
    ];
  }
  if (principal === "required" && element === undefined) {
    const message = "A policy on a resource says to whom it speaks; the statement has no Principal.";
    return [
      fault("principalMissing", statementNode(statement), {
        awsMessage: "Missing required field Principal",
        message,
      }),
    ];
  }
  return [];
}

function legacyFaults(statement: Statement): readonly PolicyFault[] {
  const dates = statement.conditions
    .filter(({ operator }) => operator.base.family === "date")
    .flatMap(({ values }) => values)
    .filter(({ value }) => !isDateLiteral(value))
    .map((node) =>
      fault("badDate", node, {
        awsMessage: legacyParsing,
        message: `${JSON.stringify(node.value)} is no date; write it as 2026-01-31T12:00:00Z.`,
      }),
    );
  return [
    ...dates,
    ...resourceFaults(statement)
      .filter(({ legacy }) => legacy)
      .map((one) => one.fault),
  ];
}

interface RankedFault {
  readonly fault: PolicyFault;
  readonly legacy: boolean;
}

/** Faults of a statement's resources; behind an ordinary fault AWS does not look for legacy ones in the same list. */
function resourceFaults(statement: Statement): readonly RankedFault[] {
  const faults: RankedFault[] = [];
  let ordinary = false;
  for (const node of statement.resource ?? statement.notResource ?? []) {
    const found = resourceFault(node.value);
    if (found !== undefined) {
      ordinary ||= !found.legacy;
      faults.push({ fault: fault("badArn", node, found), legacy: !ordinary });
    }
  }
  return faults;
}

function missingActions(statement: Statement): readonly PolicyFault[] {
  const actions = statement.action ?? statement.notAction;
  const texts = {
    awsMessage: "Policy statement must contain actions.",
    message: "The statement names no action.",
  };
  return actions === undefined || actions.length === 0 ? [fault("noActions", statementNode(statement), texts)] : [];
}

function missingResources(statement: Statement): readonly PolicyFault[] {
  const resources = statement.resource ?? statement.notResource;
  const texts = {
    awsMessage: "Policy statement must contain resources.",
    message: 'The statement names no resource; "*" stands for all.',
  };
  return resources === undefined || resources.length === 0
    ? [fault("noResources", statementNode(statement), texts)]
    : [];
}

function actionFaults(statement: Statement): readonly PolicyFault[] {
  return (statement.action ?? statement.notAction ?? []).flatMap((node): readonly PolicyFault[] => {
    const awsMessage = actionMessage(node);
    const message = 'An action is written service:Operation, such as execute-api:Invoke, or "*".';
    return awsMessage === undefined ? [] : [fault("badAction", node, { awsMessage, message })];
  });
}

function actionMessage({ value }: TextNode): string | undefined {
  if (value === "*") {
    return undefined;
  }
  const [vendor = "", name, more] = value.split(":");
  if (name === undefined) {
    return "Actions/Conditions must be prefaced by a vendor, e.g., iam, sdb, ec2, etc.";
  }
  if (more !== undefined) {
    return "Actions/Condition can contain only one colon.";
  }
  return /^[A-Za-z0-9.-]+$/.test(vendor) ? undefined : `Vendor ${vendor} is not valid`;
}
