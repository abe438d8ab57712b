import fc from "fast-check";
import { expect, test } from "vitest";
import { parseAuthorization } from "./authorization.ts";
import { rememberDeclaration, rememberedDeclaration, splitSignature } from "./declaration.ts";

test.each([
  ["AWS4-HMAC-SHA256 Credential=a, Signature=b", { declaration: "AWS4-HMAC-SHA256 Credential=a, ", signature: "b" }],
  ["A Signature=b,Signature=c", { declaration: "A Signature=b,", signature: "c" }],
  ["A\tSignature=b=c", { declaration: "A\t", signature: "b=c" }],
  ["A Signature=", undefined],
  ["A Signature=b,", undefined],
  ["A Signature=b c", undefined],
  ["A Signature=b\tc", undefined],
  ["A XSignature=b", undefined],
  ["Signature=b", undefined],
  ["A Credential=a", undefined],
  ["", undefined],
])("%j is split into %j", (header, expected) => {
  expect(splitSignature(header)).toEqual(expected);
});

const piece = fc.constantFrom(
  ...["Credential=AKID/20260101/us-east-1/iam/aws4_request", "Credential=B", "SignedHeaders=host;x-amz-date"],
  ...[
    "SignedHeaders=host",
    "Signature=abc",
    "Signature=",
    "Signature=a=b",
    "Signature",
    "XSignature=d",
    "Extra=1",
    "=",
  ],
);
const between = fc.constantFrom(",", ", ", " ", "\t", ",,", "");
const headers = fc
  .array(fc.tuple(between, piece), { maxLength: 6 })
  .map((pieces) => `AWS4-HMAC-SHA256 ${pieces.map(([gap, text]) => gap + text).join("")}`);

test("a header says the same whether its start was read before or not", () => {
  fc.assert(
    fc.property(headers, fc.constantFrom("20260101T000000Z", "yesterday", undefined), (text, date) => {
      // A blank behind it changes nothing and keeps the header from being split.
      const expected = said(`${text}\t`, date);
      expect([said(text, date), said(text, date)]).toEqual([expected, expected]);
    }),
  );
});

/** What a header says, but for the hash of the header itself. */
function said(header: string, date: string | undefined): unknown {
  const dated = date === undefined ? [] : ["X-Amz-Date", date];
  const parsed = parseAuthorization({
    ...{ method: "GET", path: "/", query: "", remoteAddress: "", secure: false },
    headers: ["Authorization", header, ...dated],
  });
  return parsed.kind === "malformed" ? { ...parsed.failure, headerHash: undefined } : parsed;
}

test("a declaration that is remembered makes no authorization of a header without a signature", () => {
  const declaration = "AWS4-HMAC-SHA256 Credential=EMPTY/20260101/us-east-1/iam/aws4_request, SignedHeaders=host, ";
  expect(said(`${declaration}Signature=abc`, "20260101T000000Z")).toMatchObject({ kind: "signed" });
  expect(said(`${declaration}Signature=`, "20260101T000000Z")).toMatchObject({ parts: ["Signature"] });
});

test("a declaration that is too long is not remembered, and the memory starts anew when it is full", () => {
  const declaration = {
    accessKeyId: "A",
    scope: { date: "", region: "", service: "", terminator: "" },
    credential: "A",
    signedHeaders: [],
  };
  const long = "x".repeat(1_025);
  rememberDeclaration(long, declaration);
  expect(rememberedDeclaration(long)).toBeUndefined();
  rememberDeclaration("first", declaration);
  expect(rememberedDeclaration("first")).toBe(declaration);
  for (let index = 0; index < 10_000; index += 1) {
    rememberDeclaration(`text ${index}`, declaration);
  }
  expect(rememberedDeclaration("first")).toBeUndefined();
  expect(rememberedDeclaration("text 9999")).toBe(declaration);
});
