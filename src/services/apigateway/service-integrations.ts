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

/** Why the parameters do not fit a service integration; undefined when they do. */
export function serviceParametersProblem(
  subtype: string,
  parameters: Readonly<Record<string, string>>,
): string | undefined {
  const integration = serviceIntegrations.get(subtype);
  if (integration === undefined) {
    return `Invalid integration subtype specified: ${subtype}`;
  }
  const given = Object.keys(parameters);
  const missing = integration.required.filter((name) => !given.includes(name));
  if (missing.length > 0) {
    return `Parameters missing for the integration subtype ${subtype}: [${missing.join(", ")}]`;
  }
  const known = new Set([...integration.required, ...integration.optional, "Region"]);
  const unknown = given.filter((name) => !known.has(name));
  return unknown.length > 0
    ? `Parameters not supported by the integration subtype ${subtype}: [${unknown.join(", ")}]`
    : undefined;
}
