/** What is measured of one request while it is handled; each member is written once, by whoever knows it first. */
export interface RequestMeter {
  /** The status of the answer; absent while there is none and when the client left before it. */
  status?: number;
  /** The message of the answer when the gateway itself gave it. */
  refusal?: string;
  /** The length of that answer's body, in bytes, where it holds more than the message. */
  refusalBytes?: number;
  /** When the request was handed to its integration. */
  integrationStartMs?: number;
  /** When the answer's head was there. */
  answeredMs?: number;
  /** The bytes of the integration's body that were passed to the client. */
  responseBytes: number;
  /** The status of the service that an integration calls, which for a function is not the function's own. */
  serviceStatus?: number;
  /** What that service calls the request. */
  serviceRequestId?: string;
  /** Why the integration failed, where the answer does not tell. */
  integrationError?: string;
  /** Why an authorizer other than IAM refused the request. */
  authorizerError?: string;
}

/** A meter that has measured nothing. */
export function newMeter(): RequestMeter {
  return { responseBytes: 0 };
}
