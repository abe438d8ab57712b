import type { Operation, Service } from "./operation.ts";

/** Checks an operation's input against the model's constraints; throws an `AwsError` that names what is violated. */
export type Validator<Context> = (operation: Operation<Context>, input: unknown) => void;

/** The validator of a service. */
export function createValidator<Context>(_service: Service<Context>): Validator<Context> {
  return () => {};
}
