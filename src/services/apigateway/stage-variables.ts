import { badRequest } from "./errors.ts";
import { quotas } from "./quotas.ts";

/** A stage's variables by name. */
export type StageVariables = Readonly<Record<string, string>>;

/**
 * The variables after an update: given ones replace or join the stored, an empty value removes. Throws a 400 for names
 * and values that AWS does not allow
 * (https://docs.aws.amazon.com/apigateway/latest/developerguide/http-api-stages.stage-variables.html).
 */
export function mergeStageVariables(stored: StageVariables, given: StageVariables | undefined): StageVariables {
  const changes = given ?? {};
  const kept = Object.entries(stored).filter(([name]) => !Object.hasOwn(changes, name));
  const added = Object.entries(changes).filter(([, value]) => value !== "");
  for (const [name, value] of added) {
    requireStageVariable(name, value);
  }
  if (kept.length + added.length > quotas.stageVariablesPerStage) {
    throw badRequest(`A stage may have at most ${quotas.stageVariablesPerStage} stage variables`);
  }
  return Object.fromEntries([...kept, ...added]);
}

function requireStageVariable(name: string, value: string): void {
  if (!/^[A-Za-z0-9_]+$/.test(name) || name.length > quotas.stageVariableNameLengthMax) {
    throw badRequest(
      `Stage variable names must be 1 to ${quotas.stageVariableNameLengthMax} alphanumeric or underscore characters: ${name}`,
    );
  }
  if (!/^[A-Za-z0-9\-._~:/?#&=,]+$/.test(value) || value.length > quotas.stageVariableValueLengthMax) {
    throw badRequest(
      `The value of stage variable ${name} must be at most ${quotas.stageVariableValueLengthMax} characters that match [A-Za-z0-9-._~:/?#&=,]+`,
    );
  }
}
