import { Buffer } from "node:buffer";
import { headerValue } from "../../http/raw-request.ts";
import type { HttpProxyOutcome } from "../http-proxy.ts";
import { changeHeader } from "../mapping/change-header.ts";
import { headerText } from "../mapping/mapping-value.ts";
import { isPassedBack, traceHeader } from "../proxy-headers.ts";
import type { CompiledIntegrationResponse, Templates } from "./compile-integration.ts";
import { mediaTypeOf, templateInput } from "./integration-request.ts";
import { mappedBody } from "./mapped-body.ts";
import { type MappingTemplate, renderTemplate } from "./mapping-template.ts";
import { type ParameterInput, sourceText } from "./parameter-source.ts";
import type { RestCall } from "./rest-call.ts";
import { restErrors } from "./rest-errors.ts";
import { requestIdHeaders } from "./rest-exchange.ts";
import { remapHeaders } from "./rest-headers.ts";

/** What an integration that is no proxy answered. */
export interface IntegrationAnswer {
  readonly status: number;
  /** Name and value in turn. */
  readonly headers: readonly string[];
  readonly body: Uint8Array;
}

/**
 * Answers a request with what the integration response of an answer's status makes of it; `input` is what the request's
 * own parameters are taken from.
 */
export function answerMapped(call: RestCall, answer: IntegrationAnswer, input: ParameterInput): HttpProxyOutcome {
  const response = selectResponse(call.integration.responses, String(answer.status));
  if (response === undefined) {
    call.onFailed(`no integration response is for status ${answer.status}, and none is the default`);
    return restErrors.internal;
  }
  const template = responseTemplate(response.templates, headerValue(call.exchange.raw, "accept"));
  const rendered = template && renderTemplate(template, templateInput(input, mappedBody(answer.body)));
  if (rendered?.ok === false) {
    call.onFailed(`the mapping template of the response: ${rendered.reason}`);
    return restErrors.internal;
  }
  const body = rendered === undefined ? answer.body : Buffer.from(rendered.text);
  const headers = responseHeaders(response, answer, input);
  send(call, { status: response.status, headers, body });
  return { kind: "answered" };
}

/** The first response whose pattern takes the text, else the one without a pattern. */
function selectResponse(
  responses: readonly CompiledIntegrationResponse[],
  text: string,
): CompiledIntegrationResponse | undefined {
  return responses.find(({ selects }) => selects?.(text)) ?? responses.find(({ selects }) => selects === undefined);
}

/** The template for what the client accepts, else that for JSON, else the first; undefined when there is none. */
function responseTemplate(templates: Templates, accept: string | undefined): MappingTemplate | undefined {
  const accepted = accept === undefined ? undefined : templates.get(mediaTypeOf(accept.split(",")[0] ?? ""));
  return accepted ?? templates.get("application/json") ?? [...templates.values()][0];
}

function responseHeaders(
  { headers: mapped }: CompiledIntegrationResponse,
  answer: IntegrationAnswer,
  input: ParameterInput,
): readonly string[] {
  const ofAnswer: ParameterInput = {
    ...input,
    raw: { headers: answer.headers, query: "" },
    pathVariables: new Map(),
    body: mappedBody(answer.body),
  };
  let headers: readonly string[] = ["Content-Type", "application/json"];
  for (const { name, source } of mapped) {
    const text = sourceText(source, ofAnswer);
    const value = text === undefined ? undefined : headerText(text);
    if (value !== undefined && isPassedBack(name.toLowerCase(), false) && name.toLowerCase() !== "content-length") {
      headers = changeHeader(headers, { verb: "overwrite", name }, value);
    }
  }
  return remapHeaders(headers);
}

function send({ exchange, onAnswered }: RestCall, { status, headers, body }: IntegrationAnswer): void {
  const bodiless = status === 204 || status === 304;
  onAnswered(status);
  exchange.meter.responseBytes = bodiless ? 0 : body.length;
  exchange.outgoing.writeHead(status, [
    ...headers,
    ...(bodiless ? [] : ["Content-Length", `${body.length}`]),
    ...requestIdHeaders(exchange),
    "X-Amzn-Trace-Id",
    traceHeader(headerValue(exchange.raw, "x-amzn-trace-id"), exchange),
  ]);
  exchange.outgoing.end(bodiless || exchange.raw.method === "HEAD" ? undefined : body);
}
