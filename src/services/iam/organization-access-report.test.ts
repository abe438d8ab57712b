import { afterEach, beforeEach, describe, expect, test } from "vitest";
import { accountA, accountB, type IamBench, nowMs, openIamBench, rootOf } from "../../../test/iam-bench.ts";
import { accountIdOf } from "../../arn/account-id.ts";
import type { OrganizationNode } from "../../store/organization-records.ts";
import { serviceNames } from "./service-names.ts";

// A manages the organization; B is in the unit, C in the root.
const accountC = accountIdOf("333333333333");
const organizationId = "o-abcdefghij";
const rootPath = `${organizationId}/r-abcd`;
const unitPath = `${rootPath}/ou-abcd-11111111`;
const pathOfB = `${unitPath}/${accountB}`;
const everything = "p-FullAWSAccess";
const few = "p-few00000";
const JobId = "00000000-0000-4000-8000-000000000000";

let iam: IamBench;
beforeEach(async () => {
  iam = await openIamBench();
  await iam.store.write(async ({ accounts, organizations, organizationPolicies, serviceUses }) => {
    await accounts.insert({ accountId: accountC, name: "c", createdAtMs: nowMs });
    await organizations.insert({
      organizationId,
      managementAccountId: accountA,
      rootId: "r-abcd",
      featureSet: "ALL",
      createdAtMs: nowMs,
      policyTypes: ["SERVICE_CONTROL_POLICY"],
      trustedServices: {},
    });
    const node = { organizationId, name: "n", createdAtMs: nowMs, tags: [] };
    const account = { ...node, kind: "account", joinedMethod: "CREATED" } as const;
    const nodes: readonly OrganizationNode[] = [
      { ...node, kind: "root", nodeId: "r-abcd" },
      { ...node, kind: "unit", nodeId: "ou-abcd-11111111", parentId: "r-abcd" },
      { ...account, nodeId: accountA, parentId: "r-abcd" },
      { ...account, nodeId: accountB, parentId: "ou-abcd-11111111" },
      { ...account, nodeId: accountC, parentId: "r-abcd" },
    ];
    for (const each of nodes) {
      await organizations.insertNode(each);
      await organizationPolicies.attach(organizationId, each.nodeId, everything);
    }
    const use = { region: "eu-west-1", serviceName: "iam" };
    await serviceUses.record(accountA, accountA, { ...use, atMs: nowMs - 1 });
    await serviceUses.record(accountB, accountB, { ...use, atMs: nowMs - 20 });
    await serviceUses.record(accountC, accountC, { ...use, atMs: nowMs - 10 });
  });
  iam.noteUse(`${accountB}/sts`, { serviceName: "sts", atMs: nowMs - 5, region: "us-west-2" });
});
afterEach(() => iam.close());

/** Puts a policy where the one that allows everything was. */
async function control(nodeId: string, statements: readonly object[], besides = false): Promise<void> {
  await iam.store.write(async ({ organizationPolicies }) => {
    const document = JSON.stringify({ Version: "2012-10-17", Statement: statements });
    const policy = { organizationId, policyId: few, name: "few", description: "", document, createdAtMs: nowMs };
    await organizationPolicies.insert({ ...policy, type: "SERVICE_CONTROL_POLICY", tags: [] });
    if (!besides) {
      await organizationPolicies.detach(organizationId, nodeId, everything);
    }
    await organizationPolicies.attach(organizationId, nodeId, few);
  });
}

const allow = (...Action: readonly string[]) => ({ Effect: "Allow", Action, Resource: "*" });
const deny = (rest: object) => ({ Effect: "Deny", Resource: "*", ...rest });

interface Report {
  readonly AccessDetails: readonly { readonly ServiceNamespace: string }[];
  readonly Marker?: string;
}

async function report(EntityPath: string, OrganizationsPolicyId?: string): Promise<unknown> {
  const input = { EntityPath, ...(OrganizationsPolicyId !== undefined && { OrganizationsPolicyId }) };
  expect(await iam.call("GenerateOrganizationsAccessReport", input)).toStrictEqual({ JobId });
  return iam.call("GetOrganizationsAccessReport", { JobId });
}

/** The namespaces of a report. */
function namespaces(got: unknown): readonly string[] {
  return (got as Report).AccessDetails.map(({ ServiceNamespace }) => ServiceNamespace);
}

const iamName = { ServiceName: "AWS Identity and Access Management", ServiceNamespace: "iam" };
const stsName = { ServiceName: "AWS Security Token Service", ServiceNamespace: "sts" };
const stsOfB = {
  ...stsName,
  Region: "us-west-2",
  EntityPath: pathOfB,
  LastAuthenticatedTime: new Date(nowMs - 5),
  TotalAuthenticatedEntities: 1,
};
const iamAt = (EntityPath: string, agoMs: number, TotalAuthenticatedEntities: number) => ({
  ...iamName,
  Region: "eu-west-1",
  EntityPath,
  LastAuthenticatedTime: new Date(nowMs - agoMs),
  TotalAuthenticatedEntities,
});
const unused = { ServiceName: "Amazon S3", ServiceNamespace: "s3", TotalAuthenticatedEntities: 0 };

describe("the report of", () => {
  beforeEach(() => control("r-abcd", [allow("iam:*", "s3:Get*", "sts:*")]));

  test("a root counts its member accounts and names the one that called last", async () => {
    const dates = { JobCreationDate: new Date(nowMs), JobCompletionDate: new Date(nowMs) };
    expect(await report(rootPath)).toStrictEqual({
      JobStatus: "COMPLETED",
      ...dates,
      NumberOfServicesAccessible: 3,
      NumberOfServicesNotAccessed: 1,
      AccessDetails: [iamAt(`${rootPath}/${accountC}`, 10, 2), unused, stsOfB],
      IsTruncated: false,
    });
  });

  test.each([
    ["a unit, those under it", unitPath],
    ["an account, itself", pathOfB],
  ])("%s", async (_, path) => {
    expect(await report(path)).toMatchObject({ AccessDetails: [iamAt(pathOfB, 20, 1), unused, stsOfB] });
  });

  test("the management account has every service, whatever policy is named", async () => {
    const got = await report(`${rootPath}/${accountA}`, "p-absent00");
    expect(namespaces(got)).toEqual([...serviceNames.keys()].sort());
    expect(got).toMatchObject({ NumberOfServicesNotAccessed: serviceNames.size - 1 });
    expect((got as Report).AccessDetails).toContainEqual(iamAt(`${rootPath}/${accountA}`, 1, 1));
  });

  test("a policy has what it allows and the accounts that it is attached above", async () => {
    expect(await report(rootPath, few)).toMatchObject({
      AccessDetails: [iamAt(`${rootPath}/${accountC}`, 10, 2), unused, stsOfB],
    });
  });

  test("a policy that is attached further up only has nobody", async () => {
    const nobody = { TotalAuthenticatedEntities: 0 };
    expect(await report(unitPath, few)).toMatchObject({
      AccessDetails: [{ ...iamName, ...nobody }, unused, { ...stsName, ...nobody }],
      NumberOfServicesNotAccessed: 3,
    });
  });

  test("a policy counts within the entity only", async () => {
    expect((await report(unitPath, everything)) as Report).toMatchObject({
      NumberOfServicesAccessible: serviceNames.size,
      NumberOfServicesNotAccessed: serviceNames.size - 2,
    });
  });
});

const all = [...serviceNames.keys()].sort();
const without = (...names: readonly string[]) => all.filter((name) => !names.includes(name));

test.each<[what: string, statements: readonly object[], left: readonly string[]]>([
  ["a denied service is not left", [allow("*"), deny({ Action: ["S3:*"] })], without("s3")],
  ["a denied action leaves the service", [allow("*"), deny({ Action: "s3:Get*" })], all],
  [
    "a denial under a condition leaves it",
    [allow("*"), deny({ Action: "s3:*", Condition: { Bool: { "aws:SecureTransport": "false" } } })],
    all,
  ],
  ["a denial on some resources leaves it", [allow("*"), deny({ Action: "s3:*", Resource: "arn:aws:s3:::a" })], all],
  [
    "a denial of all else leaves what it names",
    [allow("*"), deny({ Action: undefined, NotAction: ["iam:*", "sts:Get*"] })],
    ["iam", "sts"],
  ],
  ["a denial of everything leaves nothing", [allow("*"), deny({ Action: "*" })], []],
  ["a service that only the policy knows is left", [allow("made-up:Do", "iam:*")], ["iam", "made-up"]],
])("%s", async (_, statements, left) => {
  await control("ou-abcd-11111111", statements);
  expect(
    namespaces(await iam.call("GetOrganizationsAccessReport", await generated(unitPath, { MaxItems: 1000 }))),
  ).toEqual(left);
});

test("a service is left that every level allows, and nothing denies on any", async () => {
  await control("r-abcd", [allow("iam:*"), deny({ Action: "iam:*" })], true);
  expect(namespaces(await report(pathOfB))).toEqual(without("iam"));
});

async function generated(EntityPath: string, rest: object = {}): Promise<object> {
  return { ...((await iam.call("GenerateOrganizationsAccessReport", { EntityPath })) as object), ...rest };
}

test.each([
  [undefined, ["iam", "s3", "sts"]],
  ["SERVICE_NAMESPACE_ASCENDING", ["iam", "s3", "sts"]],
  ["SERVICE_NAMESPACE_DESCENDING", ["sts", "s3", "iam"]],
  ["LAST_AUTHENTICATED_TIME_ASCENDING", ["s3", "iam", "sts"]],
  ["LAST_AUTHENTICATED_TIME_DESCENDING", ["sts", "iam", "s3"]],
])("pages go on in the order of the sort key %s", async (SortKey, order) => {
  await control("r-abcd", [allow("iam:*", "s3:*", "sts:*")]);
  const job = await generated(rootPath, { MaxItems: 1, ...(SortKey !== undefined && { SortKey }) });
  const seen: string[] = [];
  let Marker: string | undefined;
  do {
    const page = (await iam.call("GetOrganizationsAccessReport", {
      ...job,
      ...(Marker !== undefined && { Marker }),
    })) as Report;
    expect(page).toMatchObject({ NumberOfServicesAccessible: 3, NumberOfServicesNotAccessed: 1 });
    seen.push(...namespaces(page));
    ({ Marker } = page);
  } while (Marker !== undefined);
  expect(seen).toEqual(order);
});

test("a report stays what it was when calls follow", async () => {
  const before = await report(rootPath);
  iam.noteUse(`${accountC}/sts`, { serviceName: "sts", atMs: nowMs, region: "us-east-1" });
  expect(await iam.call("GetOrganizationsAccessReport", { JobId })).toStrictEqual(before);
});

test.each([
  [`${rootPath}/`, undefined, "INVALID_ORGANIZATIONS_ENTITY_PATH"],
  [`${organizationId}/r-zzzz`, undefined, "INVALID_ORGANIZATIONS_ENTITY_PATH"],
  [`${rootPath}/${accountB}`, undefined, "INVALID_ORGANIZATIONS_ENTITY_PATH"],
  [`${rootPath}/r-abcd`, undefined, "INVALID_ORGANIZATIONS_ENTITY_PATH"],
  [`${pathOfB}/${accountB}`, undefined, "INVALID_ORGANIZATIONS_ENTITY_PATH"],
  [rootPath, "p-absent00", "INVALID_ORGANIZATIONS_POLICY"],
  [rootPath, "p-RCPFullAWSAccess", "INVALID_ORGANIZATIONS_POLICY"],
])("the job of %s with policy %s fails", async (path, policyId, Code) => {
  const got = await report(path, policyId);
  expect(got).toMatchObject({ JobStatus: "FAILED", IsTruncated: false, ErrorDetails: { Code } });
  expect(got).not.toHaveProperty("AccessDetails");
});

test("a path in another organization is refused in AWS's words", async () => {
  await expect(report("o-another000/r-abcd")).rejects.toMatchObject({
    code: "AccessDenied",
    status: 403,
    message: "The organization ID in the specified entity path is different than your organization ID.",
  });
});

test.each([
  ["GenerateOrganizationsAccessReport", { EntityPath: rootPath }],
  ["GetOrganizationsAccessReport", { JobId }],
])("%s is for the management account, while control policies are enabled", async (name, input) => {
  const denied = { code: "AccessDenied", status: 403 };
  await expect(iam.call(name, input, rootOf(accountB))).rejects.toMatchObject({
    ...denied,
    message: expect.stringContaining("management account"),
  });
  expect(await iam.checks(name, input, rootOf(accountB))).toHaveLength(1);
  await iam.store.write(async ({ organizations }) => {
    const organization = await organizations.get(organizationId);
    if (organization !== undefined) {
      await organizations.update({ ...organization, policyTypes: [] });
    }
  });
  await expect(iam.call(name, input)).rejects.toMatchObject({
    ...denied,
    message: expect.stringContaining("must be enabled"),
  });
});

test("permission is asked on the path, and to read the tree and each policy on the way", async () => {
  await control("r-abcd", [allow("*")], true);
  const policyArn = (part: string) => `arn:aws:organizations::${part}`;
  const fewArn = policyArn(`${accountA}:policy/${organizationId}/service_control_policy/${few}`);
  const allArn = policyArn(`aws:policy/service_control_policy/${everything}`);
  const unitArn = policyArn(`${accountA}:ou/${organizationId}/ou-abcd-11111111`);
  const checks = await iam.checks("GenerateOrganizationsAccessReport", { EntityPath: unitPath });
  expect(checks.map(({ action, resource }) => [action, resource])).toEqual([
    ["iam:GenerateOrganizationsAccessReport", `arn:aws:iam::${accountA}:access-report/${unitPath}`],
    ["organizations:ListRoots", "*"],
    ["organizations:ListParents", unitArn],
    ["organizations:ListChildren", unitArn],
    ["organizations:ListPoliciesForTarget", unitArn],
    ["organizations:DescribePolicy", allArn],
    ["organizations:ListTargetsForPolicy", allArn],
    ["organizations:DescribePolicy", fewArn],
    ["organizations:ListTargetsForPolicy", fewArn],
  ]);
});
