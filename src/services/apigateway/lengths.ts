import { badRequest } from "./errors.ts";

/**
 * The lengths of text members: the model of the API names them after their bounds but does not carry the bounds, so
 * they are not among the constraints checked when a request is decoded.
 */
export const lengths = {
  Name: [1, 128],
  Description: [0, 1024],
  // An update clears the version with an empty string.
  Version: [0, 64],
  StageName: [1, 128],
  Target: [0, 2048],
  RouteTarget: [0, 128],
  OperationName: [0, 64],
  AuthorizationScope: [1, 64],
  IntegrationUri: [0, 2048],
  ConnectionId: [0, 1024],
  IntegrationSubtype: [1, 128],
  ServerNameToVerify: [1, 512],
  ParameterValue: [0, 512],
} as const;

/** Throws a 400 when one of the texts is given and is shorter or longer than its bounds. */
export function requireLengths(texts: Readonly<Partial<Record<keyof typeof lengths, string | undefined>>>): void {
  for (const [member, [min, max]] of Object.entries(lengths)) {
    const text = texts[member as keyof typeof lengths];
    if (text !== undefined && (text.length < min || text.length > max)) {
      throw badRequest(`${member} must be between ${min} and ${max} characters long`);
    }
  }
}
