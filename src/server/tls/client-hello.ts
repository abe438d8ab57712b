/** What the first bytes of a TLS connection tell. */
export type ClientHello =
  /** More bytes are needed. */
  | { readonly kind: "incomplete" }
  /** The name the client wants, in lower case; undefined when it names none, or in a way that is not to be understood. */
  | { readonly kind: "complete"; readonly serverName: string | undefined };

/** The first byte of every TLS connection: a record of the handshake. No HTTP request starts with it. */
export const handshakeRecord = 0x16;

const recordHeaderBytes = 5;
const handshakeHeaderBytes = 4;
/** The longest ClientHello that is read; those of today have a tenth of it. */
const helloBytesMax = 16_384;
/** In how many records it may come. */
const recordsMax = 4;
const clientHello = 1;
const serverNameExtension = 0;
const hostName = 0;

/**
 * Reads the server's name from a ClientHello (RFC 8446, 4.1.2, and RFC 6066, 3), which may be spread over records. What
 * does not make sense is left to the TLS library to refuse: it is complete and names nobody.
 */
export function readClientHello(bytes: Buffer): ClientHello {
  const message = handshakeMessage(bytes);
  if (message === "incomplete") {
    return { kind: "incomplete" };
  }
  return { kind: "complete", serverName: message && serverName(message) };
}

/** The first handshake message without its header; undefined when it is no ClientHello, too long or in too many pieces. */
function handshakeMessage(bytes: Buffer): Buffer | "incomplete" | undefined {
  let message = bytes.subarray(0, 0);
  let offset = 0;
  for (let records = 0; records < recordsMax; records += 1) {
    if (bytes.length < offset + recordHeaderBytes) {
      return "incomplete";
    }
    if (bytes[offset] !== handshakeRecord) {
      return undefined;
    }
    const start = offset + recordHeaderBytes;
    offset = start + bytes.readUInt16BE(offset + 3);
    const fragment = bytes.subarray(start, offset);
    message = message.length === 0 ? fragment : Buffer.concat([message, fragment]);
    if (message.length >= handshakeHeaderBytes) {
      const end = handshakeHeaderBytes + message.readUIntBE(1, 3);
      if (message[0] !== clientHello || end > helloBytesMax) {
        return undefined;
      }
      if (message.length >= end) {
        return message.subarray(handshakeHeaderBytes, end);
      }
    }
  }
  return undefined;
}

function serverName(hello: Buffer): string | undefined {
  try {
    const list = extension(hello, serverNameExtension);
    // The list's length, then the kind, the length and the bytes of its first entry; there are no other kinds.
    const name = list?.[2] === hostName ? list.subarray(5, 5 + list.readUInt16BE(3)).toString("latin1") : "";
    return isHostName(name) ? name.toLowerCase() : undefined;
  } catch (error) {
    if (error instanceof RangeError) {
      return undefined;
    }
    throw error;
  }
}

/** The extension's bytes; undefined when it is not there. Throws a RangeError where a length leads out of the message. */
function extension(hello: Buffer, wanted: number): Buffer | undefined {
  // Version and random, then three vectors: session id, cipher suites, compression methods.
  let offset = 34;
  offset += 1 + hello.readUInt8(offset);
  offset += 2 + hello.readUInt16BE(offset);
  offset += 1 + hello.readUInt8(offset);
  const end = offset + 2 + hello.readUInt16BE(offset);
  offset += 2;
  while (offset < end) {
    const length = hello.readUInt16BE(offset + 2);
    if (hello.readUInt16BE(offset) === wanted) {
      return hello.subarray(offset + 4, offset + 4 + length);
    }
    offset += 4 + length;
  }
  return undefined;
}

function isHostName(text: string): boolean {
  return text.length <= 253 && /^(?!-)[a-z0-9-]{1,63}(?:\.[a-z0-9-]{1,63})*$/i.test(text);
}
