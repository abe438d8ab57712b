/** The first line of what went wrong, for a message of one line. */
export function reasonOf(error: unknown): string {
  if (error instanceof AggregateError && error.message === "") {
    // Node tries every address of a host name and says nothing about all of them together.
    return reasonOf(error.errors[0]);
  }
  const message = error instanceof Error && error.message !== "" ? error.message : String(error);
  return message.split("\n", 1)[0] ?? message;
}
