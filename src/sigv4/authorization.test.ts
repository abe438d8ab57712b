import { hash } from "node:crypto";
import { describe, expect, test } from "vitest";
import type { RawRequest } from "../http/raw-request.ts";
import { parseAuthorization } from "./authorization.ts";
import { sigv4Limits } from "./limits.ts";

const credential = "AKID/20260101/us-east-1/iam/aws4_request";
const header = `AWS4-HMAC-SHA256 Credential=${credential}, SignedHeaders=host;x-amz-date, Signature=abc`;
const date = ["X-Amz-Date", "20260101T000000Z"];
const query =
  `X-Amz-Algorithm=AWS4-HMAC-SHA256&X-Amz-Credential=${encodeURIComponent(credential)}` +
  "&X-Amz-Date=20260101T000000Z&X-Amz-SignedHeaders=host&X-Amz-Signature=abc";

const common = {
  accessKeyId: "AKID",
  scope: { date: "20260101", region: "us-east-1", service: "iam", terminator: "aws4_request" },
  credential,
  signature: "abc",
  timestamp: "20260101T000000Z",
  timestampMs: Date.UTC(2026, 0, 1),
};
const fromHeader = { ...common, form: "header", signedHeaders: ["host", "x-amz-date"] };
const fromQuery = { ...common, form: "query", signedHeaders: ["host"] };

describe("a well-formed authorization is read", () => {
  test.each<[string, Partial<RawRequest>, object]>([
    ["from the header", { headers: ["Authorization", header, ...date] }, fromHeader],
    ["without spaces", { headers: ["authorization", header.replaceAll(", ", ","), ...date] }, fromHeader],
    ["split by spaces and tabs", { headers: ["AUTHORIZATION", header.replaceAll(", ", " \t"), ...date] }, fromHeader],
    ["with unknown pieces ignored", { headers: ["Authorization", `${header}, Extra=1`, ...date] }, fromHeader],
    ["with a nameless piece ignored", { headers: ["Authorization", `${header}, =1`, ...date] }, fromHeader],
    ["from the query beside a name that only begins like one of its own", { query: `${query}&X-Amz-DateX` }, fromQuery],
    ["dated by Date alone", { headers: ["Date", "20260101T000000Z", "Authorization", header] }, fromHeader],
    [
      "beside headers as long as those looked for",
      {
        headers: [
          ...["Host", "h", "User-Agent", "u", "Cache-Control", "c", "X-Amz-Security-Tokex", "t"],
          ...["Date", "20260101T000000Z", "Authorization", header],
          ...["From", "f", "Connection", "k", "If-None-Match", "i", "X-Amz-Security-Tokey", "t"],
        ],
      },
      fromHeader,
    ],
    ["dated by X-Amz-Date before Date", { headers: ["Date", "x", "Authorization", header, ...date] }, fromHeader],
    [
      "with a token",
      { headers: ["Authorization", header, ...date, "X-Amz-Security-Token", "T"] },
      { ...fromHeader, sessionToken: "T" },
    ],
    [
      "with two tokens joined",
      {
        headers: ["Authorization", header, ...date, "X-Amz-Security-Token", "T", "x-amz-security-token", "U"],
      },
      { ...fromHeader, sessionToken: "T,U" },
    ],
    ["from the query", { query: `a=1&${query}&flag` }, fromQuery],
    ["from the query with a lifetime", { query: `${query}&X-Amz-Expires=60` }, { ...fromQuery, expires: "60" }],
    [
      "from the query with a token",
      { query: `${query}&X-Amz-Security-Token=T%2B%3D` },
      { ...fromQuery, sessionToken: "T+=" },
    ],
    [
      "from the query with a token in the header",
      { query, headers: ["x-amz-security-token", "T"] },
      { ...fromQuery, sessionToken: "T" },
    ],
    [
      "with a broken escape as it stands",
      { query: `${query}&X-Amz-Security-Token=%zz` },
      { ...fromQuery, sessionToken: "%zz" },
    ],
    ["with two signatures joined", { query: `${query}&X-Amz-Signature=def` }, { ...fromQuery, signature: "abc,def" }],
  ])("%s", (_, request, authorization) => {
    expect(parse(request)).toStrictEqual({ kind: "signed", authorization });
  });

  test("with the parts of a short credential empty", () => {
    const headers = ["Authorization", header.replace(credential, "A"), ...date];
    expect(parse({ headers })).toMatchObject({
      authorization: { accessKeyId: "A", scope: { date: "", region: "", service: "", terminator: "" } },
    });
  });
});

test.each<[string, Partial<RawRequest>]>([
  ["nothing", {}],
  ["a query that mentions the algorithm in a value", { query: "a=X-Amz-Algorithm" }],
  ["a query with a longer name", { query: "X-Amz-AlgorithmX=1&XX-Amz-Algorithm=1" }],
  ["a query name in the wrong case", { query: "x-amz-algorithm=AWS4-HMAC-SHA256" }],
  ["a header without a value", { headers: ["Host", "a", "Authorization"] }],
  [
    "other headers of the same length",
    {
      headers: ["authorizatiox", "a", "x-amz-datx", "b", "datx", "c", "x-amz-security-tokex", "d"],
    },
  ],
])("%s is unsigned", (_, request) => {
  expect(parse(request)).toEqual({ kind: "unsigned" });
});

describe("a malformed authorization is refused for the first reason in order", () => {
  const unsupported = (algorithm: string) => ({ reason: "unsupportedAlgorithm", algorithm });
  const missing = (text: string, ...parts: string[]) => ({
    reason: "missingParts",
    form: "header",
    parts,
    headerHash: hash("sha256", text, "base64"),
  });
  const noDate = {
    reason: "missingParts",
    form: "header",
    parts: ["Date"],
    headerHash: hash("sha256", header, "base64"),
  };
  test.each<[string, Partial<RawRequest>, object]>([
    ["both forms, before anything in them", { query, headers: ["Authorization", "Basic x"] }, { reason: "bothForms" }],
    [
      "two headers",
      { headers: ["Authorization", header, "authorization", header] },
      { reason: "severalAuthorizations" },
    ],
    [
      "another algorithm before its pieces",
      { headers: ["Authorization", "AWS5-HMAC-SHA256 x"] },
      unsupported("AWS5-HMAC-SHA256"),
    ],
    ["another scheme", { headers: ["Authorization", "Bearer x"] }, unsupported("Bearer")],
    ["a bare token, not repeated", { headers: ["Authorization", "secret-token"] }, unsupported("")],
    ["an algorithm with one more character", { headers: ["Authorization", "AWS4-HMAC-SHA2566"] }, unsupported("")],
    ["a scheme that is empty", { headers: ["Authorization", " secret-token"] }, unsupported("")],
    [
      "an algorithm without value at the end of the query",
      { query: "a=b&X-Amz-Algorithm" },
      {
        reason: "missingParts",
        form: "query",
        parts: ["Algorithm", "Credential", "Signature", "SignedHeaders", "Date"],
      },
    ],
    ["an empty header", { headers: ["Authorization", ""] }, unsupported("")],
    [
      "another algorithm in the query",
      { query: "X-Amz-Algorithm=AWS4-ECDSA-P256-SHA256" },
      unsupported("AWS4-ECDSA-P256-SHA256"),
    ],
    [
      "a piece without equal sign before missing parts",
      { headers: ["Authorization", "AWS4-HMAC-SHA256 Credential"] },
      {
        reason: "malformedPair",
        headerHash: hash("sha256", "AWS4-HMAC-SHA256 Credential", "base64"),
      },
    ],
    [
      "all parts missing",
      { headers: ["Authorization", "AWS4-HMAC-SHA256 a=b"] },
      missing("AWS4-HMAC-SHA256 a=b", "Credential", "Signature", "SignedHeaders", "Date"),
    ],
    [
      "empty parts",
      {
        headers: ["Authorization", "AWS4-HMAC-SHA256 Credential=, Signature=x, SignedHeaders=", ...date],
      },
      missing("AWS4-HMAC-SHA256 Credential=, Signature=x, SignedHeaders=", "Credential", "SignedHeaders"),
    ],
    ["no date", { headers: ["Authorization", header] }, noDate],
    [
      "nothing but the algorithm in the query",
      { query: "X-Amz-Algorithm=AWS4-HMAC-SHA256" },
      {
        reason: "missingParts",
        form: "query",
        parts: ["Credential", "Signature", "SignedHeaders", "Date"],
      },
    ],
    [
      "no algorithm in the query",
      { query: query.replace("=AWS4-HMAC-SHA256", "") },
      { reason: "missingParts", form: "query", parts: ["Algorithm"] },
    ],
    [
      "missing parts before a bad date",
      { headers: ["Authorization", "AWS4-HMAC-SHA256 a=b", "Date", "x"] },
      missing("AWS4-HMAC-SHA256 a=b", "Credential", "Signature", "SignedHeaders"),
    ],
    ["another scheme, cut", { headers: ["Authorization", `${"B".repeat(65)} x`] }, unsupported("B".repeat(64))],
    [
      "another algorithm in the query, cut",
      { query: `X-Amz-Algorithm=${"B".repeat(65)}` },
      unsupported("B".repeat(64)),
    ],
    [
      "a date that is none, cut",
      { headers: ["Authorization", header, "X-Amz-Date", "x".repeat(65)] },
      { reason: "badDate", value: "x".repeat(64) },
    ],
    [
      "a header beyond ASCII, hashed as the bytes that came",
      { headers: ["Authorization", "AWS4-HMAC-SHA256 \u00FF=b", ...date] },
      {
        ...missing("", "Credential", "Signature", "SignedHeaders"),
        headerHash: hash(
          "sha256",
          Buffer.concat([Buffer.from("AWS4-HMAC-SHA256 "), Buffer.from([0xff, 0x3d, 0x62])]),
          "base64",
        ),
      },
    ],
    [
      "two dates",
      { headers: ["Authorization", header, ...date, ...date] },
      { reason: "badDate", value: "20260101T000000Z,20260101T000000Z" },
    ],
  ])("%s", (_, request, failure) => {
    expect(parse(request)).toEqual({ kind: "malformed", failure });
  });

  test.each([
    "201",
    "20260101T000000",
    "20260101 000000Z",
    "20260101T000000z",
    "2026010xT000000Z",
    "20260101T00000xZ",
    "20260001T000000Z",
    "20261301T000000Z",
    "20260100T000000Z",
    "20260431T000000Z",
    "20260229T000000Z",
    "21000229T000000Z",
    "20260132T000000Z",
    "20260101T240000Z",
    "20260101T006000Z",
    "20260101T000060Z",
    "19691231T235959Z",
    "Thu, 01 Jan 2026 00:00:00 GMT",
  ])("the date %s", (value) => {
    expect(parse({ headers: ["Authorization", header, "X-Amz-Date", value] })).toEqual({
      kind: "malformed",
      failure: { reason: "badDate", value },
    });
  });

  test.each(["20240229T235959Z", "20000229T000000Z", "20260430T000000Z", "20261231T000000Z"])(
    "but not the date %s",
    (value) => {
      expect(parse({ headers: ["Authorization", header, "X-Amz-Date", value] })).toMatchObject({
        kind: "signed",
      });
    },
  );
});

describe("what exceeds a limit is refused unread", () => {
  const names = Array.from({ length: sigv4Limits.signedHeaders + 1 }, (_, index) => `h${index}`).join(";");
  test.each<[string, Partial<RawRequest>, string]>([
    ["header lines", { headers: Array.from({ length: sigv4Limits.headerLines * 2 + 2 }, () => "a") }, "headerLines"],
    ["path", { path: "/".repeat(sigv4Limits.targetCharacters + 1) }, "targetCharacters"],
    ["query", { query: "&".repeat(sigv4Limits.targetCharacters + 1) }, "targetCharacters"],
    [
      "header",
      { headers: ["Authorization", "A".repeat(sigv4Limits.authorizationCharacters + 1)] },
      "authorizationCharacters",
    ],
    [
      "signed headers",
      { headers: ["Authorization", header.replace("host;x-amz-date", names), ...date] },
      "signedHeaders",
    ],
  ])("%s", (_, request, limit) => {
    expect(parse(request)).toEqual({
      kind: "malformed",
      failure: { reason: "limitExceeded", limit },
    });
  });
});

describe("what just keeps to a limit is read", () => {
  const names = Array.from({ length: sigv4Limits.signedHeaders }, (_, index) => `h${index}`).join(";");
  test.each<[string, Partial<RawRequest>]>([
    [
      "header lines",
      {
        headers: [
          ...["Authorization", header, ...date],
          ...Array.from({ length: sigv4Limits.headerLines * 2 - 4 }, () => "a"),
        ],
      },
    ],
    ["path", { path: "/".repeat(sigv4Limits.targetCharacters), headers: ["Authorization", header, ...date] }],
    ["query", { query: query.padEnd(sigv4Limits.targetCharacters, "&") }],
    ["header", { headers: ["Authorization", header.padEnd(sigv4Limits.authorizationCharacters, ","), ...date] }],
    ["signed headers", { headers: ["Authorization", header.replace("host;x-amz-date", names), ...date] }],
  ])("%s", (_, request) => {
    expect(parse(request)).toMatchObject({ kind: "signed" });
  });
});

function parse(request: Partial<RawRequest>) {
  return parseAuthorization({
    method: "GET",
    path: "/",
    query: "",
    headers: [],
    remoteAddress: "127.0.0.1",
    secure: false,
    ...request,
  });
}
