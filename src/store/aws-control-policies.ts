import type { ControlPolicyType } from "./organization-records.ts";

/** A control policy that AWS made: it allows everything, so that the other policies decide by what they deny. */
export interface AwsControlPolicy {
  readonly policyId: string;
  readonly type: ControlPolicyType;
  readonly name: string;
  readonly description: string;
  readonly document: string;
}

/**
 * The policies that are attached to every root, unit and account when their type is enabled, by type.
 * https://docs.aws.amazon.com/organizations/latest/userguide/orgs_manage_policies_scps.html
 * https://docs.aws.amazon.com/organizations/latest/userguide/orgs_manage_policies_rcps.html
 */
export const awsControlPolicies: Readonly<Record<ControlPolicyType, AwsControlPolicy>> = {
  SERVICE_CONTROL_POLICY: {
    policyId: "p-FullAWSAccess",
    type: "SERVICE_CONTROL_POLICY",
    name: "FullAWSAccess",
    description: "Allows access to every operation",
    document: JSON.stringify({
      Version: "2012-10-17",
      Statement: [{ Effect: "Allow", Action: "*", Resource: "*" }],
    }),
  },
  RESOURCE_CONTROL_POLICY: {
    policyId: "p-RCPFullAWSAccess",
    type: "RESOURCE_CONTROL_POLICY",
    name: "RCPFullAWSAccess",
    description: "Allows access to every operation",
    document: JSON.stringify({
      Version: "2012-10-17",
      Statement: [{ Effect: "Allow", Principal: "*", Action: "*", Resource: "*" }],
    }),
  },
};

/** AWS's control policy with that id. */
export function awsControlPolicy(policyId: string): AwsControlPolicy | undefined {
  return Object.values(awsControlPolicies).find((policy) => policy.policyId === policyId);
}
