import { Buffer } from "node:buffer";
import { parseQueryParameters } from "../../http/query-parameters.ts";
import { headerValue } from "../../http/raw-request.ts";
import { identityOf } from "../caller-identity.ts";
import { allOf, lastOf, someOf } from "../lambda-event.ts";
import { clientCertificateOf } from "../mutual-tls.ts";
import { peerAddress } from "../peer-address.ts";
import { joinParts, pathParts } from "../request-path.ts";
import { requestTime } from "../request-time.ts";
import { pathVariables } from "../routes.ts";
import { mediaTypeOf } from "./integration-request.ts";
import type { RestCall } from "./rest-call.ts";
import { principalOrgId } from "./rest-context.ts";
import { integrationHeaders } from "./rest-headers.ts";

/**
 * The event of an `AWS_PROXY` integration of a REST API, as JSON; what is empty is null
 * (https://docs.aws.amazon.com/apigateway/latest/developerguide/set-up-lambda-proxy-integrations.html).
 */
export function restEvent(call: RestCall, body: Uint8Array): string {
  const { exchange, match } = call;
  const { route, stage } = match;
  const query = parseQueryParameters(exchange.raw.query);
  const headers = integrationHeaders(exchange, route.authorizationType === "AWS_IAM");
  const variables = Array.from(
    pathVariables(route.pattern, match.parts),
    ([name, parts]) => [name, parts.join("/")] as const,
  );
  const binary = isBinary(headerValue(exchange.raw, "content-type") ?? "", stage.binaryMediaTypes);
  return JSON.stringify({
    resource: route.resourcePath,
    // Observed: behind a custom domain it is the whole path, of which the resource is the end.
    path: exchange.target.stageByDomain === undefined ? `/${joinParts(match.parts)}` : sentPath(exchange.target.path),
    httpMethod: exchange.raw.method,
    headers: lastOf(headers),
    multiValueHeaders: allOf(headers),
    queryStringParameters: someOf(lastOf(query)) ?? null,
    multiValueQueryStringParameters: someOf(allOf(query)) ?? null,
    pathParameters: someOf(Object.fromEntries(variables)) ?? null,
    stageVariables: someOf(stage.stageVariables) ?? null,
    requestContext: requestContext(call),
    body: body.length === 0 ? null : Buffer.from(body).toString(binary ? "base64" : "utf8"),
    isBase64Encoded: body.length > 0 && binary,
  });
}

function sentPath(path: string): string {
  return `/${(pathParts(path) ?? []).join("/")}`;
}

function requestContext({ exchange, match, admitted }: RestCall): object {
  const { api, stage, route } = match;
  const { raw, target } = exchange;
  const caller = identityOf(admitted.authorizer);
  const domainName =
    target.region === undefined && target.basePathMatched === undefined
      ? `${api.apiId}.execute-api.${api.region}.amazonaws.com`
      : target.host.replace(/:\d+$/, "").toLowerCase();
  return {
    resourceId: route.resourceId,
    resourcePath: route.resourcePath,
    httpMethod: raw.method,
    extendedRequestId: exchange.extendedRequestId,
    requestTime: requestTime(exchange.nowMs),
    path: sentPath(target.path),
    accountId: api.accountId,
    protocol: "HTTP/1.1",
    stage: stage.stageName,
    domainPrefix: domainName.split(".")[0],
    requestTimeEpoch: exchange.nowMs,
    requestId: exchange.requestId,
    identity: {
      cognitoIdentityPoolId: null,
      accountId: caller.accountId,
      cognitoIdentityId: null,
      caller: caller.caller,
      sourceIp: peerAddress(raw.remoteAddress),
      principalOrgId: principalOrgId(admitted) ?? null,
      accessKey: caller.accessKey,
      cognitoAuthenticationType: null,
      cognitoAuthenticationProvider: null,
      userArn: caller.userArn,
      userAgent: headerValue(raw, "user-agent") ?? null,
      user: caller.user,
      clientCert: clientCertificateOf(exchange),
    },
    domainName,
    deploymentId: stage.deploymentId,
    apiId: api.apiId,
  };
}

/** Whether a body of that type is binary to the API, whose list may hold wildcards: `image/*`. */
function isBinary(contentType: string, binaryMediaTypes: readonly string[]): boolean {
  const type = mediaTypeOf(contentType);
  return binaryMediaTypes.some((pattern) => {
    const lowerCase = pattern.toLowerCase();
    return (
      lowerCase === "*/*" || lowerCase === type || (lowerCase.endsWith("/*") && type.startsWith(lowerCase.slice(0, -1)))
    );
  });
}
