import type { Handshake, HandshakeResource, HandshakeState } from "@aws-sdk/client-organizations";
import type { OrganizationPart } from "../../store/organization-records.ts";
import type { Call } from "../call.ts";
import { arnOfHandshake } from "./arns.ts";
import { emailOf } from "./nodes.ts";

type HandshakeRecord = OrganizationPart<"handshake">;

/** The state of a handshake at that time: one that is left open expires. */
export function handshakeState({ detail }: HandshakeRecord, nowMs: number): HandshakeState {
  return detail.state === "OPEN" && detail.expiresAtMs <= nowMs ? "EXPIRED" : detail.state;
}

/** An invitation as replies have it. */
export async function handshakeShape({ tx, nowMs }: Call, handshake: HandshakeRecord): Promise<Handshake> {
  const { organizationId, key, detail, createdAtMs } = handshake;
  const organization = await tx.organizations.get(organizationId);
  if (organization === undefined) {
    throw new Error(`handshake ${key} outlived its organization ${organizationId}`);
  }
  const { managementAccountId, featureSet } = organization;
  const { target, notes } = detail;
  const resources: HandshakeResource[] = [
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
  return {
    Id: key,
    Arn: arnOfHandshake(organization, key),
    // Documented: the organization goes by its id without the `o-`.
    Parties: [
      { Id: organizationId.slice("o-".length), Type: "ORGANIZATION" },
      { Id: target.id, Type: target.type },
    ],
    State: handshakeState(handshake, nowMs),
    RequestedTimestamp: new Date(createdAtMs),
    ExpirationTimestamp: new Date(detail.expiresAtMs),
    Action: "INVITE",
    Resources: resources,
  };
}
