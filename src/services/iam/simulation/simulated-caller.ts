import { stsArn } from "../../../arn/arn.ts";
import type { ContextValue, PolicyPrincipal } from "../../../policy/decision.ts";
import { simulationErrors } from "./simulation-errors.ts";
import { type EntityName, parseEntityArn } from "./source-entity.ts";

/** Who is taken to make the simulated calls. */
export interface SimulatedCaller {
  /** The caller in the words of the engine: the ARN of a role stands for its sessions. */
  readonly principal: PolicyPrincipal;
  /** The condition keys that the simulator knows without being told, by lower-case name. */
  readonly context: readonly (readonly [string, ContextValue])[];
}

/**
 * The caller that an ARN names; for none, some user of the account that no policy can name. Throws InvalidInput for the
 * ARN of anything but a user, role or group. Which condition keys are known, and with which values, is as observed on
 * AWS.
 */
export function simulatedCaller(arn: string | undefined, accountId: string): SimulatedCaller {
  if (arn === undefined) {
    return {
      principal: { type: "user", accountId, arn: "" },
      context: [
        ["aws:principalaccount", accountId],
        ["aws:userid", "STUB_PRINCIPAL_FOR_POLICY_SIMULATOR"],
      ],
    };
  }
  const entity = parseEntityArn(arn);
  if (entity === undefined) {
    throw simulationErrors.callerNoEntity();
  }
  return {
    principal: principalOf(entity, arn),
    context: [
      ["aws:principalaccount", entity.accountId],
      ["aws:principalarn", arn],
      ["aws:userid", arn],
      ...(entity.kind === "user" ? [["aws:username", entity.name] as const] : []),
    ],
  };
}

function principalOf({ kind, accountId, name }: EntityName, arn: string): PolicyPrincipal {
  return kind === "role"
    ? { type: "roleSession", accountId, arn: stsArn(accountId, `assumed-role/${name}/simulation`), issuerArn: arn }
    : { type: "user", accountId, arn };
}
