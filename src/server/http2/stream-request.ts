import { constants, Http2ServerRequest } from "node:http2";

/**
 * A request over HTTP/2 that keeps to what `IncomingMessage` promises. Its `rawHeaders` are those of the HTTP/1.1 request
 * that it stands for, which is what a signature is over and what a backend is sent.
 */
export class StreamRequest extends Http2ServerRequest {
  static {
    // Node's own is true of a request that was cut off, too; half a body must not pass for a whole one.
    Object.defineProperty(this.prototype, "complete", {
      get(this: StreamRequest): boolean {
        return this.#whole;
      },
    });
  }

  #whole: boolean;

  constructor(...[stream, headers, options, rawHeaders]: ConstructorParameters<typeof Http2ServerRequest>) {
    super(stream, headers, options, http1Headers(rawHeaders, !stream.endAfterHeaders));
    this.#whole = stream.endAfterHeaders;
  }

  /** Node ends a request that was reset as it ends a whole one; this one fails, as it does over HTTP/1.1. */
  override push(chunk: unknown, encoding?: BufferEncoding): boolean {
    if (chunk === null && !this.#whole) {
      if (this.stream.closed) {
        this.destroy(new Error("aborted"));
        return false;
      }
      this.#whole = true;
    }
    return super.push(chunk, encoding);
  }

  /** Stops the client from sending on, as soon as it has been answered. */
  override _destroy(error: Error | null, done: (error?: Error | null) => void): void {
    const { stream } = this;
    const stop = (): void => stream.close(constants.NGHTTP2_NO_ERROR);
    if (stream.writableEnded) {
      stop();
    } else {
      stream.once("finish", stop);
    }
    // Nobody has to listen for it, as nobody has to over HTTP/1.1.
    done(this.listenerCount("error") > 0 ? error : null);
  }
}

/**
 * The headers as HTTP/1.1 has them (RFC 9113, 8.3.1 and 8.2.3): `:authority` is the Host, cookies stand in one header, and
 * a body whose length is not told is what goes in chunks there. A Host that contradicts `:authority` stays, as a second one.
 */
export function http1Headers(rawHeaders: readonly string[], bodyFollows: boolean): readonly string[] {
  const headers: string[] = [];
  const cookies: string[] = [];
  let authority: string | undefined;
  let hasLength = false;
  for (let index = 0; index < rawHeaders.length; index += 2) {
    const name = rawHeaders[index] ?? "";
    const value = rawHeaders[index + 1] ?? "";
    if (name === ":authority") {
      authority = value;
      headers.unshift("host", value);
    } else if (name === "cookie") {
      cookies.push(value);
    } else if (!name.startsWith(":") && !(name === "host" && value === authority)) {
      hasLength ||= name === "content-length";
      headers.push(name, value);
    }
  }
  if (cookies.length > 0) {
    headers.push("cookie", cookies.join("; "));
  }
  if (bodyFollows && !hasLength) {
    headers.push("transfer-encoding", "chunked");
  }
  return headers;
}
