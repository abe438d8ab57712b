import type { ApiRecord } from "../../store/records.ts";
import { AwsError } from "../../wire/aws-error.ts";
import type { Call } from "../call.ts";

/** The request cannot be right whatever the state of the API: 400 `BadRequestException`. */
export function badRequest(message: string): AwsError {
  return new AwsError("BadRequestException", 400, message);
}

/** The request disagrees with what exists: 409 `ConflictException`. */
export function conflict(message: string): AwsError {
  return new AwsError("ConflictException", 409, message);
}

/** Something that the request names does not exist: 404 `NotFoundException`. */
export function notFound(message: string): AwsError {
  return new AwsError("NotFoundException", 404, message);
}

/** No such API in the caller's account and region, observed: `Invalid API identifier specified 111111111111:a1b2c3d4e5`. */
export function apiNotFound(call: Call, apiId: string): AwsError {
  return notFound(`Invalid API identifier specified ${call.accountId}:${apiId}`);
}

/** The kinds of part whose absence AWS reports in one pattern, with the part's id. */
export type IdentifiedPart = "Route" | "Integration" | "Authorizer" | "VpcLink";

/** No such part of an API: `Invalid Route identifier specified abc1234`. */
export function partNotFound(part: IdentifiedPart, id: string): AwsError {
  return notFound(`Invalid ${part} identifier specified ${id}`);
}

/** No such stage. */
export function stageNotFound(): AwsError {
  return notFound("Invalid stage identifier specified");
}

/** No such deployment. */
export function deploymentNotFound(): AwsError {
  return notFound("Invalid deployment identifier specified");
}

/** Throws a 400 for an empty name: an optional member may be empty, which clears it, but names are never cleared. */
export function requireName(name: string | undefined): void {
  if (name === "") {
    throw badRequest("Name must have a length of at least 1");
  }
}

/** A member that only WebSocket APIs have was given for an HTTP API; the pattern is that of AWS's text about execution logs. */
export function notOnHttp(what: string): AwsError {
  return badRequest(`${what} not supported on protocolType HTTP`);
}

/** A setting names a route that the API does not have, observed. */
export function routeSettingNotFound(routeKey: string): AwsError {
  return notFound(`Unable to find Route by key ${routeKey} within the provided RouteSettings`);
}

/** A deployment was chosen by hand for a stage that deploys by itself, observed. */
export function stageDeploysItself(api: ApiRecord): AwsError {
  return badRequest(
    `Deployment ID cannot be set on this stage ${api.accountId}:${api.apiId} because AutoDeploy is enabled`,
  );
}
