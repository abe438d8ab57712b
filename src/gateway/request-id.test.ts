import { expect, test } from "vitest";
import { requestNamer } from "./request-id.ts";

test("names have AWS's form and come from randomness alone", () => {
  let drawn = 0;
  const name = requestNamer((count) => Uint8Array.from({ length: count }, () => (drawn += 1) % 256));
  expect(name()).toEqual({ requestId: "AQIDBAUGBwgJCgs=", traceId: "0c0d0e0f1011121314151617" });
  expect(name()).toEqual({ requestId: "GBkaGxwdHh8gISI=", traceId: "232425262728292a2b2c2d2e" });
});

test("no byte is used twice, over several draws", () => {
  let draws = 0;
  const name = requestNamer((count) => {
    draws += 1;
    return Uint8Array.from({ length: count }, (_, index) => (index + draws * 7) % 251);
  });
  const ids = Array.from({ length: 150 }, () => name().requestId);
  expect([draws, ids.every((id) => /^[\w-]{15}=$/.test(id))]).toEqual([2, true]);
});
