import { hash } from "node:crypto";
import { describe, expect, test } from "vitest";
import type { RawRequest } from "../http/raw-request.ts";
import { type Authorization, parseAuthorization } from "./authorization.ts";
import { sigv4Limits } from "./limits.ts";
import { presignRequest } from "./presign.ts";
import { signRequest } from "./sign.ts";
import { deriveSigningKey } from "./signing-key.ts";
import { stringToSign } from "./string-to-sign.ts";
import { explainSignature, verifySignature } from "./verify-signature.ts";

const emptyHash = hash("sha256", "");
const unsigned = {
  method: "POST",
  path: "/a",
  query: "",
  headers: ["Host", "localhost"],
  body: "",
  credentials: { accessKeyId: "AKID", secretAccessKey: "secret" },
  region: "us-east-1",
  service: "sts",
  nowMs: Date.UTC(2026, 0, 1),
};
const key = deriveSigningKey("secret", { date: "20260101", region: "us-east-1", service: "sts" });
const altered = [
  "It was made with another secret access key, or the request was changed after it was signed: compare the client's canonical request with this one.",
];

interface Change {
  readonly path?: string;
  readonly query?: string;
  readonly headers?: readonly string[];
  readonly body?: string;
}

describe("the body that came is what counts", () => {
  const declared = (value: string) => ["Host", "localhost", "X-Amz-Content-Sha256", value];
  test.each([
    [hash("sha256", "body"), true],
    ["UNSIGNED-PAYLOAD", false],
    ["STREAMING-UNSIGNED-PAYLOAD-TRAILER", false],
    [emptyHash, false],
    [hash("sha256", "body").toUpperCase(), false],
  ])("a signed x-amz-content-sha256 of %s", (value, accepted) => {
    const { request, authorization } = signed({ headers: declared(value), body: "body" });
    expect(verifySignature(request, hash("sha256", "body"), authorization, key)).toBe(accepted);
  });

  test("an unsigned x-amz-content-sha256 has no say", () => {
    const { request, authorization } = signed({ body: "body" });
    const headers = [...request.headers, "x-amz-content-sha256", "UNSIGNED-PAYLOAD"];
    expect(verifySignature({ ...request, headers }, hash("sha256", "body"), authorization, key)).toBe(true);
    expect(verifySignature({ ...request, headers }, hash("sha256", "other"), authorization, key)).toBe(false);
  });
});

test.each([
  ["one digit more", (signature: string) => `${signature}0`],
  ["one digit less", (signature: string) => signature.slice(0, -1)],
  ["a last digit of several bytes", (signature: string) => `${signature.slice(0, -1)}\u00E9`],
  ["a first digit of several bytes", (signature: string) => `\u00E9${signature.slice(1)}`],
  ["upper-case digits", (signature: string) => signature.toUpperCase()],
])("a signature with %s is refused, also right after the true one", (_, change) => {
  const { request, authorization } = signed({});
  expect(verifySignature(request, emptyHash, authorization, key)).toBe(true);
  const changed = { ...authorization, signature: change(authorization.signature) };
  expect(verifySignature(request, emptyHash, changed, key)).toBe(false);
});

describe("what was signed is what is routed", () => {
  test.each([
    ["/a%40b", "/a%2540b"],
    ["/a%2540b", "/a%40b"],
    ["/b", "//b"],
    ["/b", "/./b"],
    ["/b", "/a/../b"],
    ["/b", "/a/%2E%2E/b"],
    ["/b/", "/b"],
    ["/b", "/%62"],
  ])("a signature over %s does not open %s", (path, other) => {
    const { request, authorization } = signed({ path });
    expect(verifySignature(request, emptyHash, authorization, key)).toBe(true);
    expect(verifySignature({ ...request, path: other }, emptyHash, authorization, key)).toBe(false);
  });

  test("a path in two spellings that decode alike may be sent in either", () => {
    const { request, authorization } = signed({ path: "/a@b" });
    expect(verifySignature({ ...request, path: "/a%40b" }, emptyHash, authorization, key)).toBe(true);
  });
});

describe("a mismatch is explained", () => {
  test("with the server's canonical request and string to sign", () => {
    const { request, authorization } = signed({ query: "b=2&a=1" });
    const explanation = explainSignature({ ...request, method: "GET" }, emptyHash, authorization, key);
    const canonicalRequest = `GET\n/a\na=1&b=2\nhost:localhost\nx-amz-date:20260101T000000Z\n\nhost;x-amz-date\n${emptyHash}`;
    expect(explanation).toEqual({
      canonicalRequest,
      stringToSign: `AWS4-HMAC-SHA256\n20260101T000000Z\n20260101/us-east-1/sts/aws4_request\n${hash("sha256", canonicalRequest)}`,
      findings: altered,
    });
  });

  test("without any session token", () => {
    const credentials = { ...unsigned.credentials, sessionToken: "very-secret" };
    const { request, authorization } = signed({}, credentials);
    const inHeader = explainSignature(request, "x", authorization, key).canonicalRequest;
    expect(inHeader).toContain("x-amz-security-token:(11 characters)\n");
    const query = presignRequest({ ...unsigned, credentials, expiresSeconds: 60 });
    const presigned = authorized({ ...request, headers: unsigned.headers, query });
    const inQuery = explainSignature(presigned.request, "x", presigned.authorization, key).canonicalRequest;
    expect(inQuery).toContain("X-Amz-Security-Token=(11 characters)");
    expect(`${inHeader}${inQuery}`).not.toContain("very-secret");
  });

  test("with the tokens masked where they stand and nothing else changed", () => {
    const headers = ["Host", "localhost", "x-note", "x-amz-security-token:kept", "x-amz-security-token", "one two"];
    const { request, authorization } = signed({ headers });
    const query = "A=X-Amz-Security-Token&X-Amz-Security-Token=abc&x-amz-security-token=&z=1";
    expect(explainSignature({ ...request, query }, "x", authorization, key).canonicalRequest).toBe(
      [
        "POST",
        "/a",
        "A=X-Amz-Security-Token&X-Amz-Security-Token=(3 characters)&x-amz-security-token=(0 characters)&z=1",
        "host:localhost",
        "x-amz-date:20260101T000000Z",
        "x-amz-security-token:(7 characters)",
        "x-note:x-amz-security-token:kept",
        "",
        "host;x-amz-date;x-amz-security-token;x-note",
        "x",
      ].join("\n"),
    );
  });

  test.each<[string, Change, Change, string]>([
    [
      "a path cleaned before it was signed",
      { path: "/b" },
      { path: "/a/..//./b" },
      "The client signed the path '/b' but sent '/a/..//./b': it has to send what it signs.",
    ],
    [
      "a path cleaned to nothing",
      { path: "/" },
      { path: "//" },
      "The client signed the path '/' but sent '//': it has to send what it signs.",
    ],
    [
      "a path cleaned up to its last slash",
      { path: "/b/" },
      { path: "//b/" },
      "The client signed the path '/b/' but sent '//b/': it has to send what it signs.",
    ],
    [
      "a path encoded once",
      { path: "/a%40b" },
      { path: "/a%2540b" },
      "The client signed the path as sent; one with %25 in it has to be encoded once more.",
    ],
    [
      "a literal plus",
      { query: "a=%2B" },
      { query: "a=+" },
      "The client took a '+' in the query for a plus sign; it is a space, a plus sign is %2B.",
    ],
    ["an empty body", { body: "" }, { body: "x" }, "The client signed an empty body but sent another."],
    [
      "a host without port",
      { headers: ["Host", "localhost"] },
      { headers: ["Host", "localhost:4566"] },
      "The client signed the host without the port that its Host header names.",
    ],
    [
      "a host without port after another header that names one",
      { headers: ["Host", "localhost", "a-host", "b:1"] },
      { headers: ["Host", "localhost:4566", "a-host", "b:1"] },
      "The client signed the host without the port that its Host header names.",
    ],
  ])("%s", (_, asSigned, asSent, finding) => {
    const { request, authorization } = signed(asSigned);
    const { headers = asSigned.headers ?? unsigned.headers, body = "", ...change } = asSent;
    const added = request.headers.slice((asSigned.headers ?? unsigned.headers).length);
    const sent = { ...request, ...change, headers: [...headers, ...added] };
    expect(verifySignature(sent, hash("sha256", body), authorization, key)).toBe(false);
    expect(explainSignature(sent, hash("sha256", body), authorization, key).findings).toEqual([finding]);
  });

  test("a query signed as sent", () => {
    const { request, authorization } = signed({ query: "a=1&b=2" });
    const asSent = `POST\n/a\nb=2&a=1\nhost:localhost\nx-amz-date:20260101T000000Z\n\nhost;x-amz-date\n${emptyHash}`;
    const signature = key.sign(stringToSign(authorization, asSent) ?? "");
    const sent = { ...request, query: "b=2&a=1" };
    const claimed = { ...authorization, signature };
    expect(verifySignature(sent, emptyHash, claimed, key)).toBe(false);
    expect(explainSignature(sent, emptyHash, claimed, key).findings).toEqual([
      "The client signed the query as sent, as older releases of curl do; it has to be sorted and encoded anew.",
    ]);
  });

  test("a payload left unsigned without a header that says so", () => {
    const { request, authorization } = signed({});
    const asSigned = "POST\n/a\n\nhost:localhost\nx-amz-date:20260101T000000Z\n\nhost;x-amz-date\nUNSIGNED-PAYLOAD";
    const claimed = { ...authorization, signature: key.sign(stringToSign(authorization, asSigned) ?? "") };
    expect(verifySignature(request, emptyHash, claimed, key)).toBe(false);
    expect(explainSignature(request, emptyHash, claimed, key).findings).toEqual([
      "The client left the payload unsigned, which this service does not accept.",
    ]);
  });

  test("a declared payload hash, cut", () => {
    const { request, authorization } = signed({
      headers: ["Host", "localhost", "x-amz-content-sha256", "x".repeat(65)],
    });
    expect(explainSignature(request, emptyHash, authorization, key).findings).toEqual([
      `The signed header x-amz-content-sha256 is '${"x".repeat(64)}'; the body's SHA-256 is ${emptyHash}.`,
    ]);
  });

  test("a payload that was declared but not sent", () => {
    const bodyHash = hash("sha256", "body");
    const { request, authorization } = signed({
      body: "body",
      headers: ["Host", "localhost", "x-amz-content-sha256", "UNSIGNED-PAYLOAD"],
    });
    const otherHash = hash("sha256", "other");
    expect(explainSignature(request, bodyHash, authorization, key).findings).toEqual([
      `The signed header x-amz-content-sha256 is 'UNSIGNED-PAYLOAD'; the body's SHA-256 is ${bodyHash}.`,
    ]);
    expect(explainSignature(request, otherHash, authorization, key).findings).toEqual([
      `The signed header x-amz-content-sha256 is 'UNSIGNED-PAYLOAD'; the body's SHA-256 is ${otherHash}.`,
    ]);
  });

  test.each<[string, Partial<RawRequest>, Partial<Authorization>, readonly string[]]>([
    ["a broken escape", { query: "a=%" }, {}, ["The query has a percent sign that two hex digits do not follow."]],
    [
      "an absent header",
      {},
      { signedHeaders: ["host", "x-a"] },
      ["The signed header 'x-a' did not arrive, or holds a line feed."],
    ],
    ["an upper-case name", {}, { signedHeaders: ["Host"] }, ["The signed header 'Host' is not listed in lower case."]],
    [
      "an unsorted list",
      {},
      { signedHeaders: ["x-amz-date", "host"] },
      ["The list of signed headers is not in ascending order, each name once."],
    ],
    [
      "a character that is no byte",
      { path: "/\u4E2D" },
      {},
      ["The request holds a character above U+00FF, which cannot have come over HTTP."],
    ],
  ])("%s", (_, change, authorizationChange, findings) => {
    const { request, authorization } = signed({});
    const sent = { ...request, ...change };
    const claimed = { ...authorization, ...authorizationChange };
    expect(verifySignature(sent, emptyHash, claimed, key)).toBe(false);
    expect(explainSignature(sent, emptyHash, claimed, key)).toEqual({ findings });
  });
});

describe("hostile requests are refused in bounded time", () => {
  const names = Array.from({ length: sigv4Limits.signedHeaders }, (_, index) => `x-${index + 1_000}`);
  const lines = Array.from({ length: sigv4Limits.headerLines }, (_, index) => [
    names[index % names.length] ?? "",
    " a  b ".repeat(20),
  ]);
  test.each<[string, Partial<RawRequest>, Partial<Authorization>]>([
    ["as many headers as allowed, all signed", { headers: lines.flat() }, { signedHeaders: names }],
    [
      "one header of a megabyte of spaces",
      { headers: ["host", ` a${" ".repeat(1_000_000)}a`] },
      { signedHeaders: ["host"] },
    ],
    ["a path of nothing but dots", { path: "/..".repeat(40_000) }, {}],
    ["a query of nothing but separators", { query: "&=".repeat(60_000) }, {}],
    [
      "a query of equal names in falling order",
      { query: Array.from({ length: 20_000 }, (_, at) => `a=${99_999 - at}`).join("&") },
      {},
    ],
    ["a signature of a megabyte", {}, { signature: "0".repeat(1_000_000) }],
    ["a signature of 64 characters that are no bytes", {}, { signature: "\u0130".repeat(64) }],
  ])("%s", (_, change, authorizationChange) => {
    const { request, authorization } = signed({});
    const start = performance.now();
    const claimed = { ...authorization, ...authorizationChange };
    expect(verifySignature({ ...request, ...change }, emptyHash, claimed, key)).toBe(false);
    expect(explainSignature({ ...request, ...change }, emptyHash, claimed, key).findings).not.toEqual([]);
    // Far above what any of these takes, far below what a quadratic one would.
    expect(performance.now() - start).toBeLessThan(2_000);
  });
});

function signed(
  change: Change,
  credentials: typeof unsigned.credentials & { sessionToken?: string } = unsigned.credentials,
) {
  const toSign = { ...unsigned, ...change, credentials };
  const headers = [...toSign.headers, ...Object.entries(signRequest(toSign)).flat()];
  return authorized({ ...toSign, headers, remoteAddress: "127.0.0.1", secure: false });
}

function authorized({ method, path, query, headers, remoteAddress, secure }: RawRequest) {
  const request = { method, path, query, headers, remoteAddress, secure };
  const parsed = parseAuthorization(request);
  if (parsed.kind !== "signed") {
    throw new Error(parsed.kind);
  }
  return { request, authorization: parsed.authorization };
}
