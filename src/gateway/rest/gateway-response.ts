import { headerValue } from "../../http/raw-request.ts";
import type { RestGatewayResponseRecord } from "../../store/rest-records.ts";
import { headerText } from "../mapping/mapping-value.ts";
import { isPassedBack } from "../proxy-headers.ts";
import { compileTemplates, type Templates } from "./compile-integration.ts";
import { mediaTypeOf, templateInput } from "./integration-request.ts";
import { mappedBody } from "./mapped-body.ts";
import { renderTemplate } from "./mapping-template.ts";
import { compileSource, type ParameterInput, type ParameterSource, sourceText } from "./parameter-source.ts";
import { type RestFacts, restVariable } from "./rest-context.ts";
import type { CustomAnswer } from "./rest-errors.ts";
import type { RestExchange } from "./rest-exchange.ts";
import { isHeaderName } from "./rest-headers.ts";

/** What an API answers to one type of error, compiled. */
export interface CompiledGatewayResponse {
  readonly status: number | undefined;
  readonly headers: readonly { readonly name: string; readonly source: ParameterSource }[];
  readonly templates: Templates;
}

/** An API's own answers by the type of error. */
export type GatewayResponses = ReadonlyMap<string, CompiledGatewayResponse>;

/** What AWS writes down as the template of a response that was given none: the gateway's own body. */
const defaultTemplate = '{"message":$context.error.messageString}';

/** Compiles the gateway responses that a deployment froze. */
export function compileGatewayResponses(records: readonly RestGatewayResponseRecord[] = []): GatewayResponses {
  return new Map(
    records.map(({ responseType, statusCode, responseParameters, responseTemplates }) => {
      const own = Object.entries(responseTemplates).filter(([, template]) => template !== defaultTemplate);
      const headers = Object.entries(responseParameters).flatMap(([target, source]) => {
        const [, name] = /^gatewayresponse\.header\.(.+)$/s.exec(target) ?? [];
        return name !== undefined && isMappable(name.toLowerCase()) ? [{ name, source: compileSource(source) }] : [];
      });
      const status = statusCode === undefined ? undefined : Number(statusCode);
      return [responseType, { status, headers, templates: compileTemplates(Object.fromEntries(own)) }];
    }),
  );
}

/** Whether a header of an error is the API's to say: not those that the gateway frames and names its answers by. */
function isMappable(lowerCase: string): boolean {
  return (
    isHeaderName(lowerCase) &&
    isPassedBack(lowerCase, false) &&
    !["content-type", "content-length", "x-amzn-requestid"].includes(lowerCase)
  );
}

/**
 * What a request's API answers in place of the gateway: its response for the type of error, else its default of that
 * class, as documented (https://docs.aws.amazon.com/apigateway/latest/developerguide/api-gateway-gatewayResponse-definition.html).
 */
export function customAnswer(exchange: RestExchange, facts: RestFacts): CustomAnswer {
  const { stage, refusal } = facts;
  if (stage === undefined || stage.gatewayResponses.size === 0 || refusal?.responseType === undefined) {
    return {};
  }
  const { gatewayResponses, stageVariables } = stage;
  const fallback = refusal.status < 500 ? "DEFAULT_4XX" : "DEFAULT_5XX";
  const response = gatewayResponses.get(refusal.responseType) ?? gatewayResponses.get(fallback);
  if (response === undefined) {
    return {};
  }
  const input: ParameterInput = {
    raw: exchange.raw,
    // A gateway response knows no more of the path than that it led to this error.
    pathVariables: new Map(),
    context: (name) => restVariable(name, exchange, { ...facts, stage }),
    stageVariables,
    body: mappedBody(new Uint8Array()),
  };
  return {
    ...(response.status !== undefined && { status: response.status }),
    headers: response.headers.flatMap(({ name, source }) => {
      const text = sourceText(source, input);
      const value = text === undefined ? undefined : headerText(text);
      return value === undefined ? [] : [name, value];
    }),
    ...renderedBody(response.templates, input),
  };
}

function renderedBody(templates: Templates, input: ParameterInput): Pick<CustomAnswer, "contentType" | "body"> {
  const accepted = mediaTypeOf((headerValue(input.raw, "accept") ?? "").split(",")[0] ?? "");
  const contentType = [accepted, "application/json", ...templates.keys()].find((type) => templates.has(type));
  const template = templates.get(contentType ?? "");
  const rendered = template && renderTemplate(template, templateInput(input, input.body));
  return contentType !== undefined && rendered?.ok === true ? { contentType, body: rendered.text } : {};
}
