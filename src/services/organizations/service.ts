import { organizationsModel, organizationsOperationNames } from "../../wire/constraints/organizations.ts";
import type { Service } from "../../wire/operation.ts";
import type { Call } from "../call.ts";
import { accountCreationOperations } from "./account-creation.ts";
import { accountOperations } from "./accounts.ts";
import { delegationOperations } from "./delegation.ts";
import { handshakeOperations } from "./handshakes.ts";
import { organizationOperations } from "./organizations.ts";
import { policyAttachmentOperations } from "./policy-attachments.ts";
import { policyTypeOperations } from "./policy-types.ts";
import { policyOperations } from "./policies.ts";
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
  operations: [
    ...organizationOperations,
    ...accountCreationOperations,
    ...accountOperations,
    ...unitOperations,
    ...treeOperations,
    ...policyTypeOperations,
    ...policyOperations,
    ...policyAttachmentOperations,
    ...tagOperations,
    ...delegationOperations,
    ...handshakeOperations,
  ],
  knownOperations: organizationsOperationNames,
  model: organizationsModel,
};
