import { organizationsModel, organizationsOperationNames } from "../../wire/constraints/organizations.ts";
import type { Service } from "../../wire/operation.ts";
import type { Call } from "../call.ts";
import { accountCreationOperations } from "./account-creation.ts";
import { accountOperations } from "./accounts.ts";
import { allFeaturesOperations } from "./all-features.ts";
import { delegationOperations } from "./delegation.ts";
import { effectivePolicyOperations } from "./effective-policies.ts";
import { handshakeOperations } from "./handshakes.ts";
import { organizationOperations } from "./organizations.ts";
import { policyAttachmentOperations } from "./policy-attachments.ts";
import { policyTypeOperations } from "./policy-types.ts";
import { policyOperations } from "./policies.ts";
import { resourcePolicyOperations } from "./resource-policy.ts";
import { tagOperations } from "./tags.ts";
import { treeOperations } from "./tree.ts";
import { unitOperations } from "./units.ts";

/** Organizations: accounts under one management account, and the policies that bound what they may do. */
export const organizationsService: Service<Call> = {
  name: "organizations",
  signingName: "organizations",
  protocol: "awsJson1_1",
  globalRegion: "us-east-1",
  skewMinutes: 5,
  version: organizationsModel.apiVersion,
  targetPrefix: "AWSOrganizationsV20161128",
  errorTextMember: "Message",
  operations: [
    ...organizationOperations,
    ...accountCreationOperations,
    ...accountOperations,
    ...unitOperations,
    ...treeOperations,
    ...policyTypeOperations,
    ...policyOperations,
    ...policyAttachmentOperations,
    ...effectivePolicyOperations,
    ...resourcePolicyOperations,
    ...tagOperations,
    ...delegationOperations,
    ...handshakeOperations,
    ...allFeaturesOperations,
  ],
  knownOperations: organizationsOperationNames,
  model: organizationsModel,
};
