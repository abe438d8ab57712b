import { afterAll, beforeAll, describe, expect, test } from "vitest";
import { accountIdOf } from "../../../arn/account-id.ts";
import { type ApiCalls, openApiCalls, owner } from "../../../../test/api-calls.ts";
import { exampleUser } from "../../../../test/store/examples.ts";
import { restApisService } from "./service.ts";

let calls: ApiCalls;
beforeAll(async () => {
  calls = await openApiCalls(restApisService);
});
afterAll(() => calls.close());

const other = accountIdOf("222222222222");
const invalid =
  "400 BadRequestException: Invalid policy document. Please check the policy syntax and ensure that Principals are valid.";

function policyOf(statement: object): string {
  const whole = {
    Effect: "Allow",
    Principal: "*",
    Action: "execute-api:Invoke",
    Resource: "execute-api:/*",
    ...statement,
  };
  return JSON.stringify({ Version: "2012-10-17", Statement: [whole] }, undefined, 1);
}

/** The policy as a client of AWS reads it: what it is given stands inside of a JSON string. */
function read(policy: unknown): {
  readonly Statement: readonly [{ readonly Resource: unknown; readonly Principal: unknown }];
} {
  return JSON.parse(JSON.parse(`"${String(policy)}"`));
}

describe("a resource policy", () => {
  test("comes back as the inside of a JSON string, short resources written out, white space gone", async () => {
    const { id, policy } = await calls.call("CreateRestApi", {
      name: "pets",
      policy: policyOf({ Resource: ["execute-api:/live/GET/pets", "arn:aws:execute-api:us-east-1:*:*/live/*"] }),
    });
    const arn = `arn:aws:execute-api:us-east-1:${owner}:${String(id)}/live/GET/pets`;
    expect(policy).toMatch(/^\{\\"Version\\":\\"2012-10-17\\",\\"Statement\\":\[\{/);
    expect(policy).toContain("\\/live\\/GET\\/pets");
    expect(read(policy).Statement[0].Resource).toEqual([arn, "arn:aws:execute-api:us-east-1:*:*/live/*"]);
  });

  test.each<[string, string]>([
    ["is no JSON", "none"],
    [
      "has no principal",
      JSON.stringify({
        Version: "2012-10-17",
        Statement: [{ Effect: "Allow", Action: "execute-api:Invoke", Resource: "*" }],
      }),
    ],
    ["names an account that does not exist", policyOf({ Principal: { AWS: "333333333333" } })],
    ["names a user that does not exist", policyOf({ Principal: { AWS: `arn:aws:iam::${owner}:user/nobody` } })],
    [
      "names a principal under NotPrincipal that does not exist",
      policyOf({ Principal: undefined, Effect: "Deny", NotPrincipal: { AWS: "333333333333" } }),
    ],
    ["has an action of no service", policyOf({ Action: "Invoke" })],
    ["has a resource that is no ARN", policyOf({ Resource: "live/GET/pets" })],
  ])("is refused when it %s", async (_, policy) => {
    expect(await calls.refusal("CreateRestApi", { name: "pets", policy })).toBe(invalid);
    const { id: restApiId } = await calls.call("CreateRestApi", { name: "pets" });
    const patchOperations = [{ op: "replace", path: "/policy", value: policy }];
    expect(await calls.refusal("UpdateRestApi", { restApiId, patchOperations })).toBe(invalid);
  });

  test("is bound to the user it names: made anew under the name, another is not meant", async () => {
    const user = exampleUser(other, "bob");
    await calls.store.write(({ users }) => users.insert(user));
    const arn = `arn:aws:iam::${other}:user/bob`;
    const { id: restApiId, policy } = await calls.call("CreateRestApi", {
      name: "pets",
      policy: policyOf({ Principal: { AWS: arn } }),
    });
    expect(read(policy).Statement[0].Principal).toEqual({ AWS: arn });
    const stored = await calls.store.read(({ restApis }) => restApis.find(String(restApiId)));
    expect(stored?.policyTrustedIds).toEqual({ [arn]: user.userId });
    await calls.store.write(async ({ users }) => {
      await users.delete(other, user.userId);
      await users.insert(exampleUser(other, "bob"));
    });
    const shown = await calls.call("GetRestApi", { restApiId });
    expect(read(shown["policy"]).Statement[0].Principal).toEqual({ AWS: user.userId });
  });

  test.each([
    ["an empty value", { op: "replace", path: "/policy", value: "" }],
    ["a removal", { op: "remove", path: "/policy" }],
  ])("is gone after %s", async (_, operation) => {
    const { id: restApiId } = await calls.call("CreateRestApi", { name: "pets", policy: policyOf({}) });
    const updated = await calls.call("UpdateRestApi", { restApiId, patchOperations: [operation] });
    expect(updated["policy"]).toBeUndefined();
    expect(await calls.store.read(({ restApis }) => restApis.find(String(restApiId)))).not.toHaveProperty(
      "policyTrustedIds",
    );
  });

  test("takes a permission of its own to change, on the API", async () => {
    const { id: restApiId } = await calls.call("CreateRestApi", { name: "pets", tags: { team: "pets" } });
    const resource = `arn:aws:apigateway:us-east-1::/restapis/${String(restApiId)}`;
    const context = { "aws:ResourceTag/team": "pets" };
    const update = (path: string) => ({ restApiId, patchOperations: [{ op: "replace", path, value: "x" }] });
    expect(await calls.checks("UpdateRestApi", update("/description"))).toEqual([
      { action: "apigateway:PATCH", resource, context },
    ]);
    expect(await calls.checks("UpdateRestApi", update("/policy"))).toEqual([
      { action: "apigateway:PATCH", resource, context },
      { action: "apigateway:UpdateRestApiPolicy", resource, context },
    ]);
  });
});
