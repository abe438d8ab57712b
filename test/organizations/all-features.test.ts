import { afterAll, beforeAll, expect, test } from "vitest";
import type { SigningCredentials } from "../../src/sigv4/sign.ts";
import { accountA, accountB, keys } from "../refusals/fixture.ts";
import { type Answer, type OrganizationFixture, startOrganization } from "./fixture.ts";

let scene: OrganizationFixture;
beforeAll(async () => {
  scene = await startOrganization(accountA);
  await scene.manage("RemoveAccountFromOrganization", { AccountId: accountA });
  await scene.manage("DeleteOrganization");
});
afterAll(() => scene.close());

async function outcome(credentials: SigningCredentials, operation: string, input: object = {}): Promise<unknown> {
  const { status, body } = await scene.ask(credentials, operation, input);
  // Every refusal has such members.
  const answer = JSON.parse(body === "" ? "{}" : body) as { readonly __type?: string; readonly Reason?: string };
  return status === 200 ? answer : `${answer.__type} ${answer.Reason ?? ""}`.trimEnd();
}

test("an organization of consolidated billing gets all features when every invited member has approved", async () => {
  const made = await scene.manage("CreateOrganization", { FeatureSet: "CONSOLIDATED_BILLING" });
  expect(made).toMatchObject({ Organization: { FeatureSet: "CONSOLIDATED_BILLING", AvailablePolicyTypes: [] } });
  const [{ Id: RootId }] = (await scene.manage("ListRoots")).Roots;
  const enableType = { RootId, PolicyType: "SERVICE_CONTROL_POLICY" };
  expect(await outcome(keys.adminB, "EnablePolicyType", enableType)).toBe(
    "PolicyTypeNotAvailableForOrganizationException",
  );
  const invitation = { Target: { Type: "ACCOUNT", Id: accountA } };
  const { Handshake: invited } = await scene.manage("InviteAccountToOrganization", invitation);
  expect(await outcome(keys.adminA, "AcceptHandshake", { HandshakeId: invited.Id })).toMatchObject({ Handshake: {} });

  const enabling = await scene.manage("EnableAllFeatures");
  expect(enabling).toMatchObject({ Handshake: { Action: "ENABLE_ALL_FEATURES", State: "REQUESTED" } });
  const HandshakeId = enabling.Handshake.Id;
  expect(await outcome(keys.adminB, "EnableAllFeatures")).toBe(
    "HandshakeConstraintViolationException ORGANIZATION_IS_ALREADY_PENDING_ALL_FEATURES_MIGRATION",
  );
  expect(await outcome(keys.adminB, "InviteAccountToOrganization", invitation)).toBe(
    "HandshakeConstraintViolationException INVITE_DISABLED_DURING_ENABLE_ALL_FEATURES",
  );
  expect(await outcome(keys.adminB, "AcceptHandshake", { HandshakeId })).toBe("InvalidHandshakeTransitionException");

  const Filter = { ActionType: "APPROVE_ALL_FEATURES" };
  const asked = await outcome(keys.adminA, "ListHandshakesForAccount", { Filter });
  // The list has one handshake, or the next line fails.
  const [approval] = (asked as { readonly Handshakes: readonly Answer["Handshake"][] }).Handshakes;
  expect(approval).toMatchObject({
    Arn: `arn:aws:organizations::${accountB}:handshake/${made.Organization.Id}/approve_all_features/${approval?.Id}`,
    Resources: [{ Type: "ORGANIZATION" }, { Type: "PARENT_HANDSHAKE", Value: HandshakeId }],
  });
  expect(await outcome(keys.adminA, "AcceptHandshake", { HandshakeId: approval?.Id })).toMatchObject({
    Handshake: { State: "ACCEPTED" },
  });
  expect(await outcome(keys.adminB, "DescribeHandshake", { HandshakeId })).toMatchObject({
    Handshake: { State: "OPEN" },
  });
  expect(await scene.manage("DescribeOrganization")).toMatchObject({
    Organization: { FeatureSet: "CONSOLIDATED_BILLING" },
  });

  expect(await outcome(keys.adminB, "AcceptHandshake", { HandshakeId })).toMatchObject({
    Handshake: { State: "ACCEPTED" },
  });
  expect(await scene.manage("DescribeOrganization")).toMatchObject({ Organization: { FeatureSet: "ALL" } });
  expect(await outcome(keys.adminB, "EnablePolicyType", enableType)).toMatchObject({ Root: { Id: RootId } });
  expect(await outcome(keys.adminB, "EnableAllFeatures")).toBe(
    "HandshakeConstraintViolationException ORGANIZATION_ALREADY_HAS_ALL_FEATURES",
  );
});
