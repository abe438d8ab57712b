import type { AwsError } from "../../../wire/aws-error.ts";
import { notFound } from "../errors.ts";

/** The things of a REST API whose absence AWS reports in one pattern, without their ids. */
type RestPart = "Resource" | "Method" | "Integration" | "Deployment" | "stage" | "Request Validator" | "Authorizer";

/** No such part of a REST API, observed: `Invalid Resource identifier specified`. */
export function restPartNotFound(part: RestPart): AwsError {
  return notFound(`Invalid ${part} identifier specified`);
}

/** A method or its integration declares no response with that status, observed. */
export function responseNotFound(): AwsError {
  return notFound("Invalid Response status code specified");
}
