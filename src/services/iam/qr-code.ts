import { crc32, deflateSync } from "node:zlib";
import { encode } from "uqr";

/** A QR code of a text as a PNG image: black dots of eight pixels on white, with the quiet zone of four that it needs. */
export function qrCodePng(text: string): Uint8Array {
  const { data, size } = encode(text, { ecc: "M", border: quietZone });
  const width = size * dotPixels;
  const row = Math.ceil(width / 8);
  const lines = data.flatMap((dots) => {
    // One bit a pixel, white being 1: a dot of eight pixels is a byte.
    const line = Buffer.alloc(1 + row);
    dots.forEach((dark, index) => line.writeUInt8(dark ? 0x00 : 0xff, 1 + index));
    return Array.from({ length: dotPixels }, () => line);
  });
  return Buffer.concat([
    signature,
    chunk("IHDR", headerOf(width)),
    chunk("IDAT", deflateSync(Buffer.concat(lines))),
    chunk("IEND", Buffer.alloc(0)),
  ]);
}

const quietZone = 4;
const dotPixels = 8;
const signature = Buffer.from([0x89, 0x50, 0x4e, 0x47, 0x0d, 0x0a, 0x1a, 0x0a]);

/** A square greyscale image of one bit a pixel, without filters or interlacing. */
function headerOf(width: number): Buffer {
  const header = Buffer.alloc(13);
  header.writeUInt32BE(width, 0);
  header.writeUInt32BE(width, 4);
  header.writeUInt8(1, 8);
  return header;
}

function chunk(type: string, data: Buffer): Buffer {
  const body = Buffer.concat([Buffer.from(type, "latin1"), data]);
  const framed = Buffer.alloc(body.length + 8);
  framed.writeUInt32BE(data.length, 0);
  body.copy(framed, 4);
  framed.writeUInt32BE(crc32(body), body.length + 4);
  return framed;
}
