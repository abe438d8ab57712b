import { createHmac } from "node:crypto";
import { inspect } from "node:util";
import fc from "fast-check";
import { expect, test } from "vitest";
import { createSigningKeys, deriveSigningKey, isSameScope } from "./signing-key.ts";

const secret = "wJalrXUtnFEMI/K7MDENG+bPxRfiCYEXAMPLEKEY";
const scope = { date: "20150830", region: "us-east-1", service: "iam" };
/** What AWS's published example derives from the two above. */
const published = Buffer.from("c4afb1cc5771d871763a393e44b703571b55cc28424d1a5e86da6ed3c154a4b9", "hex");

test("a signing key is derived as in AWS's published example and signs by HMAC-SHA-256, whatever the text", () => {
  const key = deriveSigningKey(secret, scope);
  const text = fc.oneof(fc.string({ unit: "binary", maxLength: 300 }), fc.string({ unit: "grapheme-ascii" }));
  fc.assert(
    fc.property(text, (signed) => {
      expect(key.sign(signed)).toBe(createHmac("sha256", published).update(signed).digest("hex"));
    }),
  );
});

test("a signing key shows nothing of itself when it is printed", () => {
  const key = deriveSigningKey(secret, scope);
  expect(key.sign("text")).toHaveLength(64);
  expect(JSON.stringify(key)).toBe("{}");
  expect(inspect(key, { showHidden: true, depth: null })).not.toMatch(/Buffer|Uint8Array/);
});

test("a key is kept for its secret, date, region and service", () => {
  const keys = createSigningKeys(10);
  const key = keys.get(secret, scope);
  expect(keys.get(secret, { ...scope })).toBe(key);
  const all = [
    key,
    keys.get("other", scope),
    keys.get(secret, { ...scope, date: "20150831" }),
    keys.get(secret, { ...scope, region: "eu-west-1" }),
    keys.get(secret, { ...scope, service: "sts" }),
    keys.get("a/b", { ...scope, service: "c" }),
    keys.get("b", { ...scope, service: "c" }),
  ];
  expect(new Set(all.map((one) => one.sign("text"))).size).toBe(all.length);
});

test("the key used least recently is dropped when the cache is full", () => {
  const keys = createSigningKeys(2);
  const first = keys.get("first", scope);
  const second = keys.get("second", scope);
  expect(keys.get("first", scope)).toBe(first);
  keys.get("third", scope);
  expect(keys.get("first", scope)).toBe(first);
  expect(keys.get("second", scope)).not.toBe(second);
});

test("a cache of none still derives keys", () => {
  expect(createSigningKeys(0).get(secret, scope).sign("text")).toBe(deriveSigningKey(secret, scope).sign("text"));
});

test.each([
  [scope, true],
  [{ ...scope, date: "20150831" }, false],
  [{ ...scope, region: "us-east-2" }, false],
  [{ ...scope, service: "sts" }, false],
])("one key serves a scope and %j: %s", (other, expected) => {
  expect(isSameScope(scope, other)).toBe(expected);
});
