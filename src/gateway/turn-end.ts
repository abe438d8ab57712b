/**
 * Makes the function that resolves when everything that had arrived with a request is off its connections, in this turn
 * of the event loop, so that all requests of a turn go on together. What was committed before any of them was sent is in
 * the store by then, so that one look at its change feed does for all; and what the parser finds wrong behind a
 * request's head comes before the request goes on, and is its to answer.
 */
export function createTurnEnd(): () => Promise<void> {
  let end: Promise<void> | undefined;
  return () =>
    (end ??= new Promise((resolve) => {
      setImmediate(() => {
        end = undefined;
        resolve();
      });
    }));
}
