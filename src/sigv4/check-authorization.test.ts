import { describe, expect, test } from "vitest";
import type { Authorization } from "./authorization.ts";
import { checkAuthorization } from "./check-authorization.ts";

const nowMs = Date.UTC(2026, 0, 1, 12, 0, 0);
const expectation = { services: ["sts", "iam"], region: "us-east-1", skewMinutes: 15 };

test("what the service expects passes", () => {
  expect(checkAuthorization(authorizationOf({}), expectation, nowMs)).toBeUndefined();
  expect(checkAuthorization(authorizationOf({ service: "iam" }), expectation, nowMs)).toBeUndefined();
  expect(checkAuthorization(authorizationOf({ hosts: [":authority"] }), expectation, nowMs)).toBeUndefined();
});

test("any region passes where none is expected", () => {
  const { region: _, ...anyRegion } = expectation;
  expect(checkAuthorization(authorizationOf({ region: "eu-west-1" }), anyRegion, nowMs)).toBeUndefined();
});

test("of several regions any passes and no other", () => {
  const regions = { ...expectation, region: new Set(["us-east-1", "eu-west-1"]) };
  expect(checkAuthorization(authorizationOf({ region: "eu-west-1" }), regions, nowMs)).toBeUndefined();
  expect(checkAuthorization(authorizationOf({ region: "mars-1" }), regions, nowMs)).toEqual({
    reason: "scopeMismatch",
    parts: [{ part: "region", got: "mars-1", expected: "a region of AWS" }],
  });
});

describe("the clock is compared in whole seconds, the window's ends included", () => {
  const fifteen = 15 * 60_000;
  test.each([
    [fifteen, undefined],
    [fifteen + 999, undefined],
    [fifteen + 1_000, "expired"],
    [-fifteen, undefined],
    [-fifteen - 1, "notYetCurrent"],
  ])("%d ms behind", (behindMs, direction) => {
    const at = nowMs + behindMs;
    const failure = checkAuthorization(authorizationOf({}), expectation, at);
    expect(failure).toEqual(
      direction && {
        reason: "skewed",
        direction,
        timestamp: "20260101T120000Z",
        nowMs: at,
        minutes: 15,
      },
    );
  });
});

describe("a presigned request lives as long as it says, where that is heeded", () => {
  const heeding = { ...expectation, heedsExpires: true };
  const week = 604_800;
  test.each<[string | undefined, number, "expired" | "notYetCurrent" | undefined]>([
    ["60", 60, undefined],
    ["60", 61, "expired"],
    ["3600", 3_600, undefined],
    [`${week}`, week, undefined],
    [`${week + 1}`, 0, "expired"],
    ["0", 0, "expired"],
    ["1", 1, undefined],
    ["-1", 0, "expired"],
    ["1e3", 0, "expired"],
    ["", 0, "expired"],
    ["60,60", 0, "expired"],
    ["3600", -15 * 60, undefined],
    ["3600", -15 * 60 - 1, "notYetCurrent"],
    [undefined, 15 * 60, undefined],
    [undefined, 15 * 60 + 1, "expired"],
  ])("%s, %d s old", (expires, ageSeconds, direction) => {
    const authorization = { ...authorizationOf({}), ...(expires !== undefined && { expires }) };
    const at = nowMs + ageSeconds * 1_000;
    const failure = checkAuthorization(authorization, heeding, at);
    const said = direction === "expired" && expires !== undefined && { expires };
    const clock = { reason: "skewed", timestamp: "20260101T120000Z", nowMs: at, minutes: 15 };
    expect(failure).toEqual(direction && { ...clock, direction, ...said });
  });

  test("and not elsewhere", () => {
    const authorization = { ...authorizationOf({}), expires: "1" };
    expect(checkAuthorization(authorization, expectation, nowMs + 60_000)).toBeUndefined();
  });
});

test("a lifetime that is none is cut in what is said of it", () => {
  const authorization = { ...authorizationOf({}), expires: "x".repeat(65) };
  const failure = checkAuthorization(authorization, { ...expectation, heedsExpires: true }, nowMs);
  expect(failure).toMatchObject({ reason: "skewed", expires: "x".repeat(64) });
});

describe("the first failure in AWS's order is reported", () => {
  const everythingWrong = { hosts: ["x-amz-date"], credential: "a/b" };
  test("the clock before the host", () => {
    expect(checkAuthorization(authorizationOf(everythingWrong), expectation, 0)).toMatchObject({
      reason: "skewed",
    });
  });
  test("the host before the credential", () => {
    expect(checkAuthorization(authorizationOf(everythingWrong), expectation, nowMs)).toEqual({
      reason: "hostNotSigned",
    });
  });
  test.each(["a/b/c/d", "a/b/c/d/", "a", "", "a/b/c/d/e/f", "/////", "a/20260101/us-east-1/sts/aws4_request/x/"])(
    "the credential %j before its scope",
    (credential) => {
      const failure = checkAuthorization(authorizationOf({ credential }), expectation, nowMs);
      expect(failure).toEqual({ reason: "credentialParts", credential });
    },
  );
  test("a credential of the wrong form is cut to 256 characters", () => {
    const credential = "a".repeat(257);
    expect(checkAuthorization(authorizationOf({ credential }), expectation, nowMs)).toEqual({
      reason: "credentialParts",
      credential: "a".repeat(256),
    });
  });
  test("slashes at the credential's end are not counted", () => {
    const credential = "a/20260101/us-east-1/sts/aws4_request//";
    expect(checkAuthorization(authorizationOf({ credential }), expectation, nowMs)).toBeUndefined();
  });
  test("an empty access key id is one of the five parts", () => {
    const credential = "/20260101/us-east-1/sts/aws4_request";
    expect(checkAuthorization(authorizationOf({ credential }), expectation, nowMs)).toBeUndefined();
  });
});

describe("all wrong parts of a scope are reported in order", () => {
  const region = { part: "region", got: "c", expected: "us-east-1" };
  const service = { part: "service", got: "d", expected: "sts" };
  const terminator = { part: "terminator", got: "e", expected: "aws4_request" };
  const date = { part: "date", got: "b", expected: "20260101", timestamp: "20260101T120000Z" };
  test.each([
    ["a/b/c/d/e", [region, service, terminator, date]],
    ["a/20260101/c/sts/aws4_request", [region]],
    ["a/20260101/us-east-1/d/aws4_request", [service]],
    ["a/20260101/us-east-1/sts/e", [terminator]],
    ["a/b/us-east-1/sts/aws4_request", [date]],
    ["a/2026010/us-east-1/sts/aws4_request", [{ ...date, got: "2026010" }]],
  ])("%s", (credential, parts) => {
    expect(checkAuthorization(authorizationOf({ credential }), expectation, nowMs)).toEqual({
      reason: "scopeMismatch",
      parts,
    });
  });

  test("an expectation without services accepts none", () => {
    expect(checkAuthorization(authorizationOf({}), { ...expectation, services: [] }, nowMs)).toMatchObject({
      parts: [{ part: "service", expected: "" }],
    });
  });
});

interface Variation {
  readonly credential?: string;
  readonly region?: string;
  readonly service?: string;
  readonly hosts?: readonly string[];
}

function authorizationOf({
  region = "us-east-1",
  service = "sts",
  hosts = ["host"],
  ...rest
}: Variation): Authorization {
  const { credential = `AKID/20260101/${region}/${service}/aws4_request` } = rest;
  const [accessKeyId = "", date = "", scopeRegion = "", scopeService = "", terminator = ""] = credential.split("/");
  return {
    form: "header",
    accessKeyId,
    scope: { date, region: scopeRegion, service: scopeService, terminator },
    credential,
    signedHeaders: hosts,
    signature: "",
    timestamp: "20260101T120000Z",
    timestampMs: nowMs,
  };
}
