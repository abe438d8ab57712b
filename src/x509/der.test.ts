import { expect, test } from "vitest";
import { derValues } from "./der.ts";

const bytes = (hex: string) => Buffer.from(hex.replaceAll(" ", ""), "hex");

test("values follow one another, with short and long lengths", () => {
  const long = `04 81 80 ${"aa".repeat(128)}`;
  expect(derValues(bytes(`02 01 05 ${long} 05 00`))).toEqual([
    { tag: 2, content: bytes("05") },
    { tag: 4, content: bytes("aa".repeat(128)) },
    { tag: 5, content: bytes("") },
  ]);
});

test.each(["", "02", "02 02 05", "04 82 01", "04 84 ff ff ff ff 00", `04 ff ${"ff".repeat(127)}`])(
  "what is cut short or claims too much ends the list: %s",
  (hex) => {
    expect(derValues(bytes(`02 01 05 ${hex}`))).toEqual([{ tag: 2, content: bytes("05") }]);
  },
);
