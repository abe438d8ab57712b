import { headers1, lastOf, path1, requestContext1, requestContext2, requestMembers2, someOf } from "../lambda-event.ts";
import { joined, type LambdaRequest } from "../lambda-request.ts";

/** What an authorizer's event says beside the request itself. */
export interface AuthorizerEventInput {
  readonly request: LambdaRequest;
  readonly routeArn: string;
  /** The values of the identity sources. */
  readonly sources: readonly string[];
}

/**
 * The event of a REQUEST authorizer as JSON, members in the order of observed events. There is never a body in it
 * (https://docs.aws.amazon.com/apigateway/latest/developerguide/http-api-lambda-authorizer.html).
 */
export function authorizerEvent(format: "1.0" | "2.0", input: AuthorizerEventInput): string {
  return JSON.stringify(format === "2.0" ? event2(input) : event1(input));
}

function event2({ request, routeArn, sources }: AuthorizerEventInput): object {
  return {
    version: "2.0",
    type: "REQUEST",
    routeArn,
    identitySource: sources.length === 0 ? null : sources,
    routeKey: request.match.route.routeKey,
    ...requestMembers2(request),
    requestContext: requestContext2(request, undefined),
    pathParameters: someOf(request.pathParameters),
    stageVariables: someOf(request.stageVariables),
  };
}

/** Empty maps stay maps in this event, as observed. */
function event1({ request, routeArn, sources }: AuthorizerEventInput): object {
  const token = sources.length === 0 ? undefined : sources.join(",");
  return {
    version: "1.0",
    type: "REQUEST",
    methodArn: routeArn,
    identitySource: token,
    authorizationToken: token,
    resource: "",
    path: path1(request),
    httpMethod: request.method,
    headers: lastOf(headers1(request)),
    queryStringParameters: joined(request.query, ","),
    requestContext: requestContext1(request, undefined),
    pathParameters: request.pathParameters,
    stageVariables: request.stageVariables,
  };
}
