import { describe, expect, test } from "vitest";
import { arnMatches, arnText, compileArnValue, compileResource } from "./arn-pattern.ts";

const values: Readonly<Record<string, string>> = { account: "1", colons: "e:z", user: "al" };
const context = (key: string) => values[key];

describe("a resource", () => {
  test.each([
    ["arn:aws:s3:::b", "arn:aws:s3:::b", true],
    ["arn:aws:s3:::b", "arn:aws:s3:::bc", false],
    ["arn:aws:s3:::b", "arn:aws:s3:::b:c", false],
    ["arn:aws:s3:::b*", "arn:aws:s3:::b:c", true],
    ["arn:aws:s3", "arn:aws:s3:::b", true],
    ["arn:", "arn:aws:s3:::b", false],
    ["arn", "arn:aws:s3:::b", false],
    ["*", "bucket", true],
    ["*:*:*:*:*:*", "bucket", false],
    ["*:*:*:*:*:*", "a:b:c:d:e", false],
    ["*:*:*:*:*:*", "a:b:c:d:e:", true],
    ["arn:aws:s3:::${user}", "arn:aws:s3:::al", true],
    ["arn:aws:s3::${account}:b", "arn:aws:s3::1:b", false],
    ["${account}:aws:s3:::b", "1:aws:s3:::b", false],
    ["arn:aw?:s3:::b", "arn:aws:s3:::b", true],
    ["arn:aw?:s3:::b", "arn:aws:s4:::b", false],
    ["arn:aw?:s3:::b", "arn:aws:s:::b", false],
    ["arn:aw?:s3:::b", "arn:awss:s3:::b", false],
    ["arn:*:s3:::b", "arn:aws:s3:::c", false],
  ])("%s against %s: %s", (pattern, text, expected) => {
    expect(arnMatches(compileResource(pattern, true), arnText(text), context)).toBe(expected);
  });
});

describe("a value of an Arn operator", () => {
  test.each([
    ["*", "a:b:c:d:e:f", true],
    ["a:b:c:d:e", "a:b:c:d:e:f", false],
    ["a:b:c:d:e:*", "a:b:c:d:e:f:g", true],
    ["a:b:c:d:${account}:f", "a:b:c:d:1:f", true],
    ["a:b:c:d:${account}:f", "a:b:c:d:1:g", false],
    ["a:b:c:d:${account}:f", "a:b:c:d:2:f", false],
    ["a:b:c:d:${none}:f", "a:b:c:d::f", false],
    ["a:b:c:d:${none}:f", "a:b:c:d:e:f", false],
    ["a:b:c:d:${colons}:f:g", "a:b:c:d:e:z:f:g", true],
    ["a:b:c:d:${colons}", "a:b:c:d:e:z", true],
    ["a:b:c:${colons}", "a:b:c:e:z", false],
    ["a:b:c:d:e:${colons}", "a:b:c:d:e:e:z", true],
    ["a:b:c:d:e:${none}*", "a:b:c:d:e:f", false],
  ])("%s against %s: %s", (pattern, text, expected) => {
    expect(arnMatches(compileArnValue(pattern, true), arnText(text), context)).toBe(expected);
  });
});
