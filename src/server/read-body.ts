import type { IncomingMessage } from "node:http";

/** The whole body of a request, or undefined as soon as it is longer than allowed; rejects when the client goes away. */
export async function readBody(incoming: IncomingMessage, bytesMax: number): Promise<Uint8Array | undefined> {
  const chunks: Buffer[] = [];
  let length = 0;
  for await (const chunk of incoming) {
    // Without an encoding set, a request yields buffers.
    const bytes = chunk as Buffer;
    length += bytes.length;
    if (length > bytesMax) {
      return undefined;
    }
    chunks.push(bytes);
  }
  return chunks.length === 1 && chunks[0] !== undefined ? chunks[0] : Buffer.concat(chunks, length);
}
