import type { RestMethod, RestMethodResponse } from "../../../store/rest-records.ts";
import type { AwsError } from "../../../wire/aws-error.ts";
import { badRequest } from "../errors.ts";

// The grammar is documented at
// https://docs.aws.amazon.com/apigateway/latest/developerguide/request-response-data-mappings.html.

const place = "(?:path|querystring|multivaluequerystring|header|multivalueheader)\\.[^.\\s]+";
const methodRequestParameter = /^method\.request\.(?:path|querystring|header)\.\S+$/;
const integrationRequestTarget = /^integration\.request\.(?:path|querystring|header)\.\S+$/;
const methodResponseTarget = /^method\.response\.header\.\S+$/;
const constant = "'[^']*'";
const requestSource = new RegExp(
  `^(?:${constant}|method\\.request\\.(?:${place}|body(?:\\.\\S+)?)|context\\.\\S+|stageVariables\\.\\w+)$`,
);
const responseSource = new RegExp(
  `^(?:${constant}|integration\\.response\\.(?:(?:header|multivalueheader)\\.\\S+|body(?:\\.\\S+)?)|context\\.\\S+|stageVariables\\.\\w+)$`,
);

/** Throws for a parameter that no method's request has, and for a name that stands in two places of it, observed. */
export function requireRequestParameters(parameters: Readonly<Record<string, boolean>> | undefined): void {
  const names = Object.keys(parameters ?? {});
  const bad = names.find((name) => !methodRequestParameter.test(name));
  if (bad !== undefined) {
    throw badExpression(bad);
  }
  const bare = names.map((name) => name.split(".").slice(3).join("."));
  if (new Set(bare).size < bare.length) {
    throw badRequest("Parameter names must be unique across querystring, header and path");
  }
}

/** Throws for a parameter that no method's response has. */
export function requireResponseParameters(parameters: RestMethodResponse["responseParameters"]): void {
  const bad = Object.keys(parameters ?? {}).find((name) => !methodResponseTarget.test(name));
  if (bad !== undefined) {
    throw badExpression(bad);
  }
}

/** Throws for a mapping of an integration's request that is none, or whose source the method does not declare. */
export function requireRequestMappings(
  mappings: Readonly<Record<string, string>> | undefined,
  { requestParameters = {} }: RestMethod,
): void {
  for (const [target, source] of Object.entries(mappings ?? {})) {
    if (!integrationRequestTarget.test(target)) {
      throw badExpression(target);
    }
    if (!requestSource.test(source)) {
      throw badExpression(source);
    }
    const declared = source.replace(/^method\.request\.multivalue(querystring|header)\./, "method.request.$1.");
    const needs = /^method\.request\.(?:path|querystring|header)\./.test(declared);
    if (needs && !Object.hasOwn(requestParameters, declared)) {
      throw undeclared(source);
    }
  }
}

/** Throws for a mapping of an integration's response that is none, or whose target the method does not declare. */
export function requireResponseMappings(
  mappings: Readonly<Record<string, string>> | undefined,
  response: RestMethodResponse | undefined,
): void {
  for (const [target, source] of Object.entries(mappings ?? {})) {
    if (!methodResponseTarget.test(target)) {
      throw badExpression(target);
    }
    if (!responseSource.test(source)) {
      throw badExpression(source);
    }
    if (!Object.hasOwn(response?.responseParameters ?? {}, target)) {
      throw undeclared(target);
    }
  }
}

/** Throws for a content type that is none, observed. */
export function requireContentTypes(templates: Readonly<Record<string, string>> | undefined): void {
  const bad = Object.keys(templates ?? {}).find((type) => type !== "$default" && !/^[^\s/]+\/[^\s/]+/.test(type));
  if (bad !== undefined) {
    throw badRequest(`Validation Result: warnings : [], errors : [Invalid content type specified: ${bad}]`);
  }
}

function badExpression(text: string): AwsError {
  return badRequest(
    `Invalid mapping expression specified: Validation Result: warnings : [], errors : [Invalid mapping expression specified: ${text}]`,
  );
}

function undeclared(text: string): AwsError {
  return badRequest(
    `Invalid mapping expression specified: Validation Result: warnings : [], errors : [Invalid mapping expression parameter specified: ${text}]`,
  );
}
