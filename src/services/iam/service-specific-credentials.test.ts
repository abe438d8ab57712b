import { afterEach, beforeEach, expect, test } from "vitest";
import { accountA, type IamBench, nowMs, openIamBench, userOf } from "../../../test/iam-bench.ts";

let iam: IamBench;
beforeEach(async () => {
  iam = await openIamBench();
  await iam.call("CreateUser", { UserName: "alice" });
  await iam.call("CreateUser", { UserName: "bob" });
});
afterEach(() => iam.close());

const codecommit = "codecommit.amazonaws.com";
const alice = { UserName: "alice" };

interface Credential {
  readonly ServiceSpecificCredentialId: string;
  readonly ServicePassword?: string;
}

async function create(input: object = {}): Promise<Credential> {
  const all = { ...alice, ServiceName: codecommit, ...input };
  const reply = await iam.call("CreateServiceSpecificCredential", all);
  return (reply as { ServiceSpecificCredential: Credential }).ServiceSpecificCredential;
}

async function list(input: object = alice): Promise<readonly Credential[]> {
  const reply = await iam.call("ListServiceSpecificCredentials", input);
  return (reply as { ServiceSpecificCredentials: Credential[] }).ServiceSpecificCredentials;
}

const listed = {
  ...alice,
  Status: "Active",
  ServiceUserName: "alice-at-111111111111",
  CreateDate: new Date(nowMs),
  ServiceSpecificCredentialId: expect.stringMatching(/^ACCA[A-Z2-7]{17}$/),
  ServiceName: codecommit,
};

test("a password is shown when it is made and not again", async () => {
  expect(await create()).toStrictEqual({ ...listed, ServicePassword: expect.stringMatching(/^[A-Za-z0-9+/]{43}=$/) });
  expect(await list()).toStrictEqual([listed]);
});

test("an API key has an alias, a secret and perhaps an end", async () => {
  const ExpirationDate = new Date(nowMs + 30 * 86_400_000);
  const { ServiceUserName, ...metadata } = listed;
  const shape = {
    ...metadata,
    ServiceName: "bedrock.amazonaws.com",
    ServiceCredentialAlias: ServiceUserName,
    ExpirationDate,
  };
  expect(await create({ ServiceName: "bedrock.amazonaws.com", CredentialAgeDays: 30 })).toStrictEqual({
    ...shape,
    ServiceCredentialSecret: expect.stringMatching(/^ABSK/),
  });
  expect(await list()).toStrictEqual([shape]);
});

test("a user has two credentials of a service under two names", async () => {
  await create();
  expect(await create()).toMatchObject({ ServiceUserName: "alice+1-at-111111111111" });
  await expect(create()).rejects.toMatchObject({ code: "LimitExceeded", status: 409 });
  expect(await create({ ServiceName: "cassandra.amazonaws.com" })).toMatchObject({
    ServiceUserName: "alice-at-111111111111",
  });
});

test("the name for the service stays when the user is renamed", async () => {
  await create();
  await iam.call("UpdateUser", { ...alice, NewUserName: "carol" });
  expect(await list({ UserName: "carol" })).toStrictEqual([{ ...listed, UserName: "carol" }]);
});

test.each([
  ["CreateServiceSpecificCredential", { ...alice, ServiceName: "s3.amazonaws.com" }],
  ["ListServiceSpecificCredentials", { ...alice, ServiceName: "s3.amazonaws.com" }],
])("%s knows no service without such credentials", async (name, input) => {
  await expect(iam.call(name, input)).rejects.toMatchObject({
    code: "NotSupportedService",
    status: 404,
    message: "No such service s3.amazonaws.com is supported for Service Specific Credentials",
  });
});

test("only API keys end", async () => {
  await expect(create({ CredentialAgeDays: 30 })).rejects.toMatchObject({ code: "ValidationError" });
});

test("a reset makes another password, and a status is changed", async () => {
  const { ServiceSpecificCredentialId, ServicePassword } = await create();
  const named = { ServiceSpecificCredentialId };
  const reset = await iam.call("ResetServiceSpecificCredential", named, userOf(accountA, "alice"));
  const { ServicePassword: another } = (reset as { ServiceSpecificCredential: Credential }).ServiceSpecificCredential;
  expect(reset).toMatchObject({ ServiceSpecificCredential: { ...listed, ...named } });
  expect([another === undefined, another === ServicePassword]).toEqual([false, false]);
  await iam.call("UpdateServiceSpecificCredential", { ...alice, ...named, Status: "Inactive" });
  expect(await list()).toMatchObject([{ Status: "Inactive" }]);
});

test("lists tell services and users apart", async () => {
  await create();
  await create({ ServiceName: "cassandra.amazonaws.com" });
  await create({ UserName: "bob" });
  expect(await list({ ...alice, ServiceName: codecommit })).toHaveLength(1);
  expect(await list({ AllUsers: true })).toHaveLength(3);
  expect(await list({ AllUsers: true, ServiceName: codecommit })).toHaveLength(2);
});

test("another user's credential does not exist", async () => {
  const { ServiceSpecificCredentialId } = await create();
  const missing = { code: "NoSuchEntity", message: `No such credential ${ServiceSpecificCredentialId} exists` };
  const named = { UserName: "bob", ServiceSpecificCredentialId };
  await expect(iam.call("ResetServiceSpecificCredential", named)).rejects.toMatchObject(missing);
  await expect(iam.call("DeleteServiceSpecificCredential", named)).rejects.toMatchObject(missing);
  await iam.call("DeleteServiceSpecificCredential", { ...named, ...alice });
  await expect(iam.call("DeleteServiceSpecificCredential", { ...named, ...alice })).rejects.toMatchObject(missing);
});
