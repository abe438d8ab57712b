import { afterEach, beforeEach, describe, expect, test } from "vitest";
import { type ApiCalls, openApiCalls } from "../../../test/api-calls.ts";

let calls: ApiCalls;
let ApiId: string;
beforeEach(async () => {
  calls = await openApiCalls();
  const api = await calls.call("CreateApi", { Name: "pets", ProtocolType: "HTTP", Tags: { team: "blue" } });
  ApiId = String(api.ApiId);
  await calls.call("CreateStage", { ApiId, StageName: "$default", Tags: { team: "red" } });
});
afterEach(() => calls.close());

const apiArn = () => `arn:aws:apigateway:us-east-1::/apis/${ApiId}`;
const stageArn = () => `${apiArn()}/stages/$default`;

test.each([
  ["an API", apiArn, "blue"],
  ["a stage", stageArn, "red"],
])("tags of %s are shown, added, replaced and removed", async (_what, arn, team) => {
  const ResourceArn = arn();
  expect(await calls.call("GetTags", { ResourceArn })).toEqual({ Tags: { team } });
  await calls.call("TagResource", { ResourceArn, Tags: { team: "green", cost: "7" } });
  expect(await calls.call("GetTags", { ResourceArn })).toEqual({ Tags: { team: "green", cost: "7" } });
  await calls.call("UntagResource", { ResourceArn, TagKeys: ["team", "absent"] });
  expect(await calls.call("GetTags", { ResourceArn })).toEqual({ Tags: { cost: "7" } });
});

test("the 51st tag of a resource is refused", async () => {
  const Tags = Object.fromEntries(Array.from({ length: 50 }, (_, index) => [`key${index}`, "x"]));
  expect(await calls.refusal("TagResource", { ResourceArn: apiArn(), Tags })).toBe(
    "400 BadRequestException: A resource may have at most 50 tags",
  );
});

describe("a resource that is not there", () => {
  test.each([
    ["arn:aws:iam::111111111111:role/r", "400 BadRequestException: Invalid ARN specified in the request"],
    ["arn:aws:apigateway:eu-west-1::/apis/abc", "400 BadRequestException: Invalid ARN specified in the request"],
    [
      "arn:aws:apigateway:us-east-1::/apis/abc/routes/r",
      "400 BadRequestException: Invalid ARN specified in the request",
    ],
    [
      "arn:aws:apigateway:us-east-1::/apis/abc",
      "404 NotFoundException: Invalid API identifier specified 111111111111:abc",
    ],
  ])("%s has no tags", async (ResourceArn, refusal) => {
    expect(await calls.refusal("GetTags", { ResourceArn })).toBe(refusal);
  });

  test("a stage of an API that exists", async () => {
    expect(await calls.refusal("GetTags", { ResourceArn: `${apiArn()}/stages/dev` })).toBe(
      "404 NotFoundException: Invalid stage identifier specified",
    );
  });

  test("another account's API", async () => {
    const foreign = calls.as({ accountId: "222222222222" });
    expect(await foreign.refusal("TagResource", { ResourceArn: apiArn(), Tags: { a: "b" } })).toBe(
      `404 NotFoundException: Invalid API identifier specified 222222222222:${ApiId}`,
    );
    expect(await foreign.checks("TagResource", { ResourceArn: apiArn(), Tags: {} })).toMatchObject([{ context: {} }]);
  });
});
