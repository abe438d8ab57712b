import { fileURLToPath } from "node:url";
import { afterAll, beforeAll, describe, expect, test } from "vitest";
import { accountA, accountB, type ClientFixture, startFixture } from "./fixture.ts";
import { firstPython, reportMissing, runWell } from "./run-client.ts";

const python = await firstPython("boto3");
if (python === undefined) {
  reportMissing("boto3", "no python3 on the search path can import boto3");
}

const forbidden = [403, { message: "Forbidden" }];

describe.skipIf(python === undefined)("boto3", () => {
  let fixture: ClientFixture;
  let report: Readonly<Record<string, unknown>>;

  beforeAll(async () => {
    fixture = await startFixture();
    const { endpoint, backendUrl } = fixture;
    const scene = {
      endpoint,
      backendUrl,
      accountA: { id: accountA.id, ...accountA.admin },
      accountB: { id: accountB.id, ...accountB.admin },
    };
    const script = fileURLToPath(new URL("boto3/article.py", import.meta.url));
    const printed = await runWell(python ?? "", [script], { env: { SCENE: JSON.stringify(scene) } });
    // The script prints one object.
    report = JSON.parse(printed) as Readonly<Record<string, unknown>>;
    const { version, unsigned, ownKey, assumed } = report;
    process.stdout.write(`boto3 ${String(version)}: ${JSON.stringify({ unsigned, ownKey, assumed }).slice(0, 160)}…\n`);
  });

  afterAll(() => fixture.close());

  test("assumes the role and is it", () => {
    const { roleArn, assumedRoleUser, identity, expiration } = report;
    expect(roleArn).toBe(`arn:aws:iam::${accountA.id}:role/PetsInvoker`);
    expect(assumedRoleUser).toEqual({
      AssumedRoleId: expect.stringMatching(/^AROA[A-Z2-7]{17}:role_session$/),
      Arn: `arn:aws:sts::${accountA.id}:assumed-role/PetsInvoker/role_session`,
    });
    expect(identity).toBe(`arn:aws:sts::${accountA.id}:assumed-role/PetsInvoker/role_session`);
    expect(expiration).toMatch(/\+00:00$/);
  });

  test("reads back what it wrote", () => {
    const { trust, tags } = report;
    expect(trust).toMatchObject({ Statement: [{ Principal: { AWS: `arn:aws:iam::${accountB.id}:root` } }] });
    expect(tags).toEqual([{ Key: "team", Value: "partners + friends é" }]);
  });

  test.each([
    ["unsigned", [403, { message: "Missing Authentication Token" }]],
    ["ownKey", forbidden],
    ["wrongSecret", forbidden],
    ["withoutToken", forbidden],
    ["detached", forbidden],
    ["assumed", [200, { method: "GET", path: "/pets" }]],
    ["presigned", [200, { method: "GET", path: expect.stringContaining("/pets?limit=3") }]],
    ["post", [200, { method: "POST", path: "/pets/1%202?b=2&a=1&a=%C3%A9", body: "name=Rex & Co" }]],
  ])("invokes: %s", (call, answer) => {
    expect(report[call]).toMatchObject(answer);
  });

  test.each([
    ["wrongSecretOfSts", [403, "SignatureDoesNotMatch", expect.any(String)]],
    ["unknownKey", [403, "InvalidClientTokenId", "The security token included in the request is invalid."]],
    ["missing", [404, "NoSuchEntity", "The role with name NoSuchRole cannot be found."]],
    ["missingApi", [404, "NotFoundException", "Invalid API identifier specified 111111111111:nosuchapi0"]],
    ["roleDeleted", [403, "AccessDenied", expect.stringContaining("is not authorized to perform: sts:AssumeRole")]],
  ])("raises the exception of AWS: %s", (call, refusal) => {
    expect(report[call]).toEqual(refusal);
  });

  test("waits in vain for a role that does not exist", () => {
    expect(report["waiter"]).toMatch(/^Waiter RoleExists failed: Max attempts exceeded/);
  });

  test("pages through lists without losing or repeating an item", () => {
    expect(report["pages"]).toEqual({
      users: [["paged-0", "paged-1"], ["paged-2", "paged-3"], ["paged-4"]],
      apis: [expect.any(Array), expect.any(Array)],
      roles: ["PetsInvoker"],
    });
    const { apis } = Object(report["pages"]);
    expect(apis.flat().toSorted()).toEqual(["paged-0", "paged-1", "paged-2", "paged-3", "paged-4", "pets"]);
  });
});
