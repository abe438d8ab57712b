import { expect, test } from "vitest";
import { requireValidDocument } from "./policy-documents.ts";

test("a trailing comma is named with its place behind AWS's text", () => {
  const document =
    '{"Version":"2012-10-17","Statement":[{"Effect":"Allow","Action":["execute-api:Invoke",],"Resource":"*"}]}';
  expect(() => requireValidDocument(document, "managed")).toThrow(
    "Syntax errors in policy. Line 1, column 86: The comma behind the last value of the list must go: JSON allows no comma before `]`.",
  );
});

test.each(["not a policy", "{", '{"Version":"2012-10-17"}'])("for %j the message is AWS's alone", (document) => {
  expect(() => requireValidDocument(document, "managed")).toThrow(/^Syntax errors in policy\.$/);
});
