import type { PolicyFault } from "./fault.ts";
import { type PolicyReading, readPolicyText } from "./parse.ts";
import type { PolicyDocument, Statement } from "./policy-document.ts";
import { type PermissionRules, fault, permissionFaults, statementNode } from "./validate-permissions.ts";
import { legacyParsing } from "./validate-resource.ts";
import { trustFaults, trustSyntaxMessage } from "./validate-trust.ts";

/** The kinds of policy document, each with rules of its own. */
export type PolicyKind =
  | "managed"
  | "inline"
  | "trust"
  | "session"
  | "boundary"
  | "resource"
  | "serviceControl"
  | "resourceControl";

/**
 * The text with which AWS refuses a policy document as malformed, AWS's first check first; undefined when AWS accepts
 * it. Whether the principals of a trust policy exist is left to the caller: see `trustPrincipals`.
 */
export function malformedPolicy(text: string, kind: PolicyKind): string | undefined {
  const reading = readPolicyText(text);
  if (kind === "trust") {
    return trustSyntaxMessage(reading) ?? firstFault(reading, kind);
  }
  if (kind === "serviceControl" || kind === "resourceControl") {
    const sound = reading.problems.length === 0 && firstFault(reading, kind) === undefined;
    return sound ? undefined : controlPolicyMessage;
  }
  if (reading.document === undefined) {
    return "Syntax errors in policy.";
  }
  const [first] = policyFaults(reading.document, kind);
  // An Effect in the wrong case fails where the legacy parser does: behind the version, before all else.
  const effectFails = reading.problems.length > 0 && first?.code !== "versionTooOld";
  return effectFails ? legacyParsing : first?.awsMessage;
}

/** Everything AWS refuses in a document whose grammar is sound, in AWS's order. */
export function policyFaults(policy: PolicyDocument, kind: PolicyKind): readonly PolicyFault[] {
  switch (kind) {
    case "trust":
      return trustFaults(policy);
    case "serviceControl":
      return permissionFaults(policy, {
        requireVersion: false,
        principal: "forbidden",
        requireResource: true,
      });
    case "resourceControl":
      return resourceControlFaults(policy);
    case "managed":
    case "boundary":
    case "inline":
    case "session":
    case "resource":
      return permissionFaults(policy, permissionRules[kind]);
  }
}

const permissionRules: Readonly<Record<"managed" | "boundary" | "inline" | "session" | "resource", PermissionRules>> = {
  managed: { requireVersion: true, principal: "forbidden", requireResource: true },
  boundary: { requireVersion: true, principal: "forbidden", requireResource: true },
  inline: { requireVersion: false, principal: "forbidden", requireResource: true },
  session: { requireVersion: false, principal: "forbidden", requireResource: true },
  resource: { requireVersion: false, principal: "required", requireResource: false },
};

// https://docs.aws.amazon.com/organizations/latest/APIReference/API_CreatePolicy.html
const controlPolicyMessage =
  "The provided policy document does not meet the requirements of the specified policy type.";

function firstFault({ document }: PolicyReading, kind: PolicyKind): string | undefined {
  return document && policyFaults(document, kind)[0]?.awsMessage;
}

/**
 * Resource control policies only deny, to every principal, named actions.
 * https://docs.aws.amazon.com/organizations/latest/userguide/orgs_manage_policies_rcps_syntax.html
 */
function resourceControlFaults(policy: PolicyDocument): readonly PolicyFault[] {
  return [
    ...permissionFaults(policy, {
      requireVersion: true,
      principal: "required",
      requireResource: true,
    }),
    ...policy.statements.flatMap(resourceControlStatementFaults),
  ];
}

function resourceControlStatementFaults(statement: Statement): readonly PolicyFault[] {
  const node = statementNode(statement);
  const faults: PolicyFault[] = [];
  if (statement.effect !== "Deny") {
    faults.push(
      fault("effectNotAllowed", node, {
        awsMessage: controlPolicyMessage,
        message: "A resource control policy can only deny.",
      }),
    );
  }
  const everybody =
    statement.principal?.everyone === true ||
    statement.principal?.entries.some(({ kind, value }) => kind === "AWS" && value === "*");
  if (everybody !== true) {
    faults.push(
      fault("badPrincipal", node, {
        awsMessage: controlPolicyMessage,
        message: 'The principal of a resource control policy is "*".',
      }),
    );
  }
  if (statement.notAction !== undefined || statement.action?.some(({ value }) => value === "*")) {
    const message =
      "A resource control policy names actions of its services; neither NotAction nor * alone is accepted.";
    faults.push(fault("actionNotAllowed", node, { awsMessage: controlPolicyMessage, message }));
  }
  return faults;
}
