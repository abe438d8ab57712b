import {
  type GetContextKeysForCustomPolicyRequest,
  GetContextKeysForCustomPolicy$,
  type GetContextKeysForPrincipalPolicyRequest,
  GetContextKeysForPrincipalPolicy$,
  type SimulateCustomPolicyRequest,
  SimulateCustomPolicy$,
  type SimulatePrincipalPolicyRequest,
  SimulatePrincipalPolicy$,
} from "@aws-sdk/client-iam";
import { serviceControlLevels } from "../../../identity/memberships.ts";
import type { WithRequired } from "../../../wire/operation.ts";
import { type Call, operation } from "../../call.ts";
import { accountCheck, entityCheck } from "../checks.ts";
import { roleType, userType } from "../entities.ts";
import { simulatePage } from "./simulate-page.ts";
import { controlPolicies, inputPolicies } from "./simulation-input.ts";
import { type SimulatedPolicy, usedContextKeys } from "./simulated-policies.ts";
import { parseEntityArn, sourcePolicies } from "./source-entity.ts";

type CustomInput = WithRequired<SimulateCustomPolicyRequest, "PolicyInputList" | "ActionNames">;
type PrincipalInput = WithRequired<SimulatePrincipalPolicyRequest, "PolicySourceArn" | "ActionNames">;

/** The operations of the policy simulator: they evaluate what policies say and perform nothing. */
export const simulationOperations = [
  operation(SimulateCustomPolicy$, {
    authorize: () => accountCheck("iam:SimulateCustomPolicy", "*"),
    handle: async (input: CustomInput, context) =>
      simulatePage(input, {
        accountId: context.accountId,
        policies: inputPolicies(input.PolicyInputList),
        controls: controlPolicies(input.OrderedOrganizationPolicyInputList),
        callerArn: input.CallerArn,
      }),
  }),
  operation(SimulatePrincipalPolicy$, {
    authorize: (input: PrincipalInput, context) =>
      sourceChecks(context, "iam:SimulatePrincipalPolicy", input.PolicySourceArn),
    handle: async (input, context) => {
      const { PolicySourceArn: sourceArn } = input;
      const own = await sourcePolicies(context, sourceArn, input.PolicyExclusionList);
      const isUser = parseEntityArn(sourceArn)?.kind === "user";
      return simulatePage(input, {
        accountId: context.accountId,
        policies: [...own, ...inputPolicies(input.PolicyInputList)],
        controls: await accountControls(context),
        callerArn: input.CallerArn ?? (isUser ? sourceArn : undefined),
      });
    },
  }),
  operation(GetContextKeysForCustomPolicy$, {
    authorize: () => accountCheck("iam:GetContextKeysForCustomPolicy", "*"),
    handle: async (input: WithRequired<GetContextKeysForCustomPolicyRequest, "PolicyInputList">) => ({
      ContextKeyNames: [...usedContextKeys(inputPolicies(input.PolicyInputList))],
    }),
  }),
  operation(GetContextKeysForPrincipalPolicy$, {
    authorize: (input: WithRequired<GetContextKeysForPrincipalPolicyRequest, "PolicySourceArn">, context) =>
      sourceChecks(context, "iam:GetContextKeysForPrincipalPolicy", input.PolicySourceArn),
    handle: async (input, context) => {
      const own = await sourcePolicies(context, input.PolicySourceArn);
      return { ContextKeyNames: [...usedContextKeys([...own, ...inputPolicies(input.PolicyInputList)])] };
    },
  }),
];

/** The service control policies that bind the account whose entity is simulated, level by level. */
async function accountControls({ tx, accountId }: Call): Promise<readonly (readonly SimulatedPolicy[])[]> {
  const levels = (await serviceControlLevels(tx, accountId)) ?? [];
  return levels.map((policies) =>
    policies.map(({ arn, document }) => ({ type: "serviceControl" as const, id: arn, document })),
  );
}

/** The check on the entity whose policies are read: AWS's refusals name it by the ARN (observed), not by kind and name. */
async function sourceChecks(context: Call, action: string, sourceArn: string) {
  const entity = parseEntityArn(sourceArn);
  if (entity === undefined || entity.kind === "group" || entity.accountId !== context.accountId) {
    return [{ action, resource: sourceArn }];
  }
  const question = { action, name: entity.name };
  const { resourceLabel: _, ...check } =
    entity.kind === "user"
      ? await entityCheck(context, userType, question)
      : await entityCheck(context, roleType, question);
  return [check];
}
