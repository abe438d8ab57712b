import { request } from "undici";
import { type SigningCredentials, signRequest } from "../sigv4/sign.ts";
import { systemSources } from "../sources.ts";

/** A request of the command line to a server, signed when credentials are given. */
export interface OutgoingRequest {
  /** Where the server listens: `http://127.0.0.1:4566`. */
  readonly endpoint: string;
  /** The Host header; the endpoint's own when absent. */
  readonly host?: string;
  readonly method: "GET" | "POST";
  /** Percent-encoded. */
  readonly path: string;
  /** Sent as JSON. */
  readonly body?: string;
  readonly signing?: {
    readonly credentials: SigningCredentials;
    readonly service: string;
    readonly region: string;
  };
}

/** What came back. */
export interface IncomingReply {
  readonly status: number;
  readonly headers: Readonly<Record<string, string | readonly string[] | undefined>>;
  readonly body: string;
}

/** Sends a request. Rejects with a one-line message when the server cannot be reached. */
export async function send({ endpoint, host, method, path, body, signing }: OutgoingRequest): Promise<IncomingReply> {
  const url = new URL(endpoint);
  const headers = ["host", host ?? url.host];
  const signed =
    signing === undefined
      ? {}
      : signRequest({ ...signing, method, path, query: "", headers, body: body ?? "", nowMs: systemSources.nowMs() });
  try {
    const reply = await request(`${url.origin}${path}`, {
      method,
      headers: {
        host: host ?? url.host,
        ...(body !== undefined && { "content-type": "application/json" }),
        ...signed,
      },
      ...(body !== undefined && { body }),
    });
    return { status: reply.statusCode, headers: reply.headers, body: await reply.body.text() };
  } catch (cause) {
    throw new Error(`no answer from ${endpoint}: is the server running there? (--endpoint names another)`, { cause });
  }
}
