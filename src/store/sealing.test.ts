import { randomBytes } from "node:crypto";
import { expect, test } from "vitest";
import { createSealer, openText, sealText } from "./sealing.ts";

const key = randomBytes(32);
const sealer = createSealer(key, randomBytes);
const place = "access-key:111111111111:AKIA1";

test.each(["", "secret", "ärzte ☂ \u0000"])("%j opens as it was sealed", (text) => {
  expect(openText(sealer, sealText(sealer, text, place), place)).toBe(text);
});

test("the same secret is sealed differently each time", () => {
  expect(sealText(sealer, "secret", place)).not.toBe(sealText(sealer, "secret", place));
});

test("a sealed secret opens neither under another key nor in another place", () => {
  const sealed = sealText(sealer, "secret", place);
  expect(() => openText(createSealer(randomBytes(32), randomBytes), sealed, place)).toThrow(
    /authenticate|known format/,
  );
  expect(() => openText(sealer, sealed, "access-key:111111111111:AKIA2")).toThrow(/authenticate|known format/);
});

test("a sealed secret of which any byte was changed or cut off does not open", () => {
  const bytes = Buffer.from(sealText(sealer, "secret", place), "base64");
  for (let index = 0; index < bytes.length; index += 1) {
    const changed = Buffer.from(bytes);
    changed.writeUInt8(bytes.readUInt8(index) ^ 1, index);
    expect(() => sealer.open(changed.toString("base64"), place)).toThrow(/authenticate|known format/);
    expect(() => sealer.open(bytes.subarray(0, index).toString("base64"), place)).toThrow(/authenticate|known format/);
  }
});
