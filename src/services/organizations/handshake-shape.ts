import type { Handshake, HandshakeParty, HandshakeResource, HandshakeState } from "@aws-sdk/client-organizations";
import type { OrganizationPart, OrganizationRecord } from "../../store/organization-records.ts";
import type { Call } from "../call.ts";
import { arnOfHandshake } from "./arns.ts";
import { emailOf } from "./nodes.ts";

type HandshakeRecord = OrganizationPart<"handshake">;

/** The state of a handshake at that time: one that is left open expires. */
export function handshakeState({ detail }: HandshakeRecord, nowMs: number): HandshakeState {
  return detail.state === "OPEN" && detail.expiresAtMs <= nowMs ? "EXPIRED" : detail.state;
}

/** The state as replies have it: the change to all features is only requested until every member has approved it. */
export async function shownState({ tx, nowMs }: Call, handshake: HandshakeRecord): Promise<HandshakeState> {
  const state = handshakeState(handshake, nowMs);
  if (state !== "OPEN" || handshake.detail.action !== "ENABLE_ALL_FEATURES") {
    return state;
  }
  const { organizationId } = handshake;
  for (const one of await tx.organizationParts.list(organizationId, "handshake")) {
    const waits = one.detail.parentId === handshake.key && one.detail.state !== "ACCEPTED";
    // Whoever has left the organization has no say any more.
    if (waits && (await tx.organizations.getNode(organizationId, one.accountId ?? "")) !== undefined) {
      return "REQUESTED";
    }
  }
  return state;
}

/** A handshake as replies have it. */
export async function handshakeShape(call: Call, handshake: HandshakeRecord): Promise<Handshake> {
  const { organizationId, key, detail, createdAtMs } = handshake;
  const organization = await call.tx.organizations.get(organizationId);
  if (organization === undefined) {
    throw new Error(`handshake ${key} outlived its organization ${organizationId}`);
  }
  const action = detail.action ?? "INVITE";
  return {
    Id: key,
    Arn: arnOfHandshake(organization, handshake),
    Parties: partiesOf(handshake),
    State: await shownState(call, handshake),
    RequestedTimestamp: new Date(createdAtMs),
    ExpirationTimestamp: new Date(detail.expiresAtMs),
    Action: action,
    Resources:
      action === "INVITE" ? await invitationResources(call, organization, handshake) : featureResources(handshake),
  };
}

function partiesOf({ organizationId, detail: { action, target } }: HandshakeRecord): HandshakeParty[] {
  // Documented: the organization goes by its id without the `o-`.
  const organization = { Id: organizationId.slice("o-".length), Type: "ORGANIZATION" as const };
  return action === "ENABLE_ALL_FEATURES" ? [organization] : [organization, { Id: target.id, Type: target.type }];
}

async function invitationResources(
  { tx }: Call,
  { organizationId, managementAccountId, featureSet }: OrganizationRecord,
  { detail: { target, notes } }: HandshakeRecord,
): Promise<HandshakeResource[]> {
  return [
    {
      Type: "ORGANIZATION",
      Value: organizationId,
      Resources: [
        { Type: "MASTER_EMAIL", Value: await emailOf(tx, managementAccountId) },
        { Type: "MASTER_NAME", Value: (await tx.accounts.get(managementAccountId))?.name ?? managementAccountId },
        { Type: "ORGANIZATION_FEATURE_SET", Value: featureSet },
      ],
    },
    { Type: target.type, Value: target.id },
    ...(notes === undefined ? [] : [{ Type: "NOTES" as const, Value: notes }]),
  ];
}

function featureResources({ organizationId, detail: { parentId } }: HandshakeRecord): HandshakeResource[] {
  return [
    { Type: "ORGANIZATION", Value: organizationId },
    ...(parentId === undefined ? [] : [{ Type: "PARENT_HANDSHAKE" as const, Value: parentId }]),
  ];
}
