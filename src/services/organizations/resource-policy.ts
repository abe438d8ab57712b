import {
  DeleteResourcePolicy$,
  DescribeResourcePolicy$,
  PutResourcePolicy$,
  type PutResourcePolicyRequest,
  type ResourcePolicy,
} from "@aws-sdk/client-organizations";
import { parsePolicy } from "../../policy/parse.ts";
import { malformedPolicy } from "../../policy/validate.ts";
import type { OrganizationPart } from "../../store/organization-records.ts";
import type { WithRequired } from "../../wire/operation.ts";
import { arnOfResourcePolicy } from "./arns.ts";
import { delegableOperations, resourcePolicyKey } from "./delegated-checks.ts";
import { organizationsErrors } from "./errors.ts";
import { newOrganizationsId } from "./ids.ts";
import {
  administratorOperation,
  type AskedResource,
  managementOperation,
  type OrganizationCall,
  requireAllFeatures,
} from "./organization-operation.ts";
import { newTags, requestTagKeys } from "./tag-rules.ts";

type PolicyPart = OrganizationPart<"resourcePolicy">;
type Input = WithRequired<PutResourcePolicyRequest, "Content">;

/** The operations on the policy by which an organization lets member accounts manage it. */
export const resourcePolicyOperations = [
  managementOperation(PutResourcePolicy$, {
    on: (_: Input, call) => askedResourcePolicy(call),
    keys: ({ Tags }) => requestTagKeys(Tags),
    handle: async (input, call) => ({ ResourcePolicy: policyShape(call, await putPolicy(input, call)) }),
  }),
  administratorOperation(DescribeResourcePolicy$, {
    on: (_: object, call) => askedResourcePolicy(call),
    handle: async (_: object, call) => ({ ResourcePolicy: policyShape(call, await requireResourcePolicy(call)) }),
  }),
  managementOperation(DeleteResourcePolicy$, {
    on: (_: object, call) => askedResourcePolicy(call),
    handle: async (_: object, call) => {
      const { organizationId } = await requireResourcePolicy(call);
      await call.tx.organizationParts.delete(organizationId, "resourcePolicy", resourcePolicyKey);
    },
  }),
];

/** The organization's resource policy; undefined when it has none. */
export function findResourcePolicy({ tx, organization }: OrganizationCall): Promise<PolicyPart | undefined> {
  return tx.organizationParts.get(organization.organizationId, "resourcePolicy", resourcePolicyKey);
}

/** The resource policy as the permission is asked of it; by that id where there is none, or any. */
export async function askedResourcePolicy(call: OrganizationCall, id = "*"): Promise<readonly AskedResource[]> {
  const policy = await findResourcePolicy(call);
  const arn = arnOfResourcePolicy(call.organization, policy?.detail.policyId ?? id);
  return [{ arn, ...(policy && { tags: policy.detail.tags }) }];
}

async function requireResourcePolicy(call: OrganizationCall): Promise<PolicyPart> {
  const policy = await findResourcePolicy(call);
  if (policy === undefined) {
    throw organizationsErrors.resourcePolicyNotFound();
  }
  return policy;
}

async function putPolicy({ Content: document, Tags }: Input, call: OrganizationCall): Promise<PolicyPart> {
  const { tx, organization, nowMs, sources } = call;
  requireAllFeatures(call);
  requireDelegable(document);
  const known = await findResourcePolicy(call);
  if (known !== undefined) {
    // Tags are given to a policy when it is made, and by TagResource later.
    const updated = { ...known, detail: { ...known.detail, document } };
    await tx.organizationParts.update(updated);
    return updated;
  }
  const made: PolicyPart = {
    organizationId: organization.organizationId,
    kind: "resourcePolicy",
    key: resourcePolicyKey,
    createdAtMs: nowMs,
    detail: { policyId: newOrganizationsId("rp", 8, sources.randomBytes), document, tags: newTags(Tags) },
  };
  await tx.organizationParts.insert(made);
  return made;
}

/** Throws InvalidInputException for what is no resource policy and for actions that cannot be delegated. */
function requireDelegable(document: string): void {
  const parsed = parsePolicy(document);
  const fault = malformedPolicy(document, "resource");
  if (!parsed.ok || fault !== undefined) {
    throw organizationsErrors.malformedResourcePolicy(fault ?? "Syntax errors in policy.");
  }
  // Everything but something is more than can be delegated.
  if (parsed.policy.statements.some(({ notAction }) => notAction !== undefined)) {
    throw organizationsErrors.notDelegable("NotAction");
  }
  for (const { value } of parsed.policy.statements.flatMap(({ action = [] }) => action)) {
    const [service = "", operation = ""] = value.split(":");
    const named = [...delegableOperations].some((one) => one.toLowerCase() === operation.toLowerCase());
    if (service.toLowerCase() !== "organizations" || !(named || /[*?]/.test(operation))) {
      throw organizationsErrors.notDelegable(value);
    }
  }
}

function policyShape({ organization }: OrganizationCall, { detail }: PolicyPart): ResourcePolicy {
  const { policyId, document } = detail;
  return {
    ResourcePolicySummary: { Id: policyId, Arn: arnOfResourcePolicy(organization, policyId) },
    Content: document,
  };
}
