import { afterAll, beforeAll, expect, test } from "vitest";
import { accountA, accountB, keys } from "../refusals/fixture.ts";
import { type Answer, type OrganizationFixture, startOrganization } from "./fixture.ts";

let scene: OrganizationFixture;
beforeAll(async () => {
  scene = await startOrganization(accountA);
  await scene.manage("RemoveAccountFromOrganization", { AccountId: accountA });
  await scene.manage("DeleteOrganization");
});
afterAll(() => scene.close());

test("an organization of consolidated billing gets all features when every invited member has approved", async () => {
  const made = await scene.manage("CreateOrganization", { FeatureSet: "CONSOLIDATED_BILLING" });
  expect(made).toMatchObject({ Organization: { FeatureSet: "CONSOLIDATED_BILLING", AvailablePolicyTypes: [] } });
  const [{ Id: RootId }] = (await scene.manage("ListRoots")).Roots;
  const enableType = { RootId, PolicyType: "SERVICE_CONTROL_POLICY" };
  expect(await scene.attempt(keys.adminB, "EnablePolicyType", enableType)).toMatch(
    "PolicyTypeNotAvailableForOrganizationException",
  );
  const invitation = { Target: { Type: "ACCOUNT", Id: accountA } };
  const { Handshake: invited } = await scene.manage("InviteAccountToOrganization", invitation);
  expect(await scene.attempt(keys.adminA, "AcceptHandshake", { HandshakeId: invited.Id })).toMatchObject({
    Handshake: {},
  });

  const enabling = await scene.manage("EnableAllFeatures");
  expect(enabling).toMatchObject({ Handshake: { Action: "ENABLE_ALL_FEATURES", State: "REQUESTED" } });
  const HandshakeId = enabling.Handshake.Id;
  expect(await scene.attempt(keys.adminB, "EnableAllFeatures")).toMatch(
    "HandshakeConstraintViolationException ORGANIZATION_IS_ALREADY_PENDING_ALL_FEATURES_MIGRATION",
  );
  expect(await scene.attempt(keys.adminB, "InviteAccountToOrganization", invitation)).toMatch(
    "HandshakeConstraintViolationException INVITE_DISABLED_DURING_ENABLE_ALL_FEATURES",
  );
  expect(await scene.attempt(keys.adminB, "AcceptHandshake", { HandshakeId })).toMatch(
    "InvalidHandshakeTransitionException",
  );

  const Filter = { ActionType: "APPROVE_ALL_FEATURES" };
  const asked = await scene.attempt(keys.adminA, "ListHandshakesForAccount", { Filter });
  // The list has one handshake, or the next line fails.
  const [approval] = (asked as { readonly Handshakes: readonly Answer["Handshake"][] }).Handshakes;
  expect(approval).toMatchObject({
    Arn: `arn:aws:organizations::${accountB}:handshake/${made.Organization.Id}/approve_all_features/${approval?.Id}`,
    Resources: [{ Type: "ORGANIZATION" }, { Type: "PARENT_HANDSHAKE", Value: HandshakeId }],
  });
  expect(await scene.attempt(keys.adminA, "AcceptHandshake", { HandshakeId: approval?.Id })).toMatchObject({
    Handshake: { State: "ACCEPTED" },
  });
  expect(await scene.attempt(keys.adminB, "DescribeHandshake", { HandshakeId })).toMatchObject({
    Handshake: { State: "OPEN" },
  });
  expect(await scene.manage("DescribeOrganization")).toMatchObject({
    Organization: { FeatureSet: "CONSOLIDATED_BILLING" },
  });

  expect(await scene.attempt(keys.adminB, "AcceptHandshake", { HandshakeId })).toMatchObject({
    Handshake: { State: "ACCEPTED" },
  });
  expect(await scene.manage("DescribeOrganization")).toMatchObject({ Organization: { FeatureSet: "ALL" } });
  expect(await scene.attempt(keys.adminB, "EnablePolicyType", enableType)).toMatchObject({ Root: { Id: RootId } });
  expect(await scene.attempt(keys.adminB, "EnableAllFeatures")).toMatch(
    "HandshakeConstraintViolationException ORGANIZATION_ALREADY_HAS_ALL_FEATURES",
  );
});
