import type { OutgoingHttpHeaders } from "node:http";
import { constants, Http2ServerResponse } from "node:http2";
import type { StreamRequest } from "./stream-request.ts";

/** Headers of one HTTP/1.1 connection, which HTTP/2 forbids (RFC 9113, 8.2.2). */
const connectionHeaders: ReadonlySet<string> = new Set([
  "connection",
  "keep-alive",
  "proxy-connection",
  "transfer-encoding",
  "upgrade",
]);

/** A response over HTTP/2 that keeps to what `ServerResponse` promises. */
export class StreamResponse extends Http2ServerResponse<StreamRequest> {
  static {
    // Node's own is true of a response whose client went away before its end, too, as ending the stream is how Node closes it.
    Object.defineProperty(this.prototype, "writableFinished", {
      get(this: StreamResponse): boolean {
        return this.stream.writableFinished && !this.stream.aborted;
      },
    });
  }

  /** Leaves out what HTTP/2 forbids of a list of header names and values. */
  override writeHead(status: number, headers?: OutgoingHttpHeaders | readonly string[]): this;
  override writeHead(status: number, message: string, headers?: OutgoingHttpHeaders | readonly string[]): this;
  override writeHead(status: number, ...rest: readonly unknown[]): this {
    const headers = rest.at(-1);
    return Array.isArray(headers)
      ? super.writeHead(status, withoutConnectionHeaders(headers))
      : super.writeHead(status);
  }

  /** Resets the stream with an error: a client must not take what it got of a response for the whole. */
  override destroy(): this {
    this.stream.close(constants.NGHTTP2_INTERNAL_ERROR);
    return this;
  }
}

function withoutConnectionHeaders(headers: readonly string[]): readonly string[] {
  return headers.filter((_, index) => !connectionHeaders.has((headers[index - (index % 2)] ?? "").toLowerCase()));
}
