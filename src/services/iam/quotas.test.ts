import { afterEach, beforeEach, expect, test } from "vitest";
import { accountA, allowGet, type IamBench, nowMs, openIamBench, trustOfB } from "../../../test/iam-bench.ts";
import type { Repositories } from "../../store/repositories.ts";
import { policyArn } from "./arns.ts";
import { iamQuotas } from "./quotas.ts";

let iam: IamBench;
beforeEach(async () => {
  iam = await openIamBench();
});
afterEach(() => iam.close());

const shared = { accountId: accountA, path: "/", createdAtMs: nowMs, tags: [] };

const insertUser = ({ users }: Repositories, name: string) =>
  users.insert({ ...shared, userId: `AIDA${name}`, userName: name });

const insertRole = ({ roles }: Repositories, name: string) =>
  roles.insert({
    ...shared,
    roleId: `AROA${name}`,
    roleName: name,
    trustPolicy: trustOfB,
    trustedIds: {},
    maxSessionDurationSeconds: 3600,
  });

const insertPolicy = ({ policies }: Repositories, name: string) => {
  const arn = policyArn(accountA, "/", name);
  return policies.insert(
    {
      ...shared,
      policyId: `ANPA${name}`,
      policyName: name,
      arn,
      updatedAtMs: nowMs,
      defaultVersion: 1,
      nextVersion: 2,
    },
    { policyArn: arn, version: 1, document: allowGet, createdAtMs: nowMs },
  );
};

test.each([
  ["UsersPerAccount", iamQuotas.users, insertUser, "CreateUser", { UserName: "last" }],
  [
    "RolesPerAccount",
    iamQuotas.roles,
    insertRole,
    "CreateRole",
    { RoleName: "last", AssumeRolePolicyDocument: trustOfB },
  ],
  [
    "PoliciesPerAccount",
    iamQuotas.policies,
    insertPolicy,
    "CreatePolicy",
    { PolicyName: "last", PolicyDocument: allowGet },
  ],
] as const)("%s is %d", { timeout: 60_000 }, async (quota, limit, insert, name, input) => {
  await iam.store.write(async (tx) => {
    for (const number of Array.from({ length: limit }).keys()) {
      await insert(tx, `entity${number}`);
    }
  });
  await expect(iam.call(name, input)).rejects.toMatchObject({
    code: "LimitExceeded",
    status: 409,
    message: `Cannot exceed quota for ${quota}: ${limit}`,
  });
});
