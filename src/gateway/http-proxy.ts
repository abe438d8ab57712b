import type { Buffer } from "node:buffer";
import type { IncomingMessage, ServerResponse } from "node:http";
import type { Readable } from "node:stream";
import type { Dispatcher } from "undici";
import type { RawRequest } from "../http/raw-request.ts";
import { startBackendClock } from "./backend-clock.ts";
import { type BodyFraming, isTooLarge, streamBody } from "./body.ts";
import type { ClientWatch } from "./client-watch.ts";
import { type GatewayError, gatewayErrors } from "./gateway-error.ts";
import type { OriginPools } from "./origin-pools.ts";
import { type ForwardingFacts, requestHeaders, responseHeaders } from "./proxy-headers.ts";

/** One request for a backend and where its answer goes. */
export interface HttpProxyCall {
  readonly incoming: IncomingMessage;
  readonly outgoing: ServerResponse;
  readonly raw: RawRequest;
  readonly client: ClientWatch;
  readonly body: ProxyBody;
  readonly backend: Backend;
  readonly facts: ForwardingFacts;
  /** What the gateway adds to the response, name and value in turn. */
  readonly responseHeaders: readonly string[];
  /** Whether CORS headers of the backend give way to the API's own. */
  readonly ownCors: boolean;
  /** Called with the response's status before anything of it is sent. */
  readonly onAnswered: (status: number) => void;
  readonly nowMs: () => number;
}

/** A body that has been read and checked, or one that is to be passed on as it comes. */
export type ProxyBody =
  | { readonly kind: "whole"; readonly bytes: Uint8Array }
  | { readonly kind: "stream"; readonly framing: BodyFraming };

/** Where a request goes. */
export interface Backend {
  readonly origin: string;
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
    const transfer = startTransfer(call, resolve);
    const { origin, target, method } = call.backend;
    const headers = requestHeaders(call.raw, call.facts);
    if (call.body.kind === "stream" && call.body.framing.kind === "length") {
      headers.push("content-length", `${call.body.framing.bytes}`);
    }
    pools.pool(origin).dispatch({ path: target, method, headers, body: transfer.body }, transfer.handler);
  });
}

interface Transfer {
  readonly body: Uint8Array | Readable | null;
  readonly handler: Dispatcher.DispatchHandler;
}

/** Couples the two sides of a call: every event of one ends in an action on the other, and every end is reached once. */
function startTransfer(call: HttpProxyCall, resolve: (outcome: HttpProxyOutcome) => void): Transfer {
  const { outgoing, client, backend } = call;
  let upstream: Dispatcher.DispatchController | undefined;
  let ended = false;
  let sent = false;
  const clock = startBackendClock({
    limitMs: backend.timeoutMs,
    nowMs: call.nowMs,
    onExpired: () => abort(sent ? { kind: "cut" } : gatewayErrors.unavailable),
  });
  const body = bodyOf(call, {
    onClientAwaited: () => clock.clientAwaited("request"),
    onBackendAwaited: () => clock.backendAwaited("request"),
    onTooLarge: () => abort(sent ? { kind: "cut" } : gatewayErrors.bodyTooLarge),
  });
  outgoing.on("drain", drained);
  client.onGone(() => abort({ kind: "clientGone" }));

  return {
    body,
    handler: { onRequestStart, onResponseStart, onResponseData, onResponseEnd, onResponseError },
  };

  function onRequestStart(controller: Dispatcher.DispatchController): void {
    upstream = controller;
    if (ended) {
      controller.abort(new Error("ended while waiting for a connection"));
    }
  }

  function onResponseStart(controller: Dispatcher.DispatchController, status: number): void {
    if (ended || status < 200) {
      return;
    }
    const received = responseHeaders(rawHeadersOf(controller), status, call.ownCors);
    if (!received.consistent) {
      abort(backend.unreachable);
      return;
    }
    outgoing.writeHead(status, [...received.headers, ...call.responseHeaders]);
    sent = true;
    call.onAnswered(status);
    // A body that came along goes out with the head; one that is yet to come must not hold the head back.
    queueMicrotask(() => {
      if (!ended) {
        outgoing.flushHeaders();
      }
    });
  }

  function onResponseData(controller: Dispatcher.DispatchController, chunk: Buffer): void {
    if (!ended && !outgoing.write(chunk)) {
      controller.pause();
      clock.clientAwaited("response");
    }
  }

  function drained(): void {
    clock.backendAwaited("response");
    upstream?.resume();
  }

  function onResponseEnd(): void {
    if (!ended) {
      outgoing.end();
      end({ kind: "answered" });
    }
  }

  function onResponseError(_controller: unknown, error: Error): void {
    if (!ended) {
      abort(sent ? { kind: "cut" } : errorFor(error, backend));
    }
  }

  /** Ends the call before its time and lets go of the backend's connection. */
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
    outgoing.off("drain", drained);
    if (body !== null && "destroy" in body) {
      body.destroy();
    }
    resolve(outcome);
  }
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
