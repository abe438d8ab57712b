import { type IncomingMessage, STATUS_CODES } from "node:http";
import type { Socket } from "node:net";
import { closeWith } from "../close-with.ts";
import { type ConnectPolicy, connectVerdict } from "./connect-verdict.ts";
import { couple, openTunnel, type TunnelFailure } from "./tunnel.ts";

/** What a proxy does with the connections that it accepts. */
export interface ConnectProxyOptions extends ConnectPolicy {
  /** Serves a client that takes this server for the host it asked for; TLS is to come next. */
  readonly serve: (socket: Socket) => void;
}

const established = "HTTP/1.1 200 Connection Established\r\n\r\n";

/**
 * Answers a CONNECT request, the first and only one of its connection; `head` is what came right behind it. The hosts of
 * this server are served by it, hosts that were allowed are tunnelled to, and all else is refused and the connection closed,
 * with whatever came behind. Tells which of them it was.
 */
export async function answerConnect(
  { url = "", headers }: IncomingMessage,
  { socket, head }: { readonly socket: Socket; readonly head: Buffer },
  { serve, ...policy }: ConnectProxyOptions,
): Promise<"served" | "tunnelled" | "refused"> {
  if (headers["content-length"] !== undefined || headers["transfer-encoding"] !== undefined) {
    return refuse(socket, 400, "CONNECT has no body");
  }
  const verdict = await connectVerdict(url, policy);
  if (verdict.kind === "refuse") {
    return refuse(socket, verdict.status, verdict.message);
  }
  const outside = verdict.kind === "tunnel" ? await openTunnel({ ...verdict, port: 443 }) : undefined;
  if (typeof outside === "string") {
    return refuse(socket, ...failures[outside]);
  }
  if (socket.destroyed) {
    outside?.destroy();
    return "refused";
  }
  socket.unshift(head);
  socket.write(established);
  if (outside === undefined) {
    serve(socket);
    return "served";
  }
  couple(socket, outside);
  return "tunnelled";
}

const failures: Readonly<Record<TunnelFailure, readonly [status: number, message: string]>> = {
  private: [
    403,
    "The host's addresses are of this machine or its networks. It is tunnelled to only if --proxy-passthrough names it to the letter.",
  ],
  unreachable: [502, "The host cannot be reached."],
  timeout: [504, "The host did not answer in time."],
};

function refuse(socket: Socket, status: number, message: string): "refused" {
  const body = `${message}\n`;
  const head = [
    `HTTP/1.1 ${status} ${STATUS_CODES[status]}`,
    "content-type: text/plain; charset=utf-8",
    `content-length: ${Buffer.byteLength(body)}`,
    "connection: close",
  ];
  closeWith(socket, `${head.join("\r\n")}\r\n\r\n${body}`);
  return "refused";
}
