import { type ListEntitiesForPolicyRequest, ListEntitiesForPolicy$ } from "@aws-sdk/client-iam";
import type { PolicyAttachment } from "../../store/repositories.ts";
import type { WithRequired } from "../../wire/operation.ts";
import { pageOfAll, readWindow } from "../../wire/pagination.ts";
import { type Call, operation } from "../call.ts";
import { policyCheck } from "./checks.ts";
import { iamErrors } from "./errors.ts";
import { requirePolicy } from "./policy-lookup.ts";

/** The operation that tells whom a managed policy serves. */
export const policyEntityOperations = [
  operation(ListEntitiesForPolicy$, {
    authorize: async (input: WithRequired<ListEntitiesForPolicyRequest, "PolicyArn">, context) => [
      await policyCheck(context, { action: "iam:ListEntitiesForPolicy", name: input.PolicyArn }),
    ],
    handle: async (input, context) => {
      const window = readWindow(input);
      await requirePolicy(context, input.PolicyArn, iamErrors.policyNotAttachable);
      const entities = await usersOfPolicy(input, context);
      const page = pageOfAll(
        entities,
        window,
        ({ entity, entityName }) => `${entity.kind}/${entityName.toLowerCase()}`,
      );
      const of = (kind: PolicyAttachment["entity"]["kind"]) =>
        page.entries.filter(({ entity }) => entity.kind === kind);
      return {
        PolicyGroups: of("group").map(({ entity, entityName }) => ({ GroupName: entityName, GroupId: entity.id })),
        PolicyUsers: of("user").map(({ entity, entityName }) => ({ UserName: entityName, UserId: entity.id })),
        PolicyRoles: of("role").map(({ entity, entityName }) => ({ RoleName: entityName, RoleId: entity.id })),
        ...page.paging,
      };
    },
  }),
];

/** Whom the policy is attached to and whose boundary it is, each once, as the filters of the request have it. */
async function usersOfPolicy(
  input: WithRequired<ListEntitiesForPolicyRequest, "PolicyArn">,
  { accountId, tx }: Call,
): Promise<readonly PolicyAttachment[]> {
  const usage = input.PolicyUsageFilter;
  const attached =
    usage === "PermissionsBoundary" ? [] : await tx.entityPolicies.listAttachments(accountId, input.PolicyArn);
  const bounded = usage === "PermissionsPolicy" ? [] : await tx.entityPolicies.listBounded(accountId, input.PolicyArn);
  const byId = new Map([...attached, ...bounded].map((attachment) => [attachment.entity.id, attachment]));
  return [...byId.values()]
    .filter(({ entity }) => input.EntityFilter === undefined || input.EntityFilter.toLowerCase() === entity.kind)
    .filter(({ path }) => path.startsWith(input.PathPrefix ?? "/"));
}
