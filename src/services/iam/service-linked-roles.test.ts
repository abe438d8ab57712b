import { afterEach, beforeEach, expect, test } from "vitest";
import { accountB, allowGet, type IamBench, openIamBench, rootOf, trustOfB } from "../../../test/iam-bench.ts";
import { linkedServices } from "./linked-services.ts";

let iam: IamBench;
beforeEach(async () => {
  iam = await openIamBench();
});
afterEach(() => iam.close());

const RoleName = "AWSServiceRoleForBatch";
const batch = { AWSServiceName: "batch.amazonaws.com" };
const roleArn = "arn:aws:iam::111111111111:role/aws-service-role/batch.amazonaws.com/AWSServiceRoleForBatch";

test("a service's role has a path, a name, a policy and a trust policy of its own", async () => {
  expect(await iam.call("CreateServiceLinkedRole", { ...batch, Description: "d" })).toMatchObject({
    Role: {
      Path: "/aws-service-role/batch.amazonaws.com/",
      RoleName,
      Arn: roleArn,
      AssumeRolePolicyDocument: expect.stringContaining("batch.amazonaws.com"),
    },
  });
  expect(await iam.call("GetRole", { RoleName })).toMatchObject({ Role: { Description: "d" } });
  expect(await iam.call("ListAttachedRolePolicies", { RoleName })).toMatchObject({
    AttachedPolicies: [{ PolicyArn: "arn:aws:iam::aws:policy/aws-service-role/BatchServiceRolePolicy" }],
  });
});

test("some services may have several roles, told apart by a suffix", async () => {
  const autoscaling = { AWSServiceName: "autoscaling.amazonaws.com" };
  await iam.call("CreateServiceLinkedRole", autoscaling);
  expect(await iam.call("CreateServiceLinkedRole", { ...autoscaling, CustomSuffix: "web" })).toMatchObject({
    Role: { RoleName: "AWSServiceRoleForAutoScaling_web" },
  });
});

test.each([
  [batch, `Service role name ${RoleName} has been taken in this account, please try a different suffix.`],
  [{ ...batch, CustomSuffix: "x" }, "Custom suffix is not allowed for batch.amazonaws.com"],
  [{ AWSServiceName: "none.amazonaws.com" }, "none.amazonaws.com has no service-linked role."],
])("of %j no further role is made", async (input, message) => {
  await iam.call("CreateServiceLinkedRole", batch);
  await expect(iam.call("CreateServiceLinkedRole", input)).rejects.toMatchObject({
    code: "InvalidInput",
    status: 400,
    message,
  });
});

test("a service's role goes by a task that can be asked after, in its account only", async () => {
  await iam.call("CreateServiceLinkedRole", batch);
  const task = `task/aws-service-role/batch.amazonaws.com/${RoleName}/00000000-0000-4000-8000-000000000000`;
  expect(await iam.call("DeleteServiceLinkedRole", { RoleName })).toStrictEqual({ DeletionTaskId: task });
  const asked = { DeletionTaskId: task };
  expect(await iam.call("GetServiceLinkedRoleDeletionStatus", asked)).toStrictEqual({ Status: "SUCCEEDED" });
  await expect(iam.call("GetRole", { RoleName })).rejects.toMatchObject({ code: "NoSuchEntity" });
  await expect(iam.call("GetServiceLinkedRoleDeletionStatus", asked, rootOf(accountB))).rejects.toMatchObject({
    code: "NoSuchEntity",
    status: 404,
  });
});

test.each([
  ["no role", "none", "NoSuchEntity"],
  ["another role", "Reader", "InvalidInput"],
])("%s is not deleted as a service's", async (_, name, code) => {
  await iam.call("CreateRole", { RoleName: "Reader", AssumeRolePolicyDocument: trustOfB });
  await expect(iam.call("DeleteServiceLinkedRole", { RoleName: name })).rejects.toMatchObject({ code });
});

const PolicyArn = "arn:aws:iam::aws:policy/AWSDenyAll";

test.each([
  ["DeleteRole", {}],
  ["AttachRolePolicy", { PolicyArn }],
  ["DetachRolePolicy", { PolicyArn }],
  ["PutRolePolicy", { PolicyName: "p", PolicyDocument: allowGet }],
  ["DeleteRolePolicy", { PolicyName: "p" }],
  ["UpdateAssumeRolePolicy", { PolicyDocument: trustOfB }],
  ["PutRolePermissionsBoundary", { PermissionsBoundary: PolicyArn }],
  ["DeleteRolePermissionsBoundary", {}],
  ["AddRoleToInstanceProfile", { InstanceProfileName: "Profile" }],
])("%s does not change a service's role", async (name, members) => {
  await iam.call("CreateServiceLinkedRole", batch);
  await iam.call("CreateInstanceProfile", { InstanceProfileName: "Profile" });
  await expect(iam.call(name, { RoleName, ...members })).rejects.toMatchObject({
    code: "UnmodifiableEntity",
    status: 400,
    message: `Cannot perform the operation on the protected role '${RoleName}' - this role is only modifiable by AWS`,
  });
});

test("only the description of a service's role can be changed", async () => {
  await iam.call("CreateServiceLinkedRole", batch);
  await iam.call("UpdateRole", { RoleName, Description: "new" });
  expect(await iam.call("GetRole", { RoleName })).toMatchObject({ Role: { Description: "new" } });
});

test("the path of services' roles is not for others", async () => {
  const input = { RoleName: "Own", Path: "/aws-service-role/x/", AssumeRolePolicyDocument: trustOfB };
  await expect(iam.call("CreateRole", input)).rejects.toMatchObject({ code: "InvalidInput" });
});

test("permission is asked on the role's ARN, with the service as condition key", async () => {
  expect(await iam.checks("CreateServiceLinkedRole", batch)).toMatchObject([
    {
      action: "iam:CreateServiceLinkedRole",
      resource: roleArn,
      context: { "iam:AWSServiceName": "batch.amazonaws.com" },
    },
  ]);
  await iam.call("CreateServiceLinkedRole", batch);
  expect(await iam.checks("DeleteServiceLinkedRole", { RoleName })).toMatchObject([{ resource: roleArn }]);
  const DeletionTaskId = `task/aws-service-role/batch.amazonaws.com/${RoleName}/x`;
  expect(await iam.checks("GetServiceLinkedRoleDeletionStatus", { DeletionTaskId })).toMatchObject([
    { resource: roleArn },
  ]);
});

test("no two services share a role's name, and none is too long", () => {
  const names = [...linkedServices.values()].map(({ roleName }) => roleName);
  expect(new Set(names).size).toBe(names.length);
  expect(names.filter((name) => name.length > 64)).toEqual([]);
});
