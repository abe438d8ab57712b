import { expect, test } from "vitest";
import { requestNamer } from "./request-id.ts";

test("names have AWS's form and come from randomness alone", () => {
  let drawn = 0;
  const name = requestNamer((count) => Uint8Array.from({ length: count }, () => (drawn += 1) % 256));
  expect(name()).toEqual({ requestId: "AQIDBAUGBwgJCgs=", traceId: "7172737475767778797a7b7c" });
  expect(name()).toEqual({ requestId: "DQ4PEBESExQVFhc=", traceId: "7d7e7f808182838485868788" });
});

test("no byte is used twice, over several draws", () => {
  let draws = 0;
  const name = requestNamer((count) => {
    draws += 1;
    return Uint8Array.from({ length: count }, (_, index) => (index + draws * 7) % 251);
  });
  const ids = Array.from({ length: 600 }, () => name().requestId);
  expect([draws, ids.every((id) => /^[\w-]{15}=$/.test(id))]).toEqual([4, true]);
});
