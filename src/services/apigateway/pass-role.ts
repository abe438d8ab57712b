import { parseArn } from "../../arn/arn.ts";
import { AwsError } from "../../wire/aws-error.ts";
import type { AuthorizationCheck, OperationBehaviour } from "../../wire/operation.ts";
import type { Call } from "../call.ts";

/**
 * Adds what handing a role to a service takes, or whoever may change an integration could act as any role of the
 * account: `iam:PassRole` on it, as documented for service roles
 * (https://docs.aws.amazon.com/IAM/latest/UserGuide/id_roles_use_passrole.html). A role of another account cannot be
 * passed at all, observed. `roleOf` finds the role's ARN in a request.
 */
export function passing<Input, Output>(
  behaviour: OperationBehaviour<Call, Input, Output>,
  roleOf: (input: Input) => string | undefined,
): OperationBehaviour<Call, Input, Output> {
  return {
    ...behaviour,
    authorize: async (input, call) => [
      ...(await behaviour.authorize(input, call)),
      ...passRoleChecks(roleOf(input), call),
    ],
    handle: async (input, call) => {
      requireOwnRole(roleOf(input), call);
      return behaviour.handle(input, call);
    },
  };
}

/** What handing over a role asks for; nothing when there is none. */
export function passRoleChecks(roleArn: string | undefined, call: Call): readonly AuthorizationCheck[] {
  return roleArn === undefined || roleAccount(roleArn) !== call.accountId
    ? []
    : [{ action: "iam:PassRole", resource: roleArn, context: { "iam:PassedToService": "apigateway.amazonaws.com" } }];
}

/** Throws AWS's 403 for a role of another account. */
export function requireOwnRole(roleArn: string | undefined, call: Call): void {
  const account = roleAccount(roleArn ?? "");
  if (account !== undefined && account !== call.accountId) {
    throw new AwsError("AccessDeniedException", 403, "Cross-account pass role is not allowed.");
  }
}

/** The account of a role; undefined for anything else, as the caller's own credentials. */
function roleAccount(roleArn: string): string | undefined {
  const arn = parseArn(roleArn);
  return arn?.service === "iam" && arn.resource.startsWith("role/") ? arn.account : undefined;
}
