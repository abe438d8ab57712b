import { EnableAllFeatures$ } from "@aws-sdk/client-organizations";
import type { HandshakeDetail, OrganizationPart } from "../../store/organization-records.ts";
import type { Call } from "../call.ts";
import { organizationsErrors } from "./errors.ts";
import { handshakeShape, handshakeState } from "./handshake-shape.ts";
import { newOrganizationsId } from "./ids.ts";
import { managementOperation, type OrganizationCall } from "./organization-operation.ts";
import { organizationsQuotas } from "./quotas.ts";

type HandshakeRecord = OrganizationPart<"handshake">;

/**
 * EnableAllFeatures: asks every invited member of an organization that has consolidated billing only to approve all
 * features; when all have, the management account ends the change by accepting the handshake that this answers.
 * https://docs.aws.amazon.com/organizations/latest/userguide/orgs_manage_org_support-all-features.html
 */
export const allFeaturesOperations = [
  managementOperation(EnableAllFeatures$, {
    handle: async (_: object, call) => ({ Handshake: await handshakeShape(call, await askForApproval(call)) }),
  }),
];

async function askForApproval(call: OrganizationCall): Promise<HandshakeRecord> {
  const { tx, organization } = call;
  const { organizationId, managementAccountId, featureSet } = organization;
  if (featureSet === "ALL") {
    throw organizationsErrors.allFeaturesAlready();
  }
  if (await allFeaturesPending(call, organizationId)) {
    throw organizationsErrors.allFeaturesPending();
  }
  const enabling = handshakeTo(call, managementAccountId, { action: "ENABLE_ALL_FEATURES" });
  await tx.organizationParts.insert(enabling);
  for (const { nodeId, joinedMethod } of await tx.organizations.listNodes(organizationId, "account")) {
    // Accounts that the organization made need not be asked.
    if (joinedMethod === "INVITED" && nodeId !== managementAccountId) {
      const approval = { action: "APPROVE_ALL_FEATURES", parentId: enabling.key } as const;
      await tx.organizationParts.insert(handshakeTo(call, nodeId, approval));
    }
  }
  return enabling;
}

function handshakeTo(
  { organization, nowMs, sources }: OrganizationCall,
  accountId: NonNullable<HandshakeRecord["accountId"]>,
  purpose: Pick<HandshakeDetail, "action" | "parentId">,
): HandshakeRecord {
  return {
    organizationId: organization.organizationId,
    kind: "handshake",
    key: newOrganizationsId("h", 32, sources.randomBytes),
    accountId,
    createdAtMs: nowMs,
    detail: {
      ...purpose,
      state: "OPEN",
      expiresAtMs: nowMs + organizationsQuotas.allFeaturesDays * 86_400_000,
      tags: [],
      target: { type: "ACCOUNT", id: accountId },
    },
  };
}

/** Whether an organization is on the way to all features. */
export async function allFeaturesPending({ tx, nowMs }: Call, organizationId: string): Promise<boolean> {
  const handshakes = await tx.organizationParts.list(organizationId, "handshake");
  return handshakes.some((one) => one.detail.action === "ENABLE_ALL_FEATURES" && handshakeState(one, nowMs) === "OPEN");
}

/** Gives an organization all features, once its members have approved them. */
export async function grantAllFeatures({ tx }: Call, organizationId: string): Promise<void> {
  const organization = await tx.organizations.get(organizationId);
  if (organization === undefined) {
    throw organizationsErrors.handshakeNotFound();
  }
  await tx.organizations.update({ ...organization, featureSet: "ALL" });
}
