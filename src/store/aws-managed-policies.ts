import { iamArn } from "../arn/arn.ts";
import type { ManagedPolicyRecord, PolicyVersionRecord } from "./records.ts";

/** A policy that AWS manages, with its default version; earlier versions are not kept. */
export interface AwsManagedPolicy {
  readonly policy: ManagedPolicyRecord;
  readonly version: PolicyVersionRecord;
}

interface Published {
  readonly name: string;
  readonly path?: string;
  readonly id: string;
  readonly description: string;
  readonly version: number;
  readonly created: string;
  readonly updated: string;
  readonly statements: readonly object[];
}

const published: readonly Published[] = [
  {
    name: "AdministratorAccess",
    id: "ANPAIWMBCKSKIEE64ZLYK",
    description: "Provides full access to AWS services and resources.",
    version: 1,
    created: "2015-02-06T18:39:46Z",
    updated: "2015-02-06T18:39:46Z",
    statements: [{ Effect: "Allow", Action: "*", Resource: "*" }],
  },
];

/** The policies of AWS that this server knows, sorted by name ignoring case. */
export const awsManagedPolicies: readonly AwsManagedPolicy[] = published
  .map(awsManagedPolicyOf)
  .sort((left, right) =>
    left.policy.policyName.toLowerCase() < right.policy.policyName.toLowerCase() ? -1 : 1,
  );

const byArn = new Map(awsManagedPolicies.map((entry) => [entry.policy.arn, entry]));

/** The AWS-managed policy with that ARN; undefined when there is none. */
export function awsManagedPolicy(arn: string): AwsManagedPolicy | undefined {
  return byArn.get(arn);
}

function awsManagedPolicyOf(entry: Published): AwsManagedPolicy {
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
      document: JSON.stringify(
        { Version: "2012-10-17", Statement: entry.statements },
        undefined,
        2,
      ),
      createdAtMs: updatedAtMs,
    },
  };
}
