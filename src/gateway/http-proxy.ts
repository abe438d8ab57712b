import { Buffer } from "node:buffer";
import type { IncomingMessage, ServerResponse } from "node:http";
import type { Readable } from "node:stream";
import type { Dispatcher } from "undici";
import type { Alarms } from "./alarms.ts";
import { type BackendClock, startBackendClock } from "./backend-clock.ts";
import { type BodyFraming, isTooLarge, streamBody } from "./body.ts";
import type { ClientWatch } from "./client-watch.ts";
import { type GatewayError, gatewayErrors } from "./gateway-error.ts";
import { mappedBodyBytesMax } from "./mapping/mapping-value.ts";
import type { MappedResponse } from "./mapping/response-mapping.ts";
import type { RequestMeter } from "./observation/request-meter.ts";
import type { OriginPools } from "./origin-pools.ts";
import { responseHeaders } from "./proxy-headers.ts";

/** What all calls of backends share. */
export interface ProxyParts {
  readonly pools: OriginPools;
  readonly alarms: Alarms;
}

/** One request for a backend and where its answer goes. */
export interface HttpProxyCall {
  readonly incoming: IncomingMessage;
  readonly outgoing: ServerResponse;
  readonly client: ClientWatch;
  readonly meter: RequestMeter;
  readonly body: ProxyBody;
  readonly backend: Backend;
  /** The Host header, where it is not the backend's own. */
  readonly host?: string | undefined;
  /** The headers for the backend, name and value in turn, without host and framing, which are added to it. */
  readonly headers: string[];
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
export function callHttpProxy({ pools, alarms }: ProxyParts, call: HttpProxyCall): Promise<HttpProxyOutcome> {
  const { backend, body, client, headers, host } = call;
  if (client.isGone()) {
    return Promise.resolve({ kind: "clientGone" });
  }
  if (body.kind === "stream" && isTooLarge(body.framing)) {
    return Promise.resolve(gatewayErrors.bodyTooLarge);
  }
  if (host !== undefined) {
    headers.push("host", host);
  }
  if (body.kind === "stream" && body.framing.kind === "length") {
    headers.push("content-length", `${body.framing.bytes}`);
  }
  return new Promise((resolve) => {
    const running = new RunningCall(alarms, call, resolve);
    const { origin, serverName, target, method } = backend;
    pools.pool(origin, serverName).dispatch({ path: target, method, headers, body: running.body }, running);
  });
}

/**
 * A call while it runs, told by the backend's side what comes: what happens on one side ends in an action on the other,
 * and its end comes once. A class, because closures over the same state would be some twenty objects for every request.
 */
class RunningCall implements Dispatcher.DispatchHandler {
  readonly body: Uint8Array | Readable | null;
  readonly #call: HttpProxyCall;
  readonly #resolve: (outcome: HttpProxyOutcome) => void;
  readonly #clock: BackendClock;
  #upstream: Dispatcher.DispatchController | undefined;
  /** Whether the call has ended and its last events are to be passed over. */
  #ended = false;
  /** Whether the head of the response is on its way to the client. */
  #answered = false;
  /** Whether that head waits for what of the body comes along with it. */
  #headWaits = false;
  /** What of the body came along with the head. */
  #first: Buffer | undefined;
  #held: HeldResponse | undefined;

  constructor(alarms: Alarms, call: HttpProxyCall, resolve: (outcome: HttpProxyOutcome) => void) {
    this.#call = call;
    this.#resolve = resolve;
    this.#clock = startBackendClock({
      alarms,
      limitMs: call.backend.timeoutMs,
      startedAtMs: call.meter.integrationStartMs,
      nowMs: call.nowMs,
      onExpired: () => this.#fail(gatewayErrors.unavailable),
    });
    this.body = this.#bodyOf(call);
    call.client.onGone(() => this.#abort({ kind: "clientGone" }));
  }

  onRequestStart(controller: Dispatcher.DispatchController): void {
    this.#upstream = controller;
    if (this.#ended) {
      controller.abort(new Error("ended while waiting for a connection"));
    }
  }

  onResponseStart(controller: Dispatcher.DispatchController, status: number): void {
    if (this.#ended || status < 200) {
      return;
    }
    const { backend, ownCors, mapResponse } = this.#call;
    const headers = responseHeaders(rawHeadersOf(controller), status, ownCors);
    if (headers === undefined) {
      this.#fail(backend.unreachable);
      return;
    }
    const mapper = mapResponse(status);
    if (mapper?.needsBody === true) {
      this.#held = { response: { status, headers }, mapper, chunks: [], bytes: 0 };
    } else {
      this.#answer(mapper === undefined ? { status, headers } : mapper.apply({ status, headers }, new Uint8Array()));
    }
  }

  onResponseData(_: Dispatcher.DispatchController, chunk: Buffer): void {
    this.#call.meter.responseBytes += chunk.length;
    if (this.#ended) {
      return;
    }
    const held = this.#held;
    if (held === undefined) {
      this.#pass(chunk);
      return;
    }
    held.chunks.push(chunk);
    held.bytes += chunk.length;
    if (held.bytes > mappedBodyBytesMax) {
      this.#release(held);
    }
  }

  onResponseEnd(): void {
    if (this.#ended) {
      return;
    }
    if (this.#held !== undefined) {
      this.#release(this.#held);
    }
    const { outgoing } = this.#call;
    const first = this.#first;
    if (first !== undefined && first.length <= joinedBytesMax) {
      // One character a byte: Node joins such a text with the head and writes both at once.
      outgoing.end(first.toString("latin1"), "latin1");
    } else {
      outgoing.end(first);
    }
    this.#end({ kind: "answered" });
  }

  onResponseError(_: Dispatcher.DispatchController, error: Error): void {
    this.#fail(errorFor(error, this.#call.backend));
  }

  /** Sends a response whose head waited for its body. */
  #release({ response, mapper, chunks }: HeldResponse): void {
    this.#held = undefined;
    const body = Buffer.concat(chunks);
    this.#answer(mapper.apply(response, body));
    if (body.length > 0) {
      this.#pass(body);
    }
  }

  /** A body that came along with its head goes out with it; one that is yet to come does not hold the head back. */
  #answer({ status, headers }: MappedResponse): void {
    this.#call.outgoing.writeHead(status, headers.concat(this.#call.responseHeaders));
    this.#answered = true;
    this.#call.onAnswered(status);
    this.#headWaits = true;
    void soon.then(() => this.#sendHead());
  }

  #sendHead(): void {
    if (!this.#headWaits || this.#ended) {
      return;
    }
    this.#headWaits = false;
    const first = this.#first;
    if (first === undefined) {
      this.#call.outgoing.flushHeaders();
    } else {
      this.#first = undefined;
      this.#pass(first);
    }
  }

  #pass(chunk: Buffer): void {
    if (this.#headWaits && this.#first === undefined) {
      this.#first = chunk;
      return;
    }
    this.#sendHead();
    const { outgoing } = this.#call;
    if (!outgoing.write(chunk)) {
      outgoing.once("drain", () => this.#drained());
      this.#upstream?.pause();
      this.#clock.clientAwaited("response");
    }
  }

  #drained(): void {
    if (!this.#ended) {
      this.#clock.backendAwaited("response");
      this.#upstream?.resume();
    }
  }

  #bodyOf({ body, incoming }: HttpProxyCall): Uint8Array | Readable | null {
    if (body.kind === "whole") {
      return body.bytes.length === 0 ? null : body.bytes;
    }
    return body.framing.kind === "none"
      ? null
      : streamBody(incoming, {
          onClientAwaited: () => this.#clock.clientAwaited("request"),
          onBackendAwaited: () => this.#clock.backendAwaited("request"),
          onTooLarge: () => this.#fail(gatewayErrors.bodyTooLarge),
        });
  }

  /** Ends the call before its time with what the client is to be told, if it can still be told anything. */
  #fail(error: GatewayError): void {
    this.#abort(this.#answered ? { kind: "cut" } : error);
  }

  #abort(outcome: HttpProxyOutcome): void {
    if (this.#ended) {
      return;
    }
    this.#end(outcome);
    this.#upstream?.abort(new Error(`ended: ${outcome.kind}`));
    if (outcome.kind === "cut") {
      this.#call.outgoing.destroy();
    }
  }

  #end(outcome: HttpProxyOutcome): void {
    this.#ended = true;
    this.#clock.stop();
    if (this.body !== null && "destroy" in this.body) {
      this.body.destroy();
    }
    this.#resolve(outcome);
  }
}

const soon = Promise.resolve();

/** How much of a body is sent in one piece with its head, in bytes; copying more would cost more than a write of its own. */
const joinedBytesMax = 4_096;

/** A response whose head depends on its body. */
interface HeldResponse {
  readonly response: MappedResponse;
  readonly mapper: ResponseMapper;
  readonly chunks: Buffer[];
  bytes: number;
}

/** What a failure before the response means to the client: a request that cannot be passed on is the client's fault. */
function errorFor(error: Error, { unreachable }: Backend): GatewayError {
  return "code" in error && error.code === "UND_ERR_INVALID_ARG" ? gatewayErrors.badRequest : unreachable;
}

function rawHeadersOf({ rawHeaders }: Dispatcher.DispatchController): readonly (Buffer | string)[] {
  // Over HTTP/1.1 undici always hands the headers on as a list.
  return Array.isArray(rawHeaders) ? rawHeaders : [];
}
