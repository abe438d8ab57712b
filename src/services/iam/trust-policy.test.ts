import { afterEach, beforeEach, expect, test } from "vitest";
import { accountA, accountB, type IamBench, openIamBench, rootOf, trustOf, trustOfB } from "../../../test/iam-bench.ts";

let iam: IamBench;
beforeEach(async () => {
  iam = await openIamBench();
});
afterEach(() => iam.close());

const callerInB = "arn:aws:iam::222222222222:user/team/caller";

async function createCaller(): Promise<string> {
  const reply = await iam.call("CreateUser", { UserName: "caller", Path: "/team/" }, rootOf(accountB));
  return (reply as { User: { UserId: string } }).User.UserId;
}

const createRole = (document: string, name = "Reader") =>
  iam.call("CreateRole", { RoleName: name, AssumeRolePolicyDocument: document });

async function shownTrust(name = "Reader"): Promise<string> {
  const reply = (await iam.call("GetRole", { RoleName: name })) as { Role: { AssumeRolePolicyDocument: string } };
  return decodeURIComponent(reply.Role.AssumeRolePolicyDocument);
}

test.each([
  ["an account id", { AWS: "222222222222" }],
  ["an account's root", { AWS: "arn:aws:iam::222222222222:root" }],
  ["everyone", { AWS: "*" }],
  ["a service", { Service: "lambda.amazonaws.com" }],
  ["a user of another account", { AWS: callerInB }],
  ["a role of the same account", { AWS: ["arn:aws:iam::111111111111:role/Helper"] }],
  ["a session of a role", { AWS: "arn:aws:sts::111111111111:assumed-role/Helper/session" }],
  ["a federated user", { AWS: "arn:aws:sts::111111111111:federated-user/someone" }],
])("%s can be trusted and is shown as given", async (_, principal) => {
  await createCaller();
  await createRole(trustOfB, "Helper");
  const document = JSON.stringify(JSON.parse(trustOf(principal)), undefined, 3);
  await createRole(document);
  expect(await shownTrust()).toBe(document);
});

test.each([
  ["999999999999"],
  ["arn:aws:iam::999999999999:root"],
  ["arn:aws:iam::222222222222:user/caller"],
  ["arn:aws:iam::222222222222:user/team/Caller"],
  ["arn:aws:iam::222222222222:user/nobody"],
  ["arn:aws:iam::111111111111:role/Nobody"],
  ["arn:aws:sts::111111111111:assumed-role/Nobody/session"],
  ["arn:aws-cn:iam::222222222222:root"],
  ["arn:aws:iam::222222222222:group/team"],
  ["AIDAAAAAAAAAAAAAAAAAA"],
])("the principal %s does not exist and is refused by name", async (principal) => {
  await createCaller();
  const refusal = {
    code: "MalformedPolicyDocument",
    status: 400,
    message: `Invalid principal in policy: "AWS":"${principal}"`,
  };
  await expect(createRole(trustOf({ AWS: principal }))).rejects.toMatchObject(refusal);
  await createRole(trustOfB);
  const update = { RoleName: "Reader", PolicyDocument: trustOf({ AWS: [accountB, principal] }) };
  await expect(iam.call("UpdateAssumeRolePolicy", update)).rejects.toMatchObject(refusal);
});

test.each([
  ["{", "MalformedPolicyDocument", "This policy contains invalid Json"],
  [trustOf("*"), "MalformedPolicyDocument", "Principal must be a JSON object."],
  [trustOf({ Service: "nobody" }), "MalformedPolicyDocument", 'Invalid principal in policy: "SERVICE":"nobody"'],
  [
    trustOf({ AWS: accountB }).replace("sts:", "s3:"),
    "MalformedPolicyDocument",
    "AssumeRole policy may only specify STS AssumeRole actions.",
  ],
  [
    trustOf({ AWS: accountB, Service: `${"a".repeat(2048)}.amazonaws.com` }),
    "LimitExceeded",
    "Cannot exceed quota for ACLSizePerRole: 2048",
  ],
])("the document %.60s is refused", async (document, code, message) => {
  await expect(createRole(document)).rejects.toMatchObject({ code, message });
});

test("white space does not count against the size of a trust policy", async () => {
  const document = trustOfB.replace(":", `:${" ".repeat(4000)}`);
  await createRole(document);
  expect(await shownTrust()).toBe(document);
});

test("the unique id of a user is kept with the role, and may be given in place of the ARN", async () => {
  const userId = await createCaller();
  const trustedIds = () => iam.store.read(async ({ roles }) => (await roles.get(accountA, "Reader"))?.trustedIds);
  await createRole(trustOf({ AWS: [callerInB, accountB] }));
  expect(await trustedIds()).toStrictEqual({ [callerInB]: userId });
  await iam.call("UpdateAssumeRolePolicy", { RoleName: "Reader", PolicyDocument: trustOf({ AWS: userId }) });
  expect(await trustedIds()).toStrictEqual({ [userId]: userId });
  expect(await shownTrust()).toBe(trustOf({ AWS: callerInB }));
  await iam.call("UpdateAssumeRolePolicy", { RoleName: "Reader", PolicyDocument: trustOfB });
  expect(await trustedIds()).toStrictEqual({});
});

test("a deleted or re-created user is shown by the unique id it had, a renamed one by its new ARN", async () => {
  const userId = await createCaller();
  const spaced = trustOf({ AWS: [callerInB, accountB] }).replaceAll(",", ", ");
  await createRole(spaced);
  await iam.call("UpdateUser", { UserName: "caller", NewUserName: "renamed" }, rootOf(accountB));
  expect(await shownTrust()).toBe(spaced.replace("/caller", "/renamed"));
  await iam.call("DeleteUser", { UserName: "renamed" }, rootOf(accountB));
  expect(await shownTrust()).toBe(spaced.replace(callerInB, userId));
  await createCaller();
  expect(await shownTrust()).toBe(spaced.replace(callerInB, userId));
  // Saved again, the name means the new user.
  await iam.call("UpdateAssumeRolePolicy", { RoleName: "Reader", PolicyDocument: spaced });
  expect(await shownTrust()).toBe(spaced);
});
