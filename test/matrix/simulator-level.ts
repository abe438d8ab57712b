import { cast } from "./cast.ts";
import type { LiveServer } from "./live-server.ts";
import { type MatrixCase, policyText } from "./matrix-case.ts";

/** Why the case cannot be put to SimulateCustomPolicy; undefined when it can. */
export function simulatorSkip(matrixCase: MatrixCase): string | undefined {
  const { skip, principal, policies, context, resourceAccount } = matrixCase;
  if (skip?.simulator !== undefined) {
    return skip.simulator;
  }
  if (cast[principal].type !== "user") {
    return "CallerArn has to be a user's";
  }
  if (policies.trust !== undefined || policies.session !== undefined) {
    return "the simulator takes no trust and no session policies";
  }
  if (policies.serviceControl !== undefined || policies.resourceControl !== undefined) {
    return "the simulator is passed no policies of an organization";
  }
  if ((policies.identity ?? []).length === 0) {
    return "the simulator wants at least one identity policy";
  }
  if (Object.values(context).some((value) => value.length === 0)) {
    return "the simulator takes no empty context values";
  }
  const abroad = resourceAccount !== cast[principal].accountId && policies.resource === undefined;
  return abroad ? "without a policy on the resource the simulator answers for the caller's side alone" : undefined;
}

/** The case's question as SimulateCustomPolicy answers it: `EvalDecision`. Throws with the reply when it is refused. */
export async function simulate(server: LiveServer, matrixCase: MatrixCase): Promise<string> {
  const { principal, action, resource, resourceAccount, context, policies } = matrixCase;
  const texts = (policies.identity ?? []).map(policyText);
  const { boundary, resource: resourcePolicy } = policies;
  const entries = Object.entries(context).flatMap(([key, value], index) => {
    const entry = `ContextEntries.member.${index + 1}`;
    const values = typeof value === "string" ? [value] : value;
    return [
      [`${entry}.ContextKeyName`, key],
      [`${entry}.ContextKeyType`, typeof value === "string" ? "string" : "stringList"],
      ...values.map((text, at) => [`${entry}.ContextKeyValues.member.${at + 1}`, text]),
    ];
  });
  const reply = await server.call("iam", {
    Action: "SimulateCustomPolicy",
    Version: "2010-05-08",
    "ActionNames.member.1": action,
    "ResourceArns.member.1": resource,
    CallerArn: cast[principal].arn,
    ...Object.fromEntries(texts.map((text, index) => [`PolicyInputList.member.${index + 1}`, text])),
    ...(boundary !== undefined && { "PermissionsBoundaryPolicyInputList.member.1": policyText(boundary) }),
    ...(resourcePolicy !== undefined && { ResourcePolicy: policyText(resourcePolicy) }),
    ...(resourceAccount !== cast[principal].accountId && { ResourceOwner: `arn:aws:iam::${resourceAccount}:root` }),
    ...Object.fromEntries(entries),
  });
  const decision = /<EvalDecision>(\w+)<\/EvalDecision>/.exec(reply.body)?.[1];
  if (reply.status !== 200 || decision === undefined) {
    throw new Error(`SimulateCustomPolicy answered ${reply.status}: ${reply.body}`);
  }
  return decision;
}
