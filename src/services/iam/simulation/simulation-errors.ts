import { AwsError } from "../../../wire/aws-error.ts";

/** The refusals of the simulator with AWS's texts, observed on AWS unless a line says otherwise. */
export const simulationErrors = {
  malformedPolicy: (item: number) => invalidInput(`Policy input list item ${item} has invalid content`),
  // The next three follow the pattern of the one before; no text of them is documented.
  malformedBoundary: () => invalidInput("Permissions boundary policy input list item 1 has invalid content"),
  malformedResourcePolicy: () => invalidInput("Resource policy has invalid content"),
  malformedControlPolicy: (level: number) => invalidInput(`Organization policy at index ${level} has invalid content`),
  severalBoundaries: () => invalidInput("The list of Permissions Boundary policies cannot exceed 1 items."),
  emptyLevel: (level: number) =>
    invalidInput(`Organization policy at index ${level} must contain at least one service control policy`),

  actionWithoutName: () => invalidInput("The action is invalid since it is missing names"),
  notArns: (text: string) => invalidInput(`ResourceNames are not in a valid ARN format: ${text}.`),
  invalidEntityArn: (arn: string) =>
    invalidInput(`Invalid Entity Arn: ${arn} does not clearly define entity type and name.`),
  foreignSource: (callerAccount: string, account: string) =>
    invalidInput(
      `Invalid Policy Source Arn: caller's account ${callerAccount} does not have access to policies in account ${account}`,
    ),
  callerMissing: () => invalidInput("Invalid caller - Caller cannot be null or empty."),
  callerNoEntity: () => invalidInput("Invalid caller - Caller must be an IAM user, role or group in this context."),
  invalidOwner: () => invalidInput("Invalid Resource Owner."),
  invalidMarker: () => invalidInput("Invalid marker for pagination."),
  // A bound of this server; AWS documents none.
  tooLarge: () => invalidInput("The simulation has too many statements and resources; ask for fewer resources."),

  contextKeyMissing: () => invalidInput("ContextKeyName cannot be null or empty."),
  contextTypeMissing: (name: string) => invalidInput(`Context key ${name} has invalid type null.`),
  contextValuesMissing: (name: string) =>
    invalidInput(`Context values for context key ${name} cannot be null or empty.`),
  // Where one would expect the name, AWS says the type.
  contextValueNotSingle: (type: string, count: number) =>
    invalidInput(`Context key ${type} expected a single value, but received ${count}.`),
  contextKeyRepeated: (name: string) => invalidInput(`Duplicate context key: ${name}.`),
  contextValueInvalid: (name: string, expected: string) =>
    invalidInput(`Invalid context value for key ${name}: expected ${expected}.`),
  groupNotFound: (name: string) => new AwsError("NoSuchEntity", 404, `The group with name ${name} cannot be found.`),
} as const;

function invalidInput(message: string): AwsError {
  return new AwsError("InvalidInput", 400, message);
}
