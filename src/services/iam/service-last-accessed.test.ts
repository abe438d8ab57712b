import { afterEach, beforeEach, expect, test } from "vitest";
import {
  accountA,
  accountB,
  allowGet,
  type IamBench,
  nowMs,
  openIamBench,
  rootOf,
  trustOfB,
} from "../../../test/iam-bench.ts";

let iam: IamBench;
beforeEach(async () => {
  iam = await openIamBench();
  await iam.call("CreateGroup", { GroupName: "Readers" });
  await iam.call("PutGroupPolicy", { GroupName: "Readers", PolicyName: "get", PolicyDocument: allowGet });
  for (const UserName of ["alice", "bob"]) {
    await iam.call("CreateUser", { UserName });
    await iam.call("AddUserToGroup", { GroupName: "Readers", UserName });
  }
  await iam.call("CreateRole", { RoleName: "Web", AssumeRolePolicyDocument: trustOfB });
  await iam.call("AttachUserPolicy", { UserName: "alice", PolicyArn: readOnly });
});
afterEach(() => iam.close());

const readOnly = "arn:aws:iam::aws:policy/IAMReadOnlyAccess";
const arnOf = (resource: string) => `arn:aws:iam::111111111111:${resource}`;
const JobId = "00000000-0000-4000-8000-000000000000";
const dates = { JobCreationDate: new Date(nowMs), JobCompletionDate: new Date(nowMs) };

async function idOf(UserName: string): Promise<string> {
  const { User } = (await iam.call("GetUser", { UserName })) as { readonly User: { readonly UserId: string } };
  return User.UserId;
}

async function report(Arn: string): Promise<unknown> {
  expect(await iam.call("GenerateServiceLastAccessedDetails", { Arn })).toStrictEqual({ JobId });
  return iam.call("GetServiceLastAccessedDetails", { JobId });
}

test("a user's report holds the services granted to it and its groups, and the calls it made", async () => {
  const userId = await idOf("alice");
  const use = { serviceName: "s3", atMs: nowMs - 1000, region: "eu-west-1" };
  await iam.store.write(({ serviceUses }) => serviceUses.record(accountA, userId, use));
  iam.noteUse(`${userId}/iam`, { serviceName: "iam", atMs: nowMs, region: "us-east-1" });
  const iamUse = {
    ServiceName: "AWS Identity and Access Management",
    ServiceNamespace: "iam",
    LastAuthenticated: new Date(nowMs),
    LastAuthenticatedEntity: arnOf("user/alice"),
    LastAuthenticatedRegion: "us-east-1",
    TotalAuthenticatedEntities: 1,
  };
  const s3Use = {
    ServiceName: "Amazon S3",
    ServiceNamespace: "s3",
    LastAuthenticated: new Date(nowMs - 1000),
    LastAuthenticatedEntity: arnOf("user/alice"),
    LastAuthenticatedRegion: "eu-west-1",
    TotalAuthenticatedEntities: 1,
  };
  expect(await report(arnOf("user/alice"))).toStrictEqual({
    JobStatus: "COMPLETED",
    JobType: "SERVICE_LEVEL",
    ...dates,
    ServicesLastAccessed: [iamUse, s3Use],
    IsTruncated: false,
  });
  const first = await iam.call("GetServiceLastAccessedDetails", { JobId, MaxItems: 1 });
  expect(first).toMatchObject({ ServicesLastAccessed: [iamUse], IsTruncated: true });
  const { Marker } = first as { readonly Marker: string };
  expect(await iam.call("GetServiceLastAccessedDetails", { JobId, Marker })).toMatchObject({
    ServicesLastAccessed: [s3Use],
    IsTruncated: false,
  });
});

test("a group's report names who of its members called last, and lists them", async () => {
  const [alice, bob] = [await idOf("alice"), await idOf("bob")];
  iam.noteUse(`${alice}/s3`, { serviceName: "s3", atMs: nowMs - 5, region: "r1" });
  iam.noteUse(`${bob}/s3`, { serviceName: "s3", atMs: nowMs, region: "r2" });
  expect(await report(arnOf("group/Readers"))).toMatchObject({
    ServicesLastAccessed: [
      { ServiceNamespace: "s3", LastAuthenticatedEntity: arnOf("user/bob"), TotalAuthenticatedEntities: 2 },
    ],
  });
  const details = await iam.call("GetServiceLastAccessedDetailsWithEntities", { JobId, ServiceNamespace: "s3" });
  expect(details).toMatchObject({ JobStatus: "COMPLETED", ...dates, IsTruncated: false });
  const { EntityDetailsList } = details as { readonly EntityDetailsList: readonly unknown[] };
  expect(EntityDetailsList).toHaveLength(2);
  expect(EntityDetailsList).toContainEqual({
    EntityInfo: { Arn: arnOf("user/bob"), Name: "bob", Type: "USER", Id: bob, Path: "/" },
    LastAuthenticated: new Date(nowMs),
  });
});

test("a policy's report is about all whom it serves, the members of groups among them", async () => {
  await iam.call("AttachGroupPolicy", { GroupName: "Readers", PolicyArn: readOnly });
  await iam.call("AttachRolePolicy", { RoleName: "Web", PolicyArn: readOnly });
  await report(readOnly);
  const details = await iam.call("GetServiceLastAccessedDetailsWithEntities", { JobId, ServiceNamespace: "iam" });
  const { EntityDetailsList } = details as {
    readonly EntityDetailsList: readonly { readonly EntityInfo: { readonly Name: string } }[];
  };
  expect(EntityDetailsList.map(({ EntityInfo }) => EntityInfo.Name).sort()).toEqual(["Web", "alice", "bob"]);
});

test("what allows everything grants the services that are known, what allows nothing none", async () => {
  await iam.call("AttachRolePolicy", { RoleName: "Web", PolicyArn: "arn:aws:iam::aws:policy/AdministratorAccess" });
  expect(await report(arnOf("role/Web"))).toMatchObject({
    ServicesLastAccessed: expect.arrayContaining([
      { ServiceName: "Amazon API Gateway", ServiceNamespace: "execute-api", TotalAuthenticatedEntities: 0 },
    ]),
  });
});

test("the policies that grant services are listed for each", async () => {
  const input = { Arn: arnOf("user/alice"), ServiceNamespaces: ["s3", "iam", "ec2"] };
  expect(await iam.call("ListPoliciesGrantingServiceAccess", input)).toStrictEqual({
    PoliciesGrantingServiceAccess: [
      {
        ServiceNamespace: "s3",
        Policies: [{ PolicyName: "get", PolicyType: "INLINE", EntityType: "GROUP", EntityName: "Readers" }],
      },
      {
        ServiceNamespace: "iam",
        Policies: [{ PolicyName: "IAMReadOnlyAccess", PolicyType: "MANAGED", PolicyArn: readOnly }],
      },
      { ServiceNamespace: "ec2", Policies: [] },
    ],
    IsTruncated: false,
  });
});

test.each([
  ["arn:aws:s3:::no-entity-of-iam", "InvalidInput", "ARN arn:aws:s3:::no-entity-of-iam is not valid."],
  [arnOf("user/none"), "NoSuchEntity", "The user with name none cannot be found."],
  [arnOf("group/none"), "NoSuchEntity", "The group with name none cannot be found."],
  ["arn:aws:iam::222222222222:role/Web", "NoSuchEntity", "The role with name Web cannot be found."],
  [arnOf("policy/none"), "NoSuchEntity", `Policy ${arnOf("policy/none")} was not found.`],
])("of %s there is no report", async (Arn, code, message) => {
  await expect(iam.call("GenerateServiceLastAccessedDetails", { Arn })).rejects.toMatchObject({ code, message });
});

test("jobs are an account's own, and tell of no service that is not granted", async () => {
  await report(arnOf("role/Web"));
  await expect(iam.call("GetServiceLastAccessedDetails", { JobId }, rootOf(accountB))).rejects.toMatchObject({
    code: "NoSuchEntity",
    status: 404,
  });
  const input = { JobId, ServiceNamespace: "s3" };
  await expect(iam.call("GetServiceLastAccessedDetailsWithEntities", input)).rejects.toMatchObject({
    code: "NoSuchEntity",
  });
});

test.each([
  [arnOf("user/alice"), "user alice"],
  [arnOf("group/Readers"), "group Readers"],
  [arnOf("role/Web"), "role Web"],
  [readOnly, `policy ${readOnly}`],
])("permission is asked on %s", async (Arn, resourceLabel) => {
  expect(await iam.checks("GenerateServiceLastAccessedDetails", { Arn })).toMatchObject([
    { action: "iam:GenerateServiceLastAccessedDetails", resource: Arn, resourceLabel },
  ]);
});
