import type { IncomingMessage, ServerResponse } from "node:http";
import { constants, createServer, type Http2Server } from "node:http2";
import { StreamRequest } from "./stream-request.ts";
import { StreamResponse } from "./stream-response.ts";

/** What an HTTP/2 server is told. */
export interface Http2Options {
  /** Handles a request and its response, which keep to the contract of `node:http`'s. */
  readonly onRequest: (incoming: IncomingMessage, outgoing: ServerResponse) => void;
  /** The longest header list that clients are told to send, in bytes as HTTP/2 counts them; over 64 KiB ends the stream. */
  readonly headerBytesMax: number;
  /** How long a request may take to arrive whole, in milliseconds. */
  readonly requestTimeoutMs: number;
  /** How long a connection may be without any traffic, in milliseconds. */
  readonly idleTimeoutMs: number;
}

/** How many requests a client may have in flight on one connection. */
const streamsMax = 128;
const headersMax = 128;
/** What the library may hold for one connection, in megabytes. */
const sessionMegabytesMax = 8;
/** Resets of streams that a client may do at once, and then each second; more end its connection (CVE-2023-44487). */
const resets = { burst: 200, perSecond: 33 } as const;

/**
 * Makes the HTTP/2 side of a server, which listens nowhere: connections are handed to it by `emit("connection")`. Its
 * requests and responses behave like those of `node:http`, so that nobody behind it need know the difference.
 */
export function createHttp2Server(options: Http2Options): Http2Server {
  const { onRequest, headerBytesMax, requestTimeoutMs, idleTimeoutMs } = options;
  const server = createServer(
    {
      Http2ServerRequest: StreamRequest,
      Http2ServerResponse: StreamResponse,
      settings: { maxConcurrentStreams: streamsMax, maxHeaderListSize: headerBytesMax },
      maxHeaderListPairs: headersMax,
      maxSessionMemory: sessionMegabytesMax,
      maxSettings: 32,
      maxOutstandingPings: 10,
      maxSessionInvalidFrames: 100,
      maxSessionRejectedStreams: 100,
      streamResetBurst: resets.burst,
      streamResetRate: resets.perSecond,
      // A response goes out as its backend made it, as over HTTP/1.1.
      strictSingleValueFields: false,
    },
    (incoming, outgoing) => {
      const { stream } = incoming;
      if (!stream.endAfterHeaders) {
        const late = setTimeout(() => stream.close(constants.NGHTTP2_CANCEL), requestTimeoutMs);
        const arrived = (): void => clearTimeout(late);
        incoming.once("end", arrived).once("close", arrived);
      }
      // Node documents these as the same API; the two classes above make good where they differ.
      onRequest(incoming as unknown as IncomingMessage, outgoing as unknown as ServerResponse);
    },
  );
  server.setTimeout(idleTimeoutMs);
  // Node closes no session for being idle whose client has said goodbye, and may read no more of it: it would stay for good.
  server.on("session", (session) => session.on("timeout", () => session.destroy()));
  return server;
}
