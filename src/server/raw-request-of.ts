import type { IncomingMessage } from "node:http";
import { TLSSocket } from "node:tls";
import type { RawRequest } from "../http/raw-request.ts";

/** The request as the parser took it off the wire, nothing decoded, merged or rewritten. */
export function rawRequestOf(incoming: IncomingMessage): RawRequest {
  const target = incoming.url ?? "/";
  const question = target.indexOf("?");
  return {
    method: incoming.method ?? "GET",
    path: question < 0 ? target : target.slice(0, question),
    query: question < 0 ? "" : target.slice(question + 1),
    headers: incoming.rawHeaders,
    remoteAddress: incoming.socket.remoteAddress ?? "",
    secure: incoming.socket instanceof TLSSocket,
  };
}
