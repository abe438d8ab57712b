/** Types of HTTP/2 frames (RFC 9113, 6). */
export const frameTypes = { data: 0, headers: 1, reset: 3, settings: 4, ping: 6, goAway: 7, continuation: 9 } as const;

/** Flags of HTTP/2 frames. */
export const flags = { endStream: 1, endHeaders: 4 } as const;

/** What a client says first: the preface and its settings, which are the defaults. */
export const preface = Buffer.concat([Buffer.from("PRI * HTTP/2.0\r\n\r\nSM\r\n\r\n"), frame("settings", 0)]);

/** One frame. */
export function frame(
  type: keyof typeof frameTypes,
  streamId: number,
  { payload = Buffer.alloc(0), flag = 0 }: { readonly payload?: Buffer; readonly flag?: number } = {},
): Buffer {
  const head = Buffer.alloc(9);
  head.writeUIntBE(payload.length, 0, 3);
  head[3] = frameTypes[type];
  head[4] = flag;
  head.writeUInt32BE(streamId, 5);
  return Buffer.concat([head, payload]);
}

/** A reset of a stream. */
export function reset(streamId: number, code: number): Buffer {
  const payload = Buffer.alloc(4);
  payload.writeUInt32BE(code);
  return frame("reset", streamId, { payload });
}

/** Headers in the plainest form of HPACK (RFC 7541, 6.2.2): each a literal that is not remembered. */
export function headerBlock(headers: readonly (readonly [name: string, value: string])[]): Buffer {
  return Buffer.concat(headers.flatMap(([name, value]) => [Buffer.of(0), text(name), text(value)]));
}

/** The headers of a request for a path of a host. */
export function requestHeaders(method: string, host: string, path: string): Buffer {
  return headerBlock([
    [":method", method],
    [":scheme", "https"],
    [":authority", host],
    [":path", path],
  ]);
}

/** The types of the frames in what a server has sent. */
export function frameTypesIn(bytes: Buffer): readonly number[] {
  const found: number[] = [];
  for (let at = 0; at + 9 <= bytes.length; at += 9 + bytes.readUIntBE(at, 3)) {
    found.push(bytes[at + 3] ?? -1);
  }
  return found;
}

function text(value: string): Buffer {
  const bytes = Buffer.from(value, "latin1");
  return Buffer.concat([integer(bytes.length), bytes]);
}

/** An integer with a prefix of seven bits (RFC 7541, 5.1). */
function integer(value: number): Buffer {
  if (value < 127) {
    return Buffer.of(value);
  }
  const bytes = [127];
  let rest = value - 127;
  for (; rest >= 128; rest = Math.floor(rest / 128)) {
    bytes.push((rest % 128) + 128);
  }
  return Buffer.from([...bytes, rest]);
}
