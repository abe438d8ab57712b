/** A value that is there already, or will be: what is in memory is handed on at once, as a wait costs more than a look-up. */
export type NowOrLater<Value> = Value | Promise<Value>;

/** Goes on with a value: at once when it is there, otherwise when it comes. */
export function andThen<Value, Next>(
  value: NowOrLater<Value>,
  step: (value: Value) => NowOrLater<Next>,
): NowOrLater<Next> {
  return value instanceof Promise ? value.then(step) : step(value);
}
