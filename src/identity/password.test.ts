import { expect, test } from "vitest";
import { hashPassword, verifyPassword } from "./password.ts";

const salt = new Uint8Array(16).fill(7);

test("a password fits its hash and no other does", async () => {
  const hashed = await hashPassword("correct horse", salt);
  expect(hashed).toMatch(/^scrypt\$16384\$8\$1\$BwcHBwcHBwcHBwcHBwcHBw==\$[A-Za-z0-9+/]{43}=$/);
  expect(await verifyPassword("correct horse", hashed)).toBe(true);
  expect(await verifyPassword("correct horsE", hashed)).toBe(false);
});

test("another salt gives another hash", async () => {
  expect(await hashPassword("same", salt)).not.toBe(await hashPassword("same", new Uint8Array(16)));
});

// Made with the vector of RFC 7914, section 12: its parameters are read from the text.
test("a hash of another cost is verified at that cost", async () => {
  const derived =
    "fdbabe1c9d3472007856e7190d01e9fe7c6ad7cbc8237830e77376634b3731622eaf30d92e22a3886ff109279d9830dac727afb94a83ee6d8360cbdfa2cc0640";
  const hashed = [
    "scrypt",
    1024,
    8,
    16,
    Buffer.from("NaCl").toString("base64"),
    Buffer.from(derived, "hex").subarray(0, 32).toString("base64"),
  ];
  expect(await verifyPassword("password", hashed.join("$"))).toBe(true);
});

test("what is no hash is refused", async () => {
  await expect(verifyPassword("x", "bcrypt$1")).rejects.toThrow("no known format");
});
