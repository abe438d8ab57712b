import { iamArn } from "../arn/arn.ts";
import { publishedPolicies, type PublishedPolicy } from "./published-policies.ts";
import type { ManagedPolicyRecord, PolicyVersionRecord } from "./records.ts";

/** A policy that AWS manages, with its default version; earlier versions are not kept. */
export interface AwsManagedPolicy {
  readonly policy: ManagedPolicyRecord;
  readonly version: PolicyVersionRecord;
}

/** The policies of AWS that this server knows, sorted by name ignoring case. */
export const awsManagedPolicies: readonly AwsManagedPolicy[] = publishedPolicies
  .map(awsManagedPolicyOf)
  .sort((left, right) => (left.policy.policyName.toLowerCase() < right.policy.policyName.toLowerCase() ? -1 : 1));

const byArn = new Map(awsManagedPolicies.map((entry) => [entry.policy.arn, entry]));

/** The AWS-managed policy with that ARN; undefined when there is none. */
export function awsManagedPolicy(arn: string): AwsManagedPolicy | undefined {
  return byArn.get(arn);
}

function awsManagedPolicyOf(entry: PublishedPolicy): AwsManagedPolicy {
  const path = entry.path ?? "/";
  const arn = iamArn("aws", `policy${path}${entry.name}`);
  const updatedAtMs = Date.parse(entry.updated);
  return {
    policy: {
      accountId: "aws",
      policyId: entry.id,
      policyName: entry.name,
      path,
      arn,
      description: entry.description,
      createdAtMs: Date.parse(entry.created),
      updatedAtMs,
      defaultVersion: entry.version,
      nextVersion: entry.version + 1,
      tags: [],
    },
    version: {
      policyArn: arn,
      version: entry.version,
      document: JSON.stringify({ Version: "2012-10-17", Statement: entry.statements }, undefined, 2),
      createdAtMs: updatedAtMs,
    },
  };
}
