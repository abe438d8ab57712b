import {
  AcceptHandshake$,
  type AcceptHandshakeRequest,
  CancelHandshake$,
  type CancelHandshakeRequest,
  DeclineHandshake$,
  type DeclineHandshakeRequest,
  DescribeHandshake$,
  type DescribeHandshakeRequest,
  type Handshake,
  type HandshakeFilter,
  InviteAccountToOrganization$,
  type InviteAccountToOrganizationRequest,
  ListHandshakesForAccount$,
  type ListHandshakesForAccountRequest,
  ListHandshakesForOrganization$,
  type ListHandshakesForOrganizationRequest,
} from "@aws-sdk/client-organizations";
import { type AccountId, parseAccountId } from "../../arn/account-id.ts";
import type { HandshakeDetail, OrganizationPart } from "../../store/organization-records.ts";
import type { AccountRecord } from "../../store/records.ts";
import type { WithRequired } from "../../wire/operation.ts";
import { type Call, operation } from "../call.ts";
import { allFeaturesPending, grantAllFeatures } from "./all-features.ts";
import { arnOfHandshake, arnOfNode } from "./arns.ts";
import { organizationsErrors } from "./errors.ts";
import { handshakeShape, handshakeState, shownState } from "./handshake-shape.ts";
import { newOrganizationsId } from "./ids.ts";
import {
  administratorOperation,
  managementOperation,
  type OrganizationCall,
  permissionChecks,
} from "./organization-operation.ts";
import { byAge, pagedList } from "./paging.ts";
import { attachAwsPolicies } from "./policy-types.ts";
import { organizationsQuotas } from "./quotas.ts";
import { newTags, requestTagKeys } from "./tag-rules.ts";

type HandshakeRecord = OrganizationPart<"handshake">;
type Invitation = WithRequired<InviteAccountToOrganizationRequest, "Target">;
type NamesHandshake = WithRequired<
  AcceptHandshakeRequest & CancelHandshakeRequest & DeclineHandshakeRequest & DescribeHandshakeRequest,
  "HandshakeId"
>;

/** The operations by which accounts that exist already join an organization, and agree to what it asks of them. */
export const handshakeOperations = [
  managementOperation(InviteAccountToOrganization$, {
    on: ({ Target }: Invitation, { organization }) =>
      Target.Type === "ACCOUNT" ? [{ arn: arnOfNode(organization, Target.Id ?? "") }] : [],
    keys: ({ Tags }) => requestTagKeys(Tags),
    handle: async (input, call) => ({ Handshake: await handshakeShape(call, await invite(input, call)) }),
  }),
  operation(AcceptHandshake$, {
    authorize: (input: NamesHandshake, call) => handshakeChecks("AcceptHandshake", input, call),
    handle: async (input, call) => {
      const handshake = await requireReceived(call, input.HandshakeId);
      const accepted = await moveTo(call, handshake, "ACCEPTED");
      await carryOut(call, accepted);
      return { Handshake: await handshakeShape(call, accepted) };
    },
  }),
  operation(DeclineHandshake$, {
    authorize: (input: NamesHandshake, call) => handshakeChecks("DeclineHandshake", input, call),
    handle: async (input, call) => {
      const declined = await moveTo(call, await requireReceived(call, input.HandshakeId), "DECLINED");
      return { Handshake: await handshakeShape(call, declined) };
    },
  }),
  managementOperation(CancelHandshake$, {
    on: async ({ HandshakeId: key }: NamesHandshake, call) => [
      { arn: arnOfHandshake(call.organization, (await findSent(call, key)) ?? { key }) },
    ],
    handle: async (input, call) => {
      const handshake = await findSent(call, input.HandshakeId);
      if (handshake === undefined) {
        throw organizationsErrors.handshakeNotFound();
      }
      return { Handshake: await handshakeShape(call, await moveTo(call, handshake, "CANCELED")) };
    },
  }),
  operation(DescribeHandshake$, {
    authorize: (input: NamesHandshake, call) => handshakeChecks("DescribeHandshake", input, call),
    handle: async (input, call): Promise<{ Handshake: Handshake }> => {
      const organization = await call.tx.organizations.ofAccount(call.accountId);
      const sent =
        organization?.managementAccountId === call.accountId
          ? await call.tx.organizationParts.get(organization.organizationId, "handshake", input.HandshakeId)
          : undefined;
      return { Handshake: await handshakeShape(call, sent ?? (await requireReceived(call, input.HandshakeId))) };
    },
  }),
  operation(ListHandshakesForAccount$, {
    authorize: () => permissionChecks("ListHandshakesForAccount"),
    handle: async (input: ListHandshakesForAccountRequest, call) => {
      const all = await call.tx.organizationParts.listOfAccount(call.accountId, "handshake");
      const handshakes = filtered(all, input.Filter);
      const { entries, next } = pagedList(handshakes, input, ({ createdAtMs, key }) => byAge(createdAtMs, key));
      return { Handshakes: await Promise.all(entries.map((one) => handshakeShape(call, one))), ...next };
    },
  }),
  administratorOperation(ListHandshakesForOrganization$, {
    handle: async (input: ListHandshakesForOrganizationRequest, call) => {
      const all = await call.tx.organizationParts.list(call.organization.organizationId, "handshake");
      const handshakes = filtered(all, input.Filter);
      const { entries, next } = pagedList(handshakes, input, ({ createdAtMs, key }) => byAge(createdAtMs, key));
      return { Handshakes: await Promise.all(entries.map((one) => handshakeShape(call, one))), ...next };
    },
  }),
];

function filtered(handshakes: readonly HandshakeRecord[], filter: HandshakeFilter = {}): readonly HandshakeRecord[] {
  const { ActionType: action, ParentHandshakeId: parentId } = filter;
  return handshakes.filter(
    ({ detail }) =>
      (action === undefined || action === (detail.action ?? "INVITE")) &&
      (parentId === undefined || parentId === detail.parentId),
  );
}

async function handshakeChecks(operationName: string, { HandshakeId: id }: NamesHandshake, call: Call) {
  const handshake = await findReceived(call, id);
  const organization = handshake && (await call.tx.organizations.get(handshake.organizationId));
  return permissionChecks(operationName, organization && [{ arn: arnOfHandshake(organization, handshake) }]);
}

async function invite(input: Invitation, call: OrganizationCall): Promise<HandshakeRecord> {
  const { tx, organization, nowMs, sources } = call;
  const { organizationId } = organization;
  const { Target, Notes: notes } = input;
  const type = Target.Type === "EMAIL" ? "EMAIL" : "ACCOUNT";
  const account = await findInvited(call, type, Target.Id ?? "");
  if (account === undefined) {
    // Of an account elsewhere in the world this server knows nothing.
    throw organizationsErrors.invalidValue();
  }
  if (await allFeaturesPending(call, organizationId)) {
    throw organizationsErrors.inviteDuringMigration();
  }
  const { accountId } = account;
  if ((await tx.organizations.ofAccount(accountId)) !== undefined) {
    throw organizationsErrors.inviteMember();
  }
  const earlier = await tx.organizationParts.listOfAccount(accountId, "handshake");
  const open = earlier.filter((one) => one.organizationId === organizationId && handshakeState(one, nowMs) === "OPEN");
  if (open.some(({ detail }) => detail.action === undefined)) {
    throw organizationsErrors.duplicateHandshake();
  }
  const handshake: HandshakeRecord = {
    organizationId,
    kind: "handshake",
    key: newOrganizationsId("h", 32, sources.randomBytes),
    accountId,
    createdAtMs: nowMs,
    detail: {
      state: "OPEN",
      expiresAtMs: nowMs + organizationsQuotas.handshakeDays * 86_400_000,
      ...(notes !== undefined && { notes }),
      tags: newTags(input.Tags),
      target: { type, id: Target.Id ?? "" },
    },
  };
  await tx.organizationParts.insert(handshake);
  return handshake;
}

async function findInvited({ tx }: Call, type: "ACCOUNT" | "EMAIL", id: string): Promise<AccountRecord | undefined> {
  if (type === "EMAIL") {
    return tx.accounts.findByEmail(id);
  }
  const accountId: AccountId | undefined = parseAccountId(id);
  return accountId && tx.accounts.get(accountId);
}

async function findSent(
  { tx, organization }: OrganizationCall,
  handshakeId: string,
): Promise<HandshakeRecord | undefined> {
  return tx.organizationParts.get(organization.organizationId, "handshake", handshakeId);
}

async function findReceived({ tx, accountId }: Call, handshakeId: string): Promise<HandshakeRecord | undefined> {
  const received = await tx.organizationParts.listOfAccount(accountId, "handshake");
  return received.find(({ key }) => key === handshakeId);
}

async function requireReceived(call: Call, handshakeId: string): Promise<HandshakeRecord> {
  const handshake = await findReceived(call, handshakeId);
  if (handshake === undefined) {
    throw organizationsErrors.handshakeNotFound();
  }
  return handshake;
}

/** Ends an open handshake in a state; throws when it is in that state already or no longer open. */
async function moveTo(
  call: Call,
  handshake: HandshakeRecord,
  state: HandshakeDetail["state"],
): Promise<HandshakeRecord> {
  const { tx } = call;
  const current = await shownState(call, handshake);
  if (current === state) {
    throw organizationsErrors.handshakeInState();
  }
  // A change that is only requested can be given up, and not yet be carried out.
  if (current !== "OPEN" && !(current === "REQUESTED" && state === "CANCELED")) {
    throw organizationsErrors.handshakeNotOpen();
  }
  const moved = { ...handshake, detail: { ...handshake.detail, state } };
  await tx.organizationParts.update(moved);
  return moved;
}

async function carryOut(call: Call, handshake: HandshakeRecord): Promise<void> {
  switch (handshake.detail.action) {
    case undefined:
      return join(call, handshake);
    case "APPROVE_ALL_FEATURES":
      return undefined;
    case "ENABLE_ALL_FEATURES":
      return grantAllFeatures(call, handshake.organizationId);
  }
}

/** Puts the calling account under the root of the organization that invited it. */
async function join(call: Call, { organizationId, detail }: HandshakeRecord): Promise<void> {
  const { tx, accountId, nowMs } = call;
  const left = await tx.organizations.ofAccount(accountId);
  if (left !== undefined) {
    throw left.managementAccountId === accountId
      ? organizationsErrors.masterCannotLeave()
      : organizationsErrors.inviteMember();
  }
  const organization = await tx.organizations.get(organizationId);
  if (organization === undefined) {
    throw organizationsErrors.handshakeNotFound();
  }
  await tx.organizations.insertNode({
    organizationId,
    kind: "account",
    nodeId: accountId,
    parentId: organization.rootId,
    name: (await tx.accounts.get(accountId))?.name ?? accountId,
    createdAtMs: nowMs,
    tags: detail.tags,
    joinedMethod: "INVITED",
  });
  await attachAwsPolicies(tx, organization, accountId);
}
