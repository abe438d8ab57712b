/** The parameters of a first-class integration with another AWS service. */
interface ServiceIntegration {
  readonly required: readonly string[];
  readonly optional: readonly string[];
}

/**
 * The AWS services an HTTP API can call without a function between, by `integrationSubtype`
 * (https://docs.aws.amazon.com/apigateway/latest/developerguide/http-api-develop-integrations-aws-services-reference.html).
 * All take `Region` too.
 */
const serviceIntegrations: ReadonlyMap<string, ServiceIntegration> = new Map([
  [
    "EventBridge-PutEvents",
    {
      required: ["Detail", "DetailType", "Source"],
      optional: ["Time", "EventBusName", "Resources", "TraceHeader"],
    },
  ],
  [
    "SQS-SendMessage",
    {
      required: ["QueueUrl", "MessageBody"],
      optional: [
        "DelaySeconds",
        "MessageAttributes",
        "MessageDeduplicationId",
        "MessageGroupId",
        "MessageSystemAttributes",
      ],
    },
  ],
  [
    "SQS-ReceiveMessage",
    {
      required: ["QueueUrl"],
      optional: [
        "AttributeNames",
        "MaxNumberOfMessages",
        "MessageAttributeNames",
        "ReceiveRequestAttemptId",
        "VisibilityTimeout",
        "WaitTimeSeconds",
      ],
    },
  ],
  ["SQS-DeleteMessage", { required: ["QueueUrl", "ReceiptHandle"], optional: [] }],
  ["SQS-PurgeQueue", { required: ["QueueUrl"], optional: [] }],
  [
    "AppConfig-GetConfiguration",
    {
      required: ["Application", "Environment", "Configuration", "ClientId"],
      optional: ["ClientConfigurationVersion"],
    },
  ],
  [
    "Kinesis-PutRecord",
    {
      required: ["StreamName", "Data", "PartitionKey"],
      optional: ["SequenceNumberForOrdering", "ExplicitHashKey"],
    },
  ],
  ["StepFunctions-StartExecution", { required: ["StateMachineArn"], optional: ["Name", "Input"] }],
  ["StepFunctions-StartSyncExecution", { required: ["StateMachineArn"], optional: ["Name", "Input", "TraceHeader"] }],
  ["StepFunctions-StopExecution", { required: ["ExecutionArn"], optional: ["Cause", "Error"] }],
]);

/** What an integration with another service asks for. */
export interface AskedService {
  readonly subtype: string;
  readonly payloadFormatVersion: string;
}

/** Why the parameters do not fit a service integration; undefined when they do. All texts but the last were observed. */
export function serviceParametersProblem(
  { subtype, payloadFormatVersion }: AskedService,
  parameters: Readonly<Record<string, string>>,
): string | undefined {
  // What can be called is told by subtype and format together.
  const integration = payloadFormatVersion === "1.0" ? serviceIntegrations.get(subtype) : undefined;
  if (integration === undefined) {
    return `Operation: ${subtype} is not supported.`;
  }
  const given = Object.keys(parameters);
  if (!integration.required.every((name) => given.includes(name))) {
    return `Operation: ${subtype} requires enabling passthrough, or defining all of the following parameters in the parameter mapping: [${integration.required.join(", ")}]`;
  }
  const known = new Set([...integration.required, ...integration.optional, "Region"]);
  const unknown = given.filter((name) => !known.has(name));
  return unknown.length > 0
    ? `Parameters not supported by the integration subtype ${subtype}: [${unknown.join(", ")}]`
    : undefined;
}
