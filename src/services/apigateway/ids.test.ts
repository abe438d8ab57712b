import { expect, test } from "vitest";
import { newId } from "./ids.ts";

test("ids are of lower-case letters and digits, as long as AWS's", async () => {
  const randomBytes = (count: number) => new Uint8Array(count).map((_, index) => index * 31);
  const lengths = [];
  for (const kind of ["api", "integration", "route", "authorizer", "deployment"] as const) {
    const id = await newId({ kind, randomBytes, isTaken: async () => false });
    expect(id).toMatch(/^[a-z0-9]+$/);
    lengths.push(id.length);
  }
  expect(lengths).toEqual([10, 7, 7, 6, 6]);
});

test("an id that is taken is not given again", async () => {
  let drawn = 0;
  const randomBytes = (count: number) => new Uint8Array(count).fill(drawn++);
  expect(await newId({ kind: "route", randomBytes, isTaken: async (id) => id !== "ccccccc" })).toBe("ccccccc");
});

test("a random source that never finds a free id ends in an error, not in a loop", async () => {
  const request = {
    kind: "api",
    randomBytes: (count: number) => new Uint8Array(count),
    isTaken: async () => true,
  } as const;
  await expect(newId(request)).rejects.toThrow("found no free api id in 20 attempts");
});
