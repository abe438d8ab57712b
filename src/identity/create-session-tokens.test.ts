import { randomBytes } from "node:crypto";
import fc from "fast-check";
import { expect, test } from "vitest";
import { accountIdOf } from "../arn/account-id.ts";
import { createSessionTokens } from "./create-session-tokens.ts";
import type { Session } from "./session-token.ts";

const oldKey = { keyId: 1, key: randomBytes(32) };
const newKey = { keyId: 2, key: randomBytes(32) };

const session: Session = {
  kind: "role",
  accountId: accountIdOf("111111111111"),
  accessKeyId: "ASIAEXAMPLE",
  secretAccessKey: "secret-of-the-session",
  issuerId: "AROAEXAMPLE",
  sessionName: "role_session",
  issuedAtMs: 1,
  expiresAtMs: 2,
  tags: [{ key: "team", value: "blue" }],
};

test("what was sealed opens again, whole", () => {
  const tokens = createSessionTokens([oldKey], randomBytes);
  expect(tokens.open(tokens.seal(session))).toEqual(session);
});

test("two tokens of one session differ", () => {
  const tokens = createSessionTokens([oldKey], randomBytes);
  expect(tokens.seal(session)).not.toBe(tokens.seal(session));
});

test("a token shows nothing of what it carries", () => {
  const token = createSessionTokens([oldKey], randomBytes).seal(session);
  expect(Buffer.from(token, "base64").toString("latin1")).not.toContain("secret");
});

test("tokens of an older key open while it is in the ring, and not once it has left", () => {
  const token = createSessionTokens([oldKey], randomBytes).seal(session);
  expect(createSessionTokens([newKey, oldKey], randomBytes).open(token)).toEqual(session);
  expect(createSessionTokens([newKey], randomBytes).open(token)).toBeUndefined();
});

test("a key of the same number but other bytes opens nothing", () => {
  const token = createSessionTokens([oldKey], randomBytes).seal(session);
  expect(createSessionTokens([{ ...newKey, keyId: 1 }], randomBytes).open(token)).toBeUndefined();
});

test("a token with any character changed does not open", () => {
  const tokens = createSessionTokens([oldKey, newKey], randomBytes);
  const token = tokens.seal(session);
  fc.assert(
    fc.property(fc.nat(token.length - 1), fc.constantFrom(..."AZaz09+/= ,%é"), (at, character) => {
      fc.pre(token[at] !== character);
      expect(tokens.open(token.slice(0, at) + character + token.slice(at + 1))).toBeUndefined();
    }),
  );
});

test.each([
  ["empty", ""],
  ["another spelling of the same bytes", "="],
  ["not base64", "\u0000\u0001"],
  ["longer than any token", "A".repeat(1_000_000)],
])("text that is %s does not open", (_, suffix) => {
  const tokens = createSessionTokens([oldKey], randomBytes);
  expect(tokens.open(suffix === "" ? "" : tokens.seal(session) + suffix)).toBeUndefined();
});

test("a ring without keys is refused", () => {
  expect(() => createSessionTokens([], randomBytes)).toThrow("key ring is empty");
});
