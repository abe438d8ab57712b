import { randomBytes } from "node:crypto";
import fc from "fast-check";
import { expect, test } from "vitest";
import { accountOfUniqueId, newUniqueId } from "./unique-id.ts";

test.each([
  ["AKIA", 20],
  ["ASIA", 20],
  ["AIDA", 21],
  ["AROA", 21],
] as const)("an id of kind %s has %i characters of AWS's alphabet and carries its account", (prefix, length) => {
  fc.assert(
    fc.property(fc.bigInt({ min: 0n, max: 999_999_999_999n }), (number) => {
      const account = number.toString().padStart(12, "0");
      const id = newUniqueId(prefix, account, randomBytes);
      expect(id).toMatch(new RegExp(`^${prefix}[Q-Z2-7][A-Z2-7]{${length - 5}}$`));
      expect(accountOfUniqueId(id)).toBe(account);
    }),
  );
});

test.each(["", "AKIA", "my-ci-key", "AKIAIOSFODNN7EXAMPL!", "root"])("%j carries no account", (id) => {
  expect(accountOfUniqueId(id)).toBeUndefined();
});
