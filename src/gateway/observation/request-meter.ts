import type { Evaluation } from "../../identity/identity.ts";

/** What is measured of one request while it is handled; each member is written once, by whoever knows it first. */
export interface RequestMeter {
  /** The status of the answer; absent while there is none and when the client left before it. */
  status: number | undefined;
  /** The message of the answer when the gateway itself gave it. */
  refusal: string | undefined;
  /** The length of that answer's body, in bytes, where it holds more than the message. */
  refusalBytes: number | undefined;
  /** When the request was handed to its integration. */
  integrationStartMs: number | undefined;
  /** When the answer's head was there. */
  answeredMs: number | undefined;
  /** The bytes of the integration's body that were passed to the client. */
  responseBytes: number;
  /** The status of the service that an integration calls, which for a function is not the function's own. */
  serviceStatus: number | undefined;
  /** What that service calls the request. */
  serviceRequestId: string | undefined;
  /** What was decided about the role that the integration acts in. */
  integrationEvaluations: readonly Evaluation[] | undefined;
  /** Why the integration failed, where the answer does not tell. */
  integrationError: string | undefined;
  /** Why an authorizer other than IAM refused the request. */
  authorizerError: string | undefined;
}

/** A meter that has measured nothing. */
export function newMeter(): RequestMeter {
  // All members at once: an object that grows them one by one is moved each time.
  return {
    status: undefined,
    refusal: undefined,
    refusalBytes: undefined,
    integrationStartMs: undefined,
    answeredMs: undefined,
    responseBytes: 0,
    serviceStatus: undefined,
    serviceRequestId: undefined,
    integrationEvaluations: undefined,
    integrationError: undefined,
    authorizerError: undefined,
  };
}
