import { afterAll, beforeAll, describe, expect, test } from "vitest";
import type { SigningCredentials } from "../../sigv4/sign.ts";
import type { OrganizationRecord } from "../../store/organization-records.ts";
import {
  accountA,
  accountB,
  elementOf,
  keys,
  type Parameters,
  startStsBench,
  type StsBench,
} from "../../../test/sts-bench.ts";

const organizationId = "o-exampleorgid";
const organization: OrganizationRecord = {
  organizationId,
  managementAccountId: accountB,
  rootId: "r-abcd",
  featureSet: "ALL",
  createdAtMs: 0,
  policyTypes: ["SERVICE_CONTROL_POLICY"],
  trustedServices: { "iam.amazonaws.com": 0 },
  rootFeatures: ["RootSessions"],
};

let bench: StsBench;
beforeAll(async () => {
  bench = await startStsBench();
  const node = { organizationId, createdAtMs: 0, tags: [], joinedMethod: "INVITED" } as const;
  await bench.store.write(async (tx) => {
    await tx.organizations.insert(organization);
    await tx.organizations.insertNode({ ...node, kind: "root", nodeId: "r-abcd", name: "Root" });
    for (const nodeId of [accountA, accountB]) {
      await tx.organizations.insertNode({ ...node, kind: "account", nodeId, parentId: "r-abcd", name: nodeId });
      await tx.organizationPolicies.attach(organizationId, nodeId, "p-FullAWSAccess");
    }
    await tx.organizationPolicies.attach(organizationId, "r-abcd", "p-FullAWSAccess");
  });
});
afterAll(() => bench.close());

const arnOfTask = (name: string) => `arn:aws:iam::aws:policy/root-task/${name}`;
const task = (name: string): Parameters => ({ "TaskPolicyArn.arn": arnOfTask(name) });
const ask = (credentials: SigningCredentials, parameters: Parameters = {}) =>
  bench.ask(credentials, "AssumeRoot", {
    TargetPrincipal: accountA,
    ...task("IAMAuditRootUserCredentials"),
    ...parameters,
  });
const session = (name: string) =>
  bench.session(keys.adminB, "AssumeRoot", { TargetPrincipal: accountA, ...task(name) });
const refused = (caller: string, target: string) =>
  `403 AccessDenied: User: ${caller} is not authorized to perform: sts:AssumeRoot on resource: ${target}`;

/** Changes the organization for the time of a call. */
async function whileIt(is: Partial<OrganizationRecord>, call: () => Promise<void>): Promise<void> {
  await bench.store.write((tx) => tx.organizations.update({ ...organization, ...is }));
  try {
    await call();
  } finally {
    await bench.store.write((tx) => tx.organizations.update(organization));
  }
}

/** Denies an action to account A by a service control policy for the time of a call. */
async function whileDenied(action: string, call: () => Promise<void>): Promise<void> {
  const policyId = "p-0123456789";
  const scp = { organizationId, policyId, type: "SERVICE_CONTROL_POLICY", name: "n", description: "" } as const;
  const document = JSON.stringify({ Statement: [{ Effect: "Deny", Action: action, Resource: "*" }] });
  await bench.store.write(async (tx) => {
    await tx.organizationPolicies.insert({ ...scp, document, createdAtMs: 0, tags: [] });
    await tx.organizationPolicies.attach(organizationId, accountA, policyId);
  });
  try {
    await call();
  } finally {
    await bench.store.write((tx) => tx.organizationPolicies.delete(organizationId, policyId));
  }
}

describe("a session of a member's root", () => {
  test("is that account's root for at most a quarter of an hour", async () => {
    const answer = await ask(keys.adminB);
    expect(elementOf(answer.body, "Expiration")).toBe("2026-07-13T11:15:00Z");
    const identity = await bench.must(await session("IAMAuditRootUserCredentials"), "GetCallerIdentity");
    expect(elementOf(identity, "Arn")).toBe(`arn:aws:iam::${accountA}:root`);
    expect(elementOf(identity, "UserId")).toBe(accountA);
    expect((await ask(keys.adminB, { DurationSeconds: "901" })).outcome).toContain(
      "Value '901' at 'durationSeconds' failed to satisfy constraint: Member must have value less than or equal to 900",
    );
  });

  test.each([
    ["IAMAuditRootUserCredentials", "ListAccessKeys", {}, true],
    ["IAMAuditRootUserCredentials", "GetAccountSummary", {}, true],
    ["IAMAuditRootUserCredentials", "GetUser", {}, true],
    ["IAMAuditRootUserCredentials", "DeleteAccessKey", { AccessKeyId: "ROOTKEYOFA0000000" }, false],
    ["IAMAuditRootUserCredentials", "ListAccessKeys", { UserName: "admin" }, false],
    ["IAMAuditRootUserCredentials", "ListUsers", {}, false],
    ["IAMAuditRootUserCredentials", "CreateUser", { UserName: "more" }, false],
    ["IAMCreateRootUserPassword", "ListAccessKeys", {}, false],
    ["IAMDeleteRootUserCredentials", "ListMFADevices", {}, true],
    ["IAMDeleteRootUserCredentials", "CreateAccessKey", {}, false],
    ["S3UnlockBucketPolicy", "ListUsers", {}, false],
    ["SQSUnlockQueuePolicy", "ListUsers", {}, false],
  ] as const)("of %s may call %s %o: %s", async (name, operation, parameters, may) => {
    const { status, outcome } = await bench.ask(await session(name), operation, parameters);
    expect(status).toBe(may ? 200 : 403);
    expect(outcome).toContain(may ? "200" : `with an explicit deny in a session policy: ${arnOfTask(name)}`);
  });

  test("assumes nothing further", async () => {
    const root = await session("IAMAuditRootUserCredentials");
    const RoleArn = await bench.role("open", { Effect: "Allow", Principal: { AWS: "*" }, Action: "sts:AssumeRole" });
    expect((await bench.ask(root, "AssumeRole", { RoleArn, RoleSessionName: "s1" })).outcome).toBe(
      "403 AccessDenied: Roles may not be assumed by root accounts.",
    );
    expect((await bench.ask(root, "GetSessionToken")).outcome).toContain("403 AccessDenied");
    expect((await ask(root)).outcome).toContain("403 AccessDenied");
  });

  test("is bound by the policies of its account's organization", async () => {
    const audit = await session("IAMAuditRootUserCredentials");
    await whileDenied("iam:GetUser", async () => {
      const { outcome } = await bench.ask(audit, "GetUser");
      expect(outcome).toContain("with an explicit deny in a service control policy");
    });
    expect((await bench.ask(audit, "GetUser")).outcome).toBe("200");
  });
});

describe("AssumeRoot is refused", () => {
  const adminB = `arn:aws:iam::${accountB}:user/admin`;
  const rootOfA = `arn:aws:iam::${accountA}:root`;

  test("to root itself", async () => {
    expect((await ask(keys.rootA)).outcome).toBe(refused(`arn:aws:iam::${accountA}:root`, rootOfA));
  });

  test("to whoever has no permission for the task", async () => {
    const onTask = (name: string) => [
      {
        Effect: "Allow",
        Action: "sts:AssumeRoot",
        Resource: rootOfA,
        Condition: { StringEquals: { "sts:TaskPolicyArn": arnOfTask(name) } },
      },
    ];
    const auditor = await bench.user("auditor", onTask("IAMAuditRootUserCredentials"));
    expect((await ask(auditor)).outcome).toBe("200");
    expect((await ask(auditor, task("IAMDeleteRootUserCredentials"))).outcome).toBe(
      refused(`arn:aws:iam::${accountB}:user/auditor`, rootOfA),
    );
  });

  test("where the organization has not enabled it", async () => {
    await whileIt({ rootFeatures: ["RootCredentialsManagement"] }, async () => {
      expect((await ask(keys.adminB)).outcome).toBe(refused(adminB, rootOfA));
    });
  });

  test.each([
    ["an account outside of the organization", "333333333333"],
    ["the management account", accountB],
    ["a user", `arn:aws:iam::${accountA}:user/admin`],
    ["no principal at all", "not-a-principal"],
  ])("of %s", async (_, TargetPrincipal) => {
    const resource = /^\d{12}$/.test(TargetPrincipal) ? `arn:aws:iam::${TargetPrincipal}:root` : TargetPrincipal;
    expect((await ask(keys.adminB, { TargetPrincipal })).outcome).toBe(refused(adminB, resource));
  });

  test("with a policy that is no task", async () => {
    const answer = await ask(keys.adminB, { "TaskPolicyArn.arn": "arn:aws:iam::aws:policy/AdministratorAccess" });
    expect(answer.outcome).toBe(
      "400 ValidationError: arn:aws:iam::aws:policy/AdministratorAccess is not a task policy of AssumeRoot.",
    );
  });

  test("to a member account, unless it administers IAM for the organization", async () => {
    const caller = `arn:aws:iam::${accountA}:user/admin`;
    expect((await ask(keys.adminA)).outcome).toBe(refused(caller, rootOfA));
    const delegation = {
      organizationId,
      kind: "delegatedAdministrator",
      accountId: accountA,
      createdAtMs: 0,
      detail: {},
    } as const;
    await bench.store.write((tx) =>
      tx.organizationParts.insert({ ...delegation, key: `${accountA}/sso.amazonaws.com` }),
    );
    expect((await ask(keys.adminA)).outcome).toBe(refused(caller, rootOfA));
    await bench.store.write((tx) =>
      tx.organizationParts.insert({ ...delegation, key: `${accountA}/iam.amazonaws.com` }),
    );
    expect((await ask(keys.adminA)).outcome).toBe("200");
    await whileDenied("sts:AssumeRoot", async () => {
      expect((await ask(keys.adminA)).outcome).toBe(refused(caller, rootOfA));
    });
  });
});

test("the task of deleting root's credentials deletes them", async () => {
  const made = await bench.must(keys.rootA, "CreateAccessKey");
  const AccessKeyId = elementOf(made, "AccessKeyId");
  const rootKey = { accessKeyId: AccessKeyId, secretAccessKey: elementOf(made, "SecretAccessKey") };
  expect((await bench.ask(rootKey, "GetCallerIdentity")).outcome).toBe("200");
  await bench.must(await session("IAMDeleteRootUserCredentials"), "DeleteAccessKey", { AccessKeyId });
  expect((await bench.ask(rootKey, "GetCallerIdentity")).outcome).toContain("403 InvalidClientTokenId");
});
