import { Buffer } from "node:buffer";
import type { IncomingMessage, ServerResponse } from "node:http";
import type { Readable } from "node:stream";
import type { Dispatcher } from "undici";
import type { RawRequest } from "../http/raw-request.ts";
import { startBackendClock } from "./backend-clock.ts";
import { type BodyFraming, isTooLarge, streamBody } from "./body.ts";
import type { ClientWatch } from "./client-watch.ts";
import { type GatewayError, gatewayErrors } from "./gateway-error.ts";
import { mappedBodyBytesMax } from "./mapping/mapping-value.ts";
import type { MappedResponse } from "./mapping/response-mapping.ts";
import type { RequestMeter } from "./observation/request-meter.ts";
import type { OriginPools } from "./origin-pools.ts";
import { type ForwardingFacts, requestHeaders, responseHeaders } from "./proxy-headers.ts";

/** One request for a backend and where its answer goes. */
export interface HttpProxyCall {
  readonly incoming: IncomingMessage;
  readonly outgoing: ServerResponse;
  readonly raw: RawRequest;
  readonly client: ClientWatch;
  readonly meter: RequestMeter;
  readonly body: ProxyBody;
  readonly backend: Backend;
  /** The Host header, where it is not the backend's own. */
  readonly host?: string;
  readonly facts: ForwardingFacts;
  /** The headers for the backend, name and value in turn, where they are not those that HTTP APIs send. */
  readonly headers?: readonly string[];
  /** What the gateway adds to the response, name and value in turn. */
  readonly responseHeaders: readonly string[];
  /** Whether CORS headers of the backend give way to the API's own. */
  readonly ownCors: boolean;
  /** How responses of a status are mapped; undefined for those that are not. */
  readonly mapResponse: (status: number) => ResponseMapper | undefined;
  /** Called with the response's status before anything of it is sent. */
  readonly onAnswered: (status: number) => void;
  readonly nowMs: () => number;
}

/** A body that has been read and checked, or one that is to be passed on as it comes. */
export type ProxyBody =
  | { readonly kind: "whole"; readonly bytes: Uint8Array }
  | { readonly kind: "stream"; readonly framing: BodyFraming };

/** Maps the head of one response. */
export interface ResponseMapper {
  /** Whether the body, its first bytes at least, has to be there first. */
  readonly needsBody: boolean;
  apply(response: MappedResponse, body: Uint8Array): MappedResponse;
}

/** Where a request goes. */
export interface Backend {
  readonly origin: string;
  /** The name that the backend's certificate must have, where it is not the origin's. */
  readonly serverName?: string | undefined;
  /** Path and query as they stand in the request line. */
  readonly target: string;
  readonly method: string;
  readonly timeoutMs: number;
  /** What a client is told when no answer can be had for another reason than time. */
  readonly unreachable: GatewayError;
}

/** How a call of a backend ended. */
export type HttpProxyOutcome =
  /** The response has been handed to the client's connection whole. */
  | { readonly kind: "answered" }
  /** Nothing has been sent to the client yet. */
  | GatewayError
  /** The response broke off after its start: the client's connection was cut, which is all that can tell it so. */
  | { readonly kind: "cut" }
  /** The client went away. */
  | { readonly kind: "clientGone" };

/**
 * Sends a request to its backend and the response to the client, both as they come, each no faster than its receiver
 * takes it. Whatever goes wrong on either side releases the other. Redirects are passed on, never followed.
 */
export function callHttpProxy(pools: OriginPools, call: HttpProxyCall): Promise<HttpProxyOutcome> {
  if (call.client.isGone()) {
    return Promise.resolve({ kind: "clientGone" });
  }
  if (call.body.kind === "stream" && isTooLarge(call.body.framing)) {
    return Promise.resolve(gatewayErrors.bodyTooLarge);
  }
  return new Promise((resolve) => {
    const coupling = couple(call, resolve);
    const { origin, serverName, target, method } = call.backend;
    const headers = call.headers?.slice() ?? requestHeaders(call.raw, call.facts);
    if (call.host !== undefined) {
      headers.push("host", call.host);
    }
    if (call.body.kind === "stream" && call.body.framing.kind === "length") {
      headers.push("content-length", `${call.body.framing.bytes}`);
    }
    pools
      .pool(origin, serverName)
      .dispatch({ path: target, method, headers, body: coupling.body }, responseHandler(call, coupling));
  });
}

/** The two sides of a call while it runs: what happens on one ends in an action on the other, and its end comes once. */
interface Coupling {
  readonly body: Uint8Array | Readable | null;
  /** Whether the call has ended and its last events are to be passed over. */
  isEnded(): boolean;
  connected(controller: Dispatcher.DispatchController): void;
  /** The head of the response is on its way to the client. */
  answered(): void;
  /** The client does not take any more of the response for now. */
  clientFull(): void;
  /** Ends the call when all is done. */
  finish(): void;
  /** Ends it before its time with what the client is to be told, if it can still be told anything. */
  fail(error: GatewayError): void;
}

function couple(call: HttpProxyCall, resolve: (outcome: HttpProxyOutcome) => void): Coupling {
  const { outgoing, client, backend } = call;
  let upstream: Dispatcher.DispatchController | undefined;
  let ended = false;
  let answered = false;
  const clock = startBackendClock({
    limitMs: backend.timeoutMs,
    nowMs: call.nowMs,
    onExpired: () => fail(gatewayErrors.unavailable),
  });
  const body = bodyOf(call, {
    onClientAwaited: () => clock.clientAwaited("request"),
    onBackendAwaited: () => clock.backendAwaited("request"),
    onTooLarge: () => fail(gatewayErrors.bodyTooLarge),
  });
  client.onGone(() => abort({ kind: "clientGone" }));

  return {
    body,
    isEnded: () => ended,
    connected(controller) {
      upstream = controller;
      if (ended) {
        controller.abort(new Error("ended while waiting for a connection"));
      }
    },
    answered: () => void (answered = true),
    clientFull() {
      outgoing.once("drain", drained);
      upstream?.pause();
      clock.clientAwaited("response");
    },
    finish: () => end({ kind: "answered" }),
    fail,
  };

  function drained(): void {
    if (!ended) {
      clock.backendAwaited("response");
      upstream?.resume();
    }
  }

  function fail(error: GatewayError): void {
    abort(answered ? { kind: "cut" } : error);
  }

  function abort(outcome: HttpProxyOutcome): void {
    if (ended) {
      return;
    }
    end(outcome);
    upstream?.abort(new Error(`ended: ${outcome.kind}`));
    if (outcome.kind === "cut") {
      outgoing.destroy();
    }
  }

  function end(outcome: HttpProxyOutcome): void {
    ended = true;
    clock.stop();
    if (body !== null && "destroy" in body) {
      body.destroy();
    }
    resolve(outcome);
  }
}

/** Passes what the backend sends on to the client. */
function responseHandler(call: HttpProxyCall, coupling: Coupling): Dispatcher.DispatchHandler {
  const { backend } = call;
  const answer = startAnswer(call, coupling);
  let held: HeldResponse | undefined;

  return {
    onRequestStart: (controller) => coupling.connected(controller),

    onResponseStart(controller, status) {
      if (coupling.isEnded() || status < 200) {
        return;
      }
      const received = responseHeaders(rawHeadersOf(controller), status, call.ownCors);
      if (!received.consistent) {
        coupling.fail(backend.unreachable);
        return;
      }
      const mapper = call.mapResponse(status);
      const response = { status, headers: received.headers };
      if (mapper?.needsBody === true) {
        held = { response, mapper, chunks: [], bytes: 0 };
      } else {
        answer.head(mapper === undefined ? response : mapper.apply(response, new Uint8Array()));
      }
    },

    onResponseData(_, chunk) {
      call.meter.responseBytes += chunk.length;
      if (coupling.isEnded()) {
        return;
      }
      if (held === undefined) {
        answer.body(chunk);
        return;
      }
      held.chunks.push(chunk);
      held.bytes += chunk.length;
      if (held.bytes > mappedBodyBytesMax) {
        release(held);
      }
    },

    onResponseEnd() {
      if (!coupling.isEnded()) {
        if (held !== undefined) {
          release(held);
        }
        answer.end();
        coupling.finish();
      }
    },

    onResponseError: (_, error) => coupling.fail(errorFor(error, backend)),
  };

  /** Sends a response whose head waited for its body. */
  function release({ response, mapper, chunks }: HeldResponse): void {
    held = undefined;
    const body = Buffer.concat(chunks);
    answer.head(mapper.apply(response, body));
    if (body.length > 0) {
      answer.body(body);
    }
  }
}

/** The client's answer while it is written, head first. */
interface Answer {
  head(response: MappedResponse): void;
  body(chunk: Buffer): void;
  end(): void;
}

/** A body that came along with its head goes out with it; one that is yet to come does not hold the head back. */
function startAnswer({ outgoing, responseHeaders: added, onAnswered }: HttpProxyCall, coupling: Coupling): Answer {
  let headWaits = false;
  /** What of the body came along with the head. */
  let first: Buffer | undefined;

  return {
    head({ status, headers }) {
      outgoing.writeHead(status, headers.concat(added));
      coupling.answered();
      onAnswered(status);
      headWaits = true;
      queueMicrotask(sendHead);
    },

    body: pass,

    end() {
      if (first !== undefined && first.length <= joinedBytesMax) {
        // One character a byte: Node joins such a text with the head and writes both at once.
        outgoing.end(first.toString("latin1"), "latin1");
      } else {
        outgoing.end(first);
      }
    },
  };

  function sendHead(): void {
    if (!headWaits || coupling.isEnded()) {
      return;
    }
    headWaits = false;
    if (first === undefined) {
      outgoing.flushHeaders();
    } else {
      const chunk = first;
      first = undefined;
      pass(chunk);
    }
  }

  function pass(chunk: Buffer): void {
    if (headWaits && first === undefined) {
      first = chunk;
      return;
    }
    sendHead();
    if (!outgoing.write(chunk)) {
      coupling.clientFull();
    }
  }
}

/** How much of a body is sent in one piece with its head, in bytes; copying more would cost more than a write of its own. */
const joinedBytesMax = 4_096;

/** A response whose head depends on its body. */
interface HeldResponse {
  readonly response: MappedResponse;
  readonly mapper: ResponseMapper;
  readonly chunks: Buffer[];
  bytes: number;
}

function bodyOf(
  { body, incoming }: HttpProxyCall,
  events: Parameters<typeof streamBody>[1],
): Uint8Array | Readable | null {
  if (body.kind === "whole") {
    return body.bytes.length === 0 ? null : body.bytes;
  }
  return body.framing.kind === "none" ? null : streamBody(incoming, events);
}

/** What a failure before the response means to the client: a request that cannot be passed on is the client's fault. */
function errorFor(error: Error, { unreachable }: Backend): GatewayError {
  return "code" in error && error.code === "UND_ERR_INVALID_ARG" ? gatewayErrors.badRequest : unreachable;
}

function rawHeadersOf({ rawHeaders }: Dispatcher.DispatchController): readonly (Buffer | string)[] {
  // Over HTTP/1.1 undici always hands the headers on as a list.
  return Array.isArray(rawHeaders) ? rawHeaders : [];
}
