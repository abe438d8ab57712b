import { expect, test } from "vitest";
import { createSigningKeys, deriveSigningKey } from "./signing-key.ts";

const secret = "wJalrXUtnFEMI/K7MDENG+bPxRfiCYEXAMPLEKEY";
const scope = { date: "20150830", region: "us-east-1", service: "iam" };

test("a signing key is derived as in AWS's published example", () => {
  expect(deriveSigningKey(secret, scope).export().toString("hex")).toBe(
    "c4afb1cc5771d871763a393e44b703571b55cc28424d1a5e86da6ed3c154a4b9",
  );
});

test("a key is kept for its secret, date, region and service", () => {
  const keys = createSigningKeys(10);
  const key = keys.get(secret, scope);
  expect(keys.get(secret, { ...scope })).toBe(key);
  const others = [
    keys.get("other", scope),
    keys.get(secret, { ...scope, date: "20150831" }),
    keys.get(secret, { ...scope, region: "eu-west-1" }),
    keys.get(secret, { ...scope, service: "sts" }),
    keys.get("a/b", { ...scope, service: "c" }),
    keys.get("b", { ...scope, service: "c" }),
  ];
  for (const [index, other] of others.entries()) {
    expect(others.slice(index + 1).some((next) => next.equals(other))).toBe(false);
    expect(other.equals(key)).toBe(false);
  }
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
  expect(createSigningKeys(0).get(secret, scope).equals(deriveSigningKey(secret, scope))).toBe(true);
});
