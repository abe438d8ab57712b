import { Buffer } from "node:buffer";

/** Reads an answer whole. Throws an Error when it is longer than that many bytes; what is left of it is not read. */
export async function readAnswer(
  body: AsyncIterable<Buffer> & { destroy(): unknown },
  bytesMax: number,
): Promise<Buffer> {
  const chunks: Buffer[] = [];
  let received = 0;
  for await (const chunk of body) {
    received += chunk.length;
    if (received > bytesMax) {
      body.destroy();
      throw new Error(`the answer is longer than ${bytesMax} bytes`);
    }
    chunks.push(chunk);
  }
  return Buffer.concat(chunks);
}
