import { afterEach, beforeEach, expect, test } from "vitest";
import { accountA, accountB, elementOf, keys, policy, requestId } from "../refusals/fixture.ts";
import { type OrganizationFixture, startOrganization } from "./fixture.ts";

let scene: OrganizationFixture;
beforeEach(async () => {
  scene = await startOrganization(accountA);
});
afterEach(() => scene.close());

const scp = "SERVICE_CONTROL_POLICY";

/** Puts a policy in place of the one that allows everything. */
async function allowOnly(action: readonly string[]): Promise<void> {
  await scene.attach(scp, scene.unitId, policy({ Effect: "Allow", Action: action, Resource: "*" }));
  await scene.manage("DetachPolicy", { PolicyId: "p-FullAWSAccess", TargetId: scene.unitId });
}

test("the calls of a member's root and role sessions reach the report, the refused ones too", async () => {
  await allowOnly(["iam:GetUser", "sts:*", "execute-api:*", "sqs:*"]);
  const EntityPath = `${scene.organizationId}/${scene.rootId}/${scene.unitId}`;
  scene.clock.nowMs += 1000;
  expect(await scene.invokeStatus(await scene.assume(scene.caller))).toBe(200);
  scene.clock.nowMs += 1000;
  expect((await scene.call(keys.rootA, "ListUsers")).status).toBe(403);

  const secondsAgo = (count: number) => new Date(scene.clock.nowMs - count * 1000).toISOString().replace(/\.\d+/, "");
  expect(await scene.must(keys.adminB, "GenerateOrganizationsAccessReport", { EntityPath })).toContain(requestId);
  const got = await scene.must(keys.adminB, "GetOrganizationsAccessReport", { JobId: requestId });
  const [head = "", ...members] = got.split("<member>");
  expect(elementOf(head + (members.at(-1) ?? ""), "NumberOfServicesAccessible")).toBe("4");
  const names = ["ServiceNamespace", "EntityPath", "LastAuthenticatedTime", "TotalAuthenticatedEntities"];
  const path = `${EntityPath}/${accountA}`;
  expect(members.map((member) => names.map((name) => elementOf(member, name)))).toEqual([
    // A role session of the member's invoked, its root was refused, and B alone called STS.
    ["execute-api", path, secondsAgo(1), "1"],
    ["iam", path, secondsAgo(0), "1"],
    ["sqs", "", "", "0"],
    ["sts", "", "", "0"],
  ]);
});

test("what the path or the member is not allowed is refused with the resource named", async () => {
  const EntityPath = `${scene.organizationId}/${scene.rootId}`;
  const member = await scene.call(keys.adminA, "GenerateOrganizationsAccessReport", { EntityPath });
  expect([member.status, member.code]).toEqual([403, "AccessDenied"]);
  const malformed = await scene.call(keys.adminB, "GenerateOrganizationsAccessReport", { EntityPath: "o-short" });
  expect([malformed.status, malformed.code]).toEqual([400, "ValidationError"]);
  const nobody = await scene.call(scene.caller, "GenerateOrganizationsAccessReport", { EntityPath });
  expect(nobody.message).toContain(
    `iam:GenerateOrganizationsAccessReport on resource: arn:aws:iam::${accountB}:access-report/${EntityPath} because`,
  );
});
