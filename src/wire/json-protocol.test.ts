import { AttachPolicy$, CreateAccount$, ListAccounts$, ListCreateAccountStatus$ } from "@aws-sdk/client-organizations";
import type { StaticOperationSchema } from "@smithy/types";
import { describe, expect, test } from "vitest";
import type { RawRequest } from "../http/raw-request.ts";
import { AwsError } from "./aws-error.ts";
import { organizationsModel, organizationsOperationNames } from "./constraints/organizations.ts";
import { type Operation, operationOf } from "./operation.ts";
import { createProtocol, type MatchedOperation } from "./protocol.ts";

const protocol = createProtocol<unknown>(
  {
    name: "organizations",
    signingName: "organizations",
    protocol: "awsJson1_1",
    skewMinutes: 5,
    version: "2016-11-28",
    targetPrefix: "AWSOrganizationsV20161128",
    errorTextMember: "Message",
    operations: [AttachPolicy$, CreateAccount$, ListAccounts$, ListCreateAccountStatus$].map(bare),
    knownOperations: organizationsOperationNames,
    model: organizationsModel,
  },
  { sources: { nowMs: () => 0, randomBytes: (count) => new Uint8Array(count) }, region: "us-east-1" },
);

function bare(schema: StaticOperationSchema): Operation<unknown> {
  return operationOf(schema, { authorize: () => [], handle: () => Promise.resolve({}) });
}

const idHeader = ["x-amzn-RequestId", "id-1"];
const contentType = ["content-type", "application/x-amz-json-1.1"];

function match(target: string | undefined, body = "{}", changes: Partial<RawRequest> = {}) {
  const headers = target === undefined ? [] : ["X-Amz-Target", target];
  const request = { method: "POST", path: "/", query: "", headers, remoteAddress: "", secure: false, ...changes };
  return protocol.match(request, Buffer.from(body), "id-1");
}

function matched(operation: string, body: string): MatchedOperation<unknown> {
  const found = match(`AWSOrganizationsV20161128.${operation}`, body);
  if (found.kind !== "operation") {
    throw new Error(`${operation} was not found`);
  }
  return found;
}

/** The error that decoding and validating a body throws; undefined when it throws none. */
function faultOf(operation: string, body: string): unknown {
  const found = matched(operation, body);
  try {
    protocol.validate(found.operation, protocol.decode(found));
    return undefined;
  } catch (error) {
    return error;
  }
}

describe("choosing the operation", () => {
  test.each([
    ["UnknownOperationException", "AWSOrganizationsV20161128.NoSuch", {}],
    ["UnknownOperationException", "Other.ListAccounts", {}],
    ["UnknownOperationException", "ListAccounts", {}],
    ["UnknownOperationException", undefined, {}],
    ["UnknownOperationException", "AWSOrganizationsV20161128.ListAccounts", { method: "GET" }],
    ["UnknownOperationException", "AWSOrganizationsV20161128.ListAccounts", { path: "/v2" }],
    ["NotImplementedException", "AWSOrganizationsV20161128.EnableAllFeatures", {}],
  ])("answers %s to the target %s %o", (code, target, changes) => {
    expect(match(target, "{}", changes)).toMatchObject({
      kind: "reply",
      response: { status: 400, headers: [...idHeader, "x-amzn-ErrorType", code, ...contentType] },
    });
  });

  test("takes the operation from the target", () => {
    expect(matched("ListAccounts", "").operation.name).toBe("ListAccounts");
  });
});

describe("input", () => {
  test.each([
    ["ListAccounts", "", {}],
    ["ListAccounts", '{"MaxResults":3,"Unknown":1,"NextToken":null}', { MaxResults: 3 }],
    [
      "CreateAccount",
      '{"Email":"a@b.example","AccountName":"n","Tags":[{"Key":"k","Value":""}]}',
      { Email: "a@b.example", AccountName: "n", Tags: [{ Key: "k", Value: "" }] },
    ],
  ])("of %s is read from %s", (operation, body, input) => {
    expect(protocol.decode(matched(operation, body))).toEqual(input);
  });

  test.each([
    ["[", "SerializationException", undefined],
    ['{"MaxResults":"3"}', "SerializationException", undefined],
    ['{"MaxResults":0}', "InvalidInputException", "MIN_VALUE_EXCEEDED"],
    ['{"MaxResults":21}', "InvalidInputException", "MAX_VALUE_EXCEEDED"],
    ['{"MaxResults":1.5}', "InvalidInputException", "INVALID_PATTERN"],
  ])("%s of a list is refused with %s", (body, code, reason) => {
    expect(faultOf("ListAccounts", body)).toMatchObject({
      code,
      status: 400,
      members: reason ? { Reason: reason } : {},
    });
  });

  test.each([
    ["{}", "INPUT_REQUIRED"],
    ['{"Email":"nobody","AccountName":"n"}', "INVALID_PATTERN"],
    ['{"Email":"a@b.c","AccountName":"n"}', "MIN_LENGTH_EXCEEDED"],
    [`{"Email":"a@b.example","AccountName":"${"n".repeat(51)}"}`, "MAX_LENGTH_EXCEEDED"],
    ['{"Email":"a@b.example","AccountName":"n","IamUserAccessToBilling":"MAYBE"}', "INVALID_ENUM"],
  ])("%s of an account is refused for %s", (body, reason) => {
    expect(faultOf("CreateAccount", body)).toMatchObject({
      code: "InvalidInputException",
      members: { Reason: reason },
    });
  });
});

describe("replies", () => {
  test("have dates in seconds, with their milliseconds", () => {
    const status = { Id: "car-1", State: "SUCCEEDED", RequestedTimestamp: new Date(1_700_000_000_123) };
    expect(protocol.encode(bare(ListCreateAccountStatus$), { CreateAccountStatuses: [status] }, "id-1")).toEqual({
      status: 200,
      headers: [...idHeader, ...contentType],
      body: '{"CreateAccountStatuses":[{"Id":"car-1","State":"SUCCEEDED","RequestedTimestamp":1700000000.123}]}',
    });
  });

  test("are empty where the operation answers nothing", () => {
    expect(protocol.encode(bare(AttachPolicy$), undefined, "id-1").body).toBe("");
  });

  test.each([
    [
      new AwsError("ConstraintViolationException", 400, "Too deep.", {
        members: { Reason: "OU_DEPTH_LIMIT_EXCEEDED" },
      }),
      '{"__type":"ConstraintViolationException","Message":"Too deep.","Reason":"OU_DEPTH_LIMIT_EXCEEDED"}',
    ],
    [
      new AwsError("UnrecognizedClientException", 400, "Invalid."),
      '{"__type":"UnrecognizedClientException","message":"Invalid."}',
    ],
    [new AwsError("InternalFailure", 500, ""), '{"__type":"InternalFailure"}'],
  ])("to errors name their type: %s", (error, body) => {
    const headers = [...idHeader, "x-amzn-ErrorType", error.code, ...contentType];
    expect(protocol.encodeError(error, "id-1")).toEqual({ status: error.status, headers, body });
  });
});
