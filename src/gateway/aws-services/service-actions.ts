import { queueArn, queueForm, queuePath } from "./queue-requests.ts";
import { encode, listOf, ParameterError, type ServiceParameters } from "./service-parameters.ts";

/** The services that integrations call, by their signing names. */
export const awsServiceNames = ["appconfig", "events", "kinesis", "sqs", "states"] as const;

/** One of those services. */
export type AwsServiceName = (typeof awsServiceNames)[number];

/** Where a call goes to, as far as ARNs tell. */
export interface ServicePlace {
  readonly region: string;
  readonly accountId: string;
}

/** A request of a service's own protocol. */
export interface ServiceRequest {
  readonly method: "GET" | "POST";
  /** Percent-encoded. */
  readonly path: string;
  /** Percent-encoded, without the `?`. */
  readonly query: string;
  /** Name and value in turn. */
  readonly headers: readonly string[];
  readonly body: string;
}

/** What an integration subtype calls. */
export interface ServiceAction {
  readonly service: AwsServiceName;
  /** The permission that it takes: `sqs:SendMessage`. */
  readonly action: string;
  /** The ARNs of what it is done to. Throws a `ParameterError` when the parameters name none. */
  readonly resources: (parameters: ServiceParameters, place: ServicePlace) => readonly string[];
  /** Throws a `ParameterError` for values that the service's protocol has no form for. */
  readonly request: (parameters: ServiceParameters) => ServiceRequest;
}

/**
 * What each `integrationSubtype` calls and how
 * (https://docs.aws.amazon.com/apigateway/latest/developerguide/http-api-develop-integrations-aws-services-reference.html).
 */
export const serviceActions: ReadonlyMap<string, ServiceAction> = new Map<string, ServiceAction>([
  [
    "EventBridge-PutEvents",
    {
      service: "events",
      action: "events:PutEvents",
      resources: ({ EventBusName = "default" }, place) => [
        EventBusName.startsWith("arn:") ? EventBusName : arnOf("events", place, `event-bus/${EventBusName}`),
      ],
      request: ({ Resources, Time, ...entry }) =>
        jsonRequest("1.1", "AWSEvents.PutEvents", {
          Entries: [
            {
              ...entry,
              ...(Resources !== undefined && { Resources: listOf(Resources) }),
              ...(Time !== undefined && { Time: epochSeconds(Time) }),
            },
          ],
        }),
    },
  ],
  ["SQS-SendMessage", queueAction("SendMessage")],
  ["SQS-ReceiveMessage", queueAction("ReceiveMessage")],
  ["SQS-DeleteMessage", queueAction("DeleteMessage")],
  ["SQS-PurgeQueue", queueAction("PurgeQueue")],
  [
    "AppConfig-GetConfiguration",
    {
      service: "appconfig",
      action: "appconfig:GetConfiguration",
      resources: ({ Application = "", Environment = "", Configuration = "" }, place) =>
        ["", `/environment/${Environment}`, `/configurationprofile/${Configuration}`].map((below) =>
          arnOf("appconfig", place, `application/${Application}${below}`),
        ),
      request: ({ Application = "", Environment = "", Configuration = "", ClientId = "", ...others }) => ({
        method: "GET",
        path: `/applications/${encode(Application)}/environments/${encode(Environment)}/configurations/${encode(Configuration)}`,
        query: [
          `client_id=${encode(ClientId)}`,
          ...(others["ClientConfigurationVersion"] === undefined
            ? []
            : [`client_configuration_version=${encode(others["ClientConfigurationVersion"])}`]),
        ].join("&"),
        headers: [],
        body: "",
      }),
    },
  ],
  [
    "Kinesis-PutRecord",
    {
      service: "kinesis",
      action: "kinesis:PutRecord",
      resources: ({ StreamName = "" }, place) => [arnOf("kinesis", place, `stream/${StreamName}`)],
      // Observed: Data is taken for the Base64 that the service's protocol has it in.
      request: (input) => jsonRequest("1.1", "Kinesis_20131202.PutRecord", input),
    },
  ],
  ["StepFunctions-StartExecution", executionAction("StartExecution")],
  ["StepFunctions-StartSyncExecution", executionAction("StartSyncExecution")],
  [
    "StepFunctions-StopExecution",
    {
      service: "states",
      action: "states:StopExecution",
      resources: ({ ExecutionArn = "" }) => [ExecutionArn],
      request: ({ ExecutionArn, Cause, Error: error }) =>
        jsonRequest("1.0", "AWSStepFunctions.StopExecution", {
          executionArn: ExecutionArn,
          cause: Cause,
          error,
        }),
    },
  ],
]);

function queueAction(name: "SendMessage" | "ReceiveMessage" | "DeleteMessage" | "PurgeQueue"): ServiceAction {
  return {
    service: "sqs",
    action: `sqs:${name}`,
    resources: ({ QueueUrl = "" }, { region }) => [queueArn(QueueUrl, region)],
    request: (parameters) => ({
      method: "POST",
      path: queuePath(parameters["QueueUrl"] ?? ""),
      query: "",
      headers: ["content-type", "application/x-www-form-urlencoded; charset=utf-8"],
      body: queueForm(name, parameters),
    }),
  };
}

function executionAction(name: "StartExecution" | "StartSyncExecution"): ServiceAction {
  return {
    service: "states",
    action: `states:${name}`,
    resources: ({ StateMachineArn = "" }) => [StateMachineArn],
    request: ({ StateMachineArn, Name, Input, TraceHeader }) =>
      jsonRequest("1.0", `AWSStepFunctions.${name}`, {
        stateMachineArn: StateMachineArn,
        name: Name,
        input: Input,
        traceHeader: TraceHeader,
      }),
  };
}

function jsonRequest(version: "1.0" | "1.1", target: string, input: object): ServiceRequest {
  return {
    method: "POST",
    path: "/",
    query: "",
    headers: ["content-type", `application/x-amz-json-${version}`, "x-amz-target", target],
    body: JSON.stringify(input),
  };
}

function arnOf(service: AwsServiceName, { region, accountId }: ServicePlace, resource: string): string {
  return `arn:aws:${service}:${region}:${accountId}:${resource}`;
}

function epochSeconds(time: string): number {
  const seconds = /^\d+(?:\.\d+)?$/.test(time) ? Number(time) : Date.parse(time) / 1000;
  if (!Number.isFinite(seconds)) {
    throw new ParameterError("Time is no time");
  }
  return seconds;
}
