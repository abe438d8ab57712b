import { awsControlPolicyArn, controlPolicyArn, organizationArn } from "../../arn/organization-arn.ts";
import { levelsOnWay } from "../../identity/memberships.ts";
import { awsControlPolicy } from "../../store/aws-control-policies.ts";
import type { OrganizationRecord } from "../../store/organization-records.ts";
import type { Tag } from "../../store/records.ts";
import type { AuthorizationCheck } from "../../wire/operation.ts";
import type { Call } from "../call.ts";
import { type ReportSubject, wayTo } from "./organization-activity.ts";

const type = "SERVICE_CONTROL_POLICY";

/**
 * The permissions in Organizations that a report of an entity needs beside its own: to read the tree and the policies
 * that it is made from. The Service Authorization Reference lists them as dependent actions of
 * GenerateOrganizationsAccessReport and leaves open on which resources; here on those that are read.
 */
export async function organizationReadChecks(
  call: Call,
  organization: OrganizationRecord,
  subject: ReportSubject,
): Promise<readonly AuthorizationCheck[]> {
  const { organizationId, managementAccountId } = organization;
  const nodeId = subject.EntityPath.slice(subject.EntityPath.lastIndexOf("/") + 1);
  const nodeKind = nodeId.startsWith("r-") ? "root" : nodeId.startsWith("ou-") ? "ou" : "account";
  const entity = organizationArn(managementAccountId, `${nodeKind}/${organizationId}/${nodeId}`);
  const onNode = tagKeys((await call.tx.organizations.getNode(organizationId, nodeId))?.tags);
  const ofType = { "organizations:PolicyType": type };
  const policies = await readPolicies(call, organization, subject);
  return [
    { action: "organizations:ListRoots", resource: "*" },
    { action: "organizations:ListParents", resource: entity, context: onNode },
    { action: "organizations:ListChildren", resource: entity, context: onNode },
    { action: "organizations:ListPoliciesForTarget", resource: entity, context: { ...onNode, ...ofType } },
    ...policies.flatMap(({ arn, tags }) =>
      ["DescribePolicy", "ListTargetsForPolicy"].map((name) => ({
        action: `organizations:${name}`,
        resource: arn,
        context: { ...tagKeys(tags), ...ofType },
      })),
    ),
  ];
}

/** The policy that is asked about, whether or not there is such a one, or those on the way to the entity. */
async function readPolicies(
  call: Call,
  organization: OrganizationRecord,
  { EntityPath, OrganizationsPolicyId: policyId }: ReportSubject,
): Promise<readonly { readonly arn: string; readonly tags: readonly Tag[] }[]> {
  if (policyId === undefined) {
    const way = (await wayTo(call, EntityPath)) ?? [];
    const attached = (await levelsOnWay(call.tx, organization, { way, type }))?.flat() ?? [];
    return [...new Map(attached.map((policy) => [policy.arn, policy])).values()];
  }
  const managed = awsControlPolicy(policyId);
  const own = await call.tx.organizationPolicies.get(organization.organizationId, policyId);
  const arn = managed ? awsControlPolicyArn(managed) : controlPolicyArn({ ...organization, type, policyId });
  return [{ arn, tags: own?.tags ?? [] }];
}

function tagKeys(tags: readonly Tag[] = []): Readonly<Record<string, string>> {
  return Object.fromEntries(tags.map(({ key, value }) => [`aws:ResourceTag/${key}`, value]));
}
