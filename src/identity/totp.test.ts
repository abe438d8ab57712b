import { expect, test } from "vitest";
import { acceptTotp, consecutiveTotp, decodeBase32, encodeBase32, totpCode, totpStep } from "./totp.ts";

const seed = new TextEncoder().encode("12345678901234567890");

// The last six digits of RFC 6238's table for SHA-1.
test.each([
  [59, "287082"],
  [1_111_111_109, "081804"],
  [1_111_111_111, "050471"],
  [1_234_567_890, "005924"],
  [2_000_000_000, "279037"],
  [20_000_000_000, "353130"],
])("at %d seconds the code is %s", (seconds, code) => {
  expect(totpCode(seed, totpStep(seconds * 1000))).toBe(code);
});

// RFC 4648's vectors, padding left out.
test.each([
  ["", ""],
  ["f", "MY"],
  ["fo", "MZXQ"],
  ["foo", "MZXW6"],
  ["foob", "MZXW6YQ"],
  ["fooba", "MZXW6YTB"],
  ["foobar", "MZXW6YTBOI"],
])("%j is %s in base32, and back", (text, base32) => {
  expect(encodeBase32(new TextEncoder().encode(text))).toBe(base32);
  expect(new TextDecoder().decode(decodeBase32(base32))).toBe(text);
});

test("what is not base32 is refused", () => {
  expect(() => decodeBase32("MZ1")).toThrow("1 is not a base32 digit");
});

const nowMs = 1_700_000_000_000;
const now = totpStep(nowMs);

test.each([
  ["of now", 0, {}, 0],
  ["of the step before", -1, {}, -1],
  ["of the next step", 1, {}, 1],
  ["two steps old", -2, {}, undefined],
  ["two steps early", 2, {}, undefined],
  ["of a device that is ahead", 5, { driftSteps: 4 }, 5],
  ["of now, from a device that is ahead", 0, { driftSteps: 4 }, undefined],
  ["newer than the last", 0, { lastStep: now - 1 }, 0],
  ["accepted before", 0, { lastStep: now }, undefined],
  ["older than the last", -1, { lastStep: now }, undefined],
])("a code %s", (_, offset, detail, found) => {
  const device = { seed, detail: { driftSteps: 0, ...detail } };
  const accepted = acceptTotp(device, totpCode(seed, now + offset), nowMs);
  expect(accepted).toBe(found === undefined ? undefined : now + found);
});

test("a code of another length is wrong", () => {
  expect(acceptTotp({ seed, detail: { driftSteps: 0 } }, "1234567", nowMs)).toBeUndefined();
});

test.each([
  ["in order", 0, 1, 0],
  ["of a clock within tolerance", -3, -2, -3],
  ["of a clock beyond tolerance", -4, -3, undefined],
  ["in reverse", 1, 0, undefined],
  ["with a gap", 0, 2, undefined],
  ["twice the same", 0, 0, undefined],
])("two codes %s", (_, first, second, found) => {
  const codes = { first: totpCode(seed, now + first), second: totpCode(seed, now + second) };
  const step = consecutiveTotp(seed, { ...codes, nowMs, toleranceSteps: 3 });
  expect(step).toBe(found === undefined ? undefined : now + found);
});
