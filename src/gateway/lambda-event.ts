import { identityOf } from "./caller-identity.ts";
import { eventBody, joined, type LambdaRequest } from "./lambda-request.ts";
import { encodeParts } from "./request-path.ts";
import { requestTime } from "./request-time.ts";

/** The versions of Lambda's payload format. */
export type PayloadFormat = "1.0" | "2.0";

/**
 * The event of an `AWS_PROXY` integration, as JSON, members in the order of observed events
 * (https://docs.aws.amazon.com/apigateway/latest/developerguide/http-api-develop-integrations-lambda.html).
 */
export function integrationEvent(request: LambdaRequest, format: PayloadFormat, body: Uint8Array): string {
  return JSON.stringify(format === "2.0" ? integrationEvent2(request, body) : integrationEvent1(request, body));
}

/** Members without a value are left out in format 2.0: JSON knows no undefined. */
function integrationEvent2(request: LambdaRequest, bytes: Uint8Array): object {
  const { body, isBase64Encoded } = eventBody(request.headers, bytes);
  return {
    version: "2.0",
    routeKey: request.match.route.routeKey,
    ...requestMembers2(request),
    requestContext: requestContext2(request, authorizerMember2(request)),
    body,
    pathParameters: someOf(request.pathParameters),
    stageVariables: someOf(request.stageVariables),
    isBase64Encoded,
  };
}

/** What an event of format 2.0 shows of the request itself, body aside. */
export function requestMembers2({ path, rawQuery, query, headers }: LambdaRequest): object {
  const lowerCase = headers
    .map(({ name, value }) => ({ name: name.toLowerCase(), value }))
    .toSorted((one, other) => (one.name < other.name ? -1 : Number(one.name > other.name)));
  const cookies = lowerCase
    .filter(({ name }) => name === "cookie")
    .flatMap(({ value }) => value.split(/; */).filter((cookie) => cookie !== ""));
  return {
    rawPath: path,
    rawQueryString: rawQuery,
    cookies: cookies.length === 0 ? undefined : cookies,
    headers: joined(
      lowerCase.filter(({ name }) => name !== "cookie"),
      ",",
    ),
    queryStringParameters: someOf(joined(query, ",")),
  };
}

/** `requestContext` of format 2.0. */
export function requestContext2(request: LambdaRequest, authorizer: object | undefined): object {
  const { match, exchange } = request;
  return {
    accountId: match.api.accountId,
    apiId: match.api.apiId,
    authentication: request.clientCert && { clientCert: request.clientCert },
    authorizer,
    domainName: request.domainName,
    domainPrefix: request.domainName.split(".")[0],
    http: {
      method: request.method,
      path: request.path,
      protocol: request.protocol,
      sourceIp: request.sourceIp,
      userAgent: request.userAgent,
    },
    requestId: exchange.requestId,
    routeKey: match.route.routeKey,
    stage: match.stage.stageName,
    time: requestTime(exchange.nowMs),
    timeEpoch: exchange.nowMs,
  };
}

function authorizerMember2({ authorizer }: LambdaRequest): object | undefined {
  switch (authorizer.kind) {
    case "none":
      return undefined;
    case "iam": {
      const identity = identityOf(authorizer);
      return {
        iam: {
          accessKey: identity.accessKey,
          accountId: identity.accountId,
          callerId: identity.caller,
          cognitoIdentity: null,
          principalOrgId: identity.principalOrgId,
          userArn: identity.userArn,
          userId: identity.user,
        },
      };
    }
    case "jwt":
      return { jwt: { claims: authorizer.claims, scopes: authorizer.scopes } };
    case "lambda":
      return { lambda: authorizer.context };
  }
}

/** What is empty is null in format 1.0. */
function integrationEvent1(request: LambdaRequest, bytes: Uint8Array): object {
  const { body = null, isBase64Encoded } = eventBody(request.headers, bytes);
  const { query } = request;
  return {
    version: "1.0",
    resource: resourcePath(request),
    path: path1(request),
    httpMethod: request.method,
    headers: lastOf(headers1(request)),
    multiValueHeaders: allOf(headers1(request)),
    queryStringParameters: someOf(lastOf(query)) ?? null,
    multiValueQueryStringParameters: someOf(allOf(query)) ?? null,
    requestContext: requestContext1(request, authorizerMember1(request)),
    pathParameters: someOf(request.pathParameters) ?? null,
    stageVariables: someOf(request.stageVariables) ?? null,
    body,
    isBase64Encoded,
  };
}

/** `requestContext` of format 1.0. */
export function requestContext1(request: LambdaRequest, authorizer: object | undefined): object {
  const { match, exchange } = request;
  const identity = identityOf(request.authorizer);
  return {
    accountId: match.api.accountId,
    apiId: match.api.apiId,
    authorizer,
    domainName: request.domainName,
    domainPrefix: request.domainName.split(".")[0],
    extendedRequestId: exchange.requestId,
    httpMethod: request.method,
    identity: {
      accessKey: identity.accessKey,
      accountId: identity.accountId,
      caller: identity.caller,
      cognitoAmr: null,
      cognitoAuthenticationProvider: null,
      cognitoAuthenticationType: null,
      cognitoIdentityId: null,
      cognitoIdentityPoolId: null,
      principalOrgId: identity.principalOrgId,
      sourceIp: request.sourceIp,
      user: identity.user,
      userAgent: request.userAgent,
      userArn: identity.userArn,
      clientCert: request.clientCert,
    },
    path: path1(request),
    protocol: request.protocol,
    requestId: exchange.requestId,
    requestTime: requestTime(exchange.nowMs),
    requestTimeEpoch: exchange.nowMs,
    resourceId: match.route.routeKey,
    resourcePath: resourcePath(request),
    stage: match.stage.stageName,
  };
}

/** The path as format 1.0 has it: as it was sent, unlike that of format 2.0, observed. */
export function path1({ path, sentPath }: LambdaRequest): string {
  return path === sentPath.decoded ? sentPath.encoded : `/${encodeParts(path.slice(1).split("/"))}`;
}

/** Headers under the names of format 1.0: the gateway's own in their usual case, two more as observed, others as sent. */
export function headers1({ headers }: LambdaRequest): LambdaRequest["headers"] {
  return headers.map(({ name, value }) => ({ name: observedNames.get(name.toLowerCase()) ?? name, value }));
}

const observedNames: ReadonlyMap<string, string> = new Map([
  ["accept-encoding", "accept-encoding"],
  ["authorization", "authorization"],
  ["user-agent", "User-Agent"],
]);

function authorizerMember1({ authorizer }: LambdaRequest): object | undefined {
  switch (authorizer.kind) {
    case "none":
    case "iam":
      return undefined;
    case "jwt":
      return { claims: authorizer.claims, scopes: authorizer.scopes };
    case "lambda":
      return { ...authorizer.context, principalId: authorizer.principalId };
  }
}

/** The path of the route, which stands for itself where it is `$default`. */
function resourcePath({ match }: LambdaRequest): string {
  const { routeKey } = match.route;
  return routeKey.slice(routeKey.indexOf(" ") + 1);
}

/** One value a name, the last. */
export function lastOf(entries: LambdaRequest["headers"]): Readonly<Record<string, string>> {
  return Object.fromEntries(entries.map(({ name, value }) => [name, value]));
}

/** All values of each name. */
export function allOf(entries: LambdaRequest["headers"]): Readonly<Record<string, readonly string[]>> {
  return Object.fromEntries(
    Array.from(
      Map.groupBy(entries, ({ name }) => name),
      ([name, same]) => [name, same.map(({ value }) => value)],
    ),
  );
}

/** The map, or undefined when it is empty. */
export function someOf<Map extends object>(map: Map): Map | undefined {
  return Object.keys(map).length === 0 ? undefined : map;
}
