import { crc32, inflateSync } from "node:zlib";
import { encode } from "uqr";
import { expect, test } from "vitest";
import { qrCodePng } from "./qr-code.ts";

const link = "otpauth://totp/phone@111111111111?secret=JBSWY3DPEHPK3PXP";

test("the image is a PNG with sound chunks", () => {
  const png = Buffer.from(qrCodePng(link));
  expect(png.subarray(0, 8).toString("hex")).toBe("89504e470d0a1a0a");
  expect(chunksOf(png).map(({ type }) => type)).toEqual(["IHDR", "IDAT", "IEND"]);
});

test("its pixels are the code's dots, eight by eight, black on white", () => {
  const [header, body] = chunksOf(Buffer.from(qrCodePng(link)));
  const { data, size } = encode(link, { ecc: "M", border: 4 });
  expect([header?.data.readUInt32BE(0), header?.data.readUInt32BE(4)]).toEqual([size * 8, size * 8]);
  // One bit a pixel, grey, nothing filtered or interlaced.
  expect([...(header?.data.subarray(8) ?? [])]).toEqual([1, 0, 0, 0, 0]);
  const pixels = inflateSync(body?.data ?? Buffer.alloc(0));
  expect(pixels).toHaveLength(size * 8 * (1 + size));
  for (let line = 0; line < size * 8; line += 1) {
    const row = pixels.subarray(line * (1 + size), (line + 1) * (1 + size));
    const dots = data[Math.floor(line / 8)] ?? [];
    expect([...row]).toEqual([0, ...dots.map((dark) => (dark ? 0 : 255))]);
  }
});

interface Chunk {
  readonly type: string;
  readonly data: Buffer;
}

/** The chunks of an image; fails on a wrong checksum. */
function chunksOf(png: Buffer): readonly Chunk[] {
  const chunks: Chunk[] = [];
  for (let offset = 8; offset < png.length;) {
    const length = png.readUInt32BE(offset);
    const body = png.subarray(offset + 4, offset + 8 + length);
    expect(png.readUInt32BE(offset + 8 + length)).toBe(crc32(body));
    chunks.push({ type: body.subarray(0, 4).toString("latin1"), data: body.subarray(4) });
    offset += length + 12;
  }
  return chunks;
}
