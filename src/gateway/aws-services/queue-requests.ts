import { z } from "zod";
import { encode, listOf, ParameterError, type ServiceParameters } from "./service-parameters.ts";

/** The ARN of the queue at a URL: account and name are the last two parts of its path, on every host that queues have. */
export function queueArn(queueUrl: string, region: string): string {
  const [name = "", accountId = ""] = queuePath(queueUrl).split("/").toReversed();
  return `arn:aws:sqs:${region}:${accountId}:${name}`;
}

/** The path of a queue's URL. Throws a `ParameterError` for a text that is no URL of a queue. */
export function queuePath(queueUrl: string): string {
  const [, path] = /^https?:\/\/[^/?#]+(\/(?:[\w-]+\/)*\d{12}\/[\w-]{1,80}(?:\.fifo)?)$/i.exec(queueUrl) ?? [];
  if (path === undefined) {
    throw new ParameterError("QueueUrl is no URL of a queue");
  }
  return path;
}

/**
 * A call of SQS in its query protocol, whose XML answers are the ones that HTTP APIs give
 * (https://docs.aws.amazon.com/AWSSimpleQueueService/latest/APIReference/API_SendMessage.html).
 */
export function queueForm(action: string, parameters: ServiceParameters): string {
  const members: (readonly [string, string])[] = [
    ["Action", action],
    ["Version", "2012-11-05"],
  ];
  for (const [name, value] of Object.entries(parameters)) {
    members.push(...membersOf(name, value));
  }
  return members.map(([name, value]) => `${encode(name)}=${encode(value)}`).join("&");
}

function membersOf(name: string, value: string): readonly (readonly [string, string])[] {
  switch (name) {
    case "AttributeNames":
    case "MessageAttributeNames":
      return listOf(value).map((item, index) => [`${name.slice(0, -1)}.${index + 1}`, item]);
    case "MessageAttributes":
    case "MessageSystemAttributes":
      return attributeMembers(name, value);
    default:
      return [[name, value]];
  }
}

const attributes = z.record(
  z.string(),
  z.strictObject({
    DataType: z.string(),
    StringValue: z.string().optional(),
    /** Base64, as in the service's protocol. */
    BinaryValue: z.string().optional(),
  }),
);

function attributeMembers(name: string, json: string): readonly (readonly [string, string])[] {
  const read = attributes.safeParse(jsonOf(json));
  if (!read.success) {
    throw new ParameterError(`${name} is no JSON object of attributes`);
  }
  return Object.entries(read.data).flatMap(([attribute, value], index) => {
    const prefix = `${name.slice(0, -1)}.${index + 1}`;
    const parts = Object.entries(value).map(([part, text]) => [`${prefix}.Value.${part}`, text ?? ""] as const);
    return [[`${prefix}.Name`, attribute] as const, ...parts];
  });
}

function jsonOf(text: string): unknown {
  try {
    return JSON.parse(text);
  } catch {
    return undefined;
  }
}
