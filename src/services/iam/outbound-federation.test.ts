import { afterEach, beforeEach, expect, test } from "vitest";
import { accountB, type IamBench, openIamBench, rootOf } from "../../../test/iam-bench.ts";

let iam: IamBench;
beforeEach(async () => {
  iam = await openIamBench();
});
afterEach(() => iam.close());

const issuer = "https://00000000-0000-4000-8000-000000000000.tokens.sts.global.api.aws";
const disabled = { code: "FeatureDisabled", status: 404 };

test("tokens for services outside AWS are switched on and off, the issuer staying the same", async () => {
  expect(await iam.call("EnableOutboundWebIdentityFederation")).toStrictEqual({ IssuerIdentifier: issuer });
  expect(await iam.call("GetOutboundWebIdentityFederationInfo")).toStrictEqual({
    IssuerIdentifier: issuer,
    JwtVendingEnabled: true,
  });
  await expect(iam.call("EnableOutboundWebIdentityFederation")).rejects.toMatchObject({
    code: "FeatureEnabled",
    status: 409,
  });
  expect(await iam.call("DisableOutboundWebIdentityFederation")).toStrictEqual({});
  await expect(iam.call("GetOutboundWebIdentityFederationInfo")).rejects.toMatchObject(disabled);
  expect(await iam.call("EnableOutboundWebIdentityFederation")).toStrictEqual({ IssuerIdentifier: issuer });
});

test("they are off until they are switched on, for each account apart", async () => {
  await iam.call("EnableOutboundWebIdentityFederation");
  for (const name of ["GetOutboundWebIdentityFederationInfo", "DisableOutboundWebIdentityFederation"]) {
    await expect(iam.call(name, {}, rootOf(accountB))).rejects.toMatchObject(disabled);
  }
});

test.each([
  "EnableOutboundWebIdentityFederation",
  "DisableOutboundWebIdentityFederation",
  "GetOutboundWebIdentityFederationInfo",
])("%s has no resource type", async (name) => {
  expect(await iam.checks(name)).toMatchObject([{ action: `iam:${name}`, resource: "*" }]);
});
