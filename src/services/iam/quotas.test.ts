import { afterEach, beforeEach, expect, test } from "vitest";
import { accountA, allowGet, type IamBench, nowMs, openIamBench, trustOfB } from "../../../test/iam-bench.ts";
import { samlMetadata } from "../../../test/operations/rows/iam-account.ts";
import type { Repositories } from "../../store/repositories.ts";
import { policyArn } from "./arns.ts";
import { partQuotas } from "./part-quotas.ts";
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

const insertProfile = ({ instanceProfiles }: Repositories, name: string) =>
  instanceProfiles.insert({ ...shared, instanceProfileId: `AIPA${name}`, instanceProfileName: name });

const insertSamlProvider = ({ iamParts }: Repositories, name: string) =>
  iamParts.insert({
    accountId: accountA,
    kind: "samlProvider",
    key: `arn:aws:iam::${accountA}:saml-provider/${name}`,
    createdAtMs: nowMs,
    detail: {
      name,
      uuid: name,
      metadataDocument: samlMetadata,
      entityId: name,
      signingCertificates: [],
      validUntilMs: nowMs,
      assertionEncryptionMode: "Allowed",
      privateKeys: [],
      tags: [],
    },
  });

test.each([
  ["CreateUser", "UsersPerAccount", iamQuotas.users, insertUser, { UserName: "last" }],
  [
    "CreateRole",
    "RolesPerAccount",
    iamQuotas.roles,
    insertRole,
    { RoleName: "last", AssumeRolePolicyDocument: trustOfB },
  ],
  [
    "CreateServiceLinkedRole",
    "RolesPerAccount",
    iamQuotas.roles,
    insertRole,
    { AWSServiceName: "ops.apigateway.amazonaws.com" },
  ],
  [
    "CreatePolicy",
    "PoliciesPerAccount",
    iamQuotas.policies,
    insertPolicy,
    { PolicyName: "last", PolicyDocument: allowGet },
  ],
  [
    "CreateInstanceProfile",
    "InstanceProfilesPerAccount",
    iamQuotas.instanceProfiles,
    insertProfile,
    { InstanceProfileName: "last" },
  ],
  [
    "CreateSAMLProvider",
    "SAMLProvidersPerAccount",
    partQuotas.samlProviders,
    insertSamlProvider,
    { Name: "last", SAMLMetadataDocument: samlMetadata },
  ],
] as const)("%s: %s is %d", { timeout: 60_000 }, async (name, quota, limit, insert, input) => {
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
