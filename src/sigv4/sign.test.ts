import { hash } from "node:crypto";
import { describe, expect, test } from "vitest";
import { parseAuthorization } from "./authorization.ts";
import { presignRequest } from "./presign.ts";
import { signRequest, type Signing, type UnsignedRequest } from "./sign.ts";
import { deriveSigningKey } from "./signing-key.ts";
import { verifySignature } from "./verify-signature.ts";

const listUsers: UnsignedRequest & Signing = {
  method: "GET",
  path: "/",
  query: "Action=ListUsers&Version=2010-05-08",
  headers: ["Content-Type", "application/x-www-form-urlencoded; charset=utf-8", "Host", "iam.amazonaws.com"],
  body: "",
  credentials: { accessKeyId: "AKIDEXAMPLE", secretAccessKey: "wJalrXUtnFEMI/K7MDENG+bPxRfiCYEXAMPLEKEY" },
  region: "us-east-1",
  service: "iam",
  nowMs: Date.UTC(2015, 7, 30, 12, 36, 0),
};

test("AWS's published example is signed as published", () => {
  expect(signRequest(listUsers)).toEqual({
    "x-amz-date": "20150830T123600Z",
    authorization:
      "AWS4-HMAC-SHA256 Credential=AKIDEXAMPLE/20150830/us-east-1/iam/aws4_request, SignedHeaders=content-type;host;x-amz-date, " +
      "Signature=5d672d79c15b13162d9279b0855cfba6789a8edb4c82c400e06b5924a6f2b5d7",
  });
});

test("a session token is sent and signed", () => {
  const credentials = { ...listUsers.credentials, sessionToken: "T+/=" };
  const headers = signRequest({ ...listUsers, credentials });
  expect(headers["x-amz-security-token"]).toBe("T+/=");
  expect(headers["authorization"]).toContain("SignedHeaders=content-type;host;x-amz-date;x-amz-security-token,");
});

test.each([{ query: "" }, { query: "a=1" }, { query: "a", sessionToken: "T+/=" }])(
  "a query %j is presigned",
  ({ query, sessionToken }) => {
    const credentials = { ...listUsers.credentials, ...(sessionToken === undefined ? {} : { sessionToken }) };
    const { body: _, ...unsigned } = { ...listUsers, query, credentials };
    const presigned = presignRequest({ ...unsigned, expiresSeconds: 60 });
    const request = { ...unsigned, query: presigned, remoteAddress: "", secure: false };
    const parsed = parseAuthorization(request);
    if (parsed.kind !== "signed") {
      throw new Error(parsed.kind);
    }
    const { authorization } = parsed;
    const key = deriveSigningKey(credentials.secretAccessKey, authorization.scope);
    expect(presigned.startsWith(query)).toBe(true);
    expect(authorization.sessionToken).toBe(sessionToken);
    expect(verifySignature(request, hash("sha256", ""), authorization, key)).toBe(true);
    expect(verifySignature(request, hash("sha256", "a body"), authorization, key)).toBe(false);
  },
);

test("a presigned query names algorithm, credential, time, expiry, headers and token, and ends with the signature", () => {
  const { body: _, ...unsigned } = listUsers;
  const credentials = { ...listUsers.credentials, sessionToken: "T+/=" };
  const query = presignRequest({ ...unsigned, query: "a=1", credentials, expiresSeconds: 90 });
  expect(query.replace(/[0-9a-f]{64}$/, "SIGNATURE").split("&")).toEqual([
    "a=1",
    "X-Amz-Algorithm=AWS4-HMAC-SHA256",
    "X-Amz-Credential=AKIDEXAMPLE%2F20150830%2Fus-east-1%2Fiam%2Faws4_request",
    "X-Amz-Date=20150830T123600Z",
    "X-Amz-Expires=90",
    "X-Amz-SignedHeaders=content-type%3Bhost",
    "X-Amz-Security-Token=T%2B%2F%3D",
    "X-Amz-Signature=SIGNATURE",
  ]);
});

test("a presigned query without a token is the whole query where the request has none", () => {
  const { body: _, ...unsigned } = listUsers;
  const query = presignRequest({ ...unsigned, query: "", expiresSeconds: 90 });
  expect(query.split("&").map((parameter) => parameter.split("=")[0])).toEqual([
    "X-Amz-Algorithm",
    "X-Amz-Credential",
    "X-Amz-Date",
    "X-Amz-Expires",
    "X-Amz-SignedHeaders",
    "X-Amz-Signature",
  ]);
});

describe("a header value beyond ASCII is signed as the bytes that go over the wire", () => {
  test.each([0x80, 0xa0, 0xe9, 0xff])("the byte %d", (byte) => {
    const headers = ["host", "iam.amazonaws.com", "x-name", `a${String.fromCharCode(byte)}b`];
    const { authorization = "" } = signRequest({ ...listUsers, query: "", headers });
    const canonicalRequest = Buffer.concat([
      Buffer.from("GET\n/\n\nhost:iam.amazonaws.com\nx-amz-date:20150830T123600Z\nx-name:a"),
      Buffer.from([byte]),
      Buffer.from(`b\n\nhost;x-amz-date;x-name\n${hash("sha256", "")}`),
    ]);
    const scope = { date: "20150830", region: "us-east-1", service: "iam" };
    const text = `AWS4-HMAC-SHA256\n20150830T123600Z\n20150830/us-east-1/iam/aws4_request\n${hash("sha256", canonicalRequest)}`;
    const signature = deriveSigningKey(listUsers.credentials.secretAccessKey, scope).sign(text);
    expect(authorization.endsWith(`Signature=${signature}`)).toBe(true);
  });
});

describe("what cannot go over the wire is not signed", () => {
  test.each<[string, Partial<UnsignedRequest>]>([
    ["a header with a line feed", { headers: ["host", "a\nb"] }],
    ["a header beyond bytes", { headers: ["host", "\u4E2D"] }],
    ["a header without name", { headers: ["", "a"] }],
    ["a path beyond bytes", { path: "/\u4E2D" }],
    ["a query with a broken escape", { query: "a=%" }],
  ])("%s", (_, change) => {
    expect(() => signRequest({ ...listUsers, ...change })).toThrow(
      new RangeError("The request cannot be signed: a header or an escape in its query is not well-formed."),
    );
  });
});
