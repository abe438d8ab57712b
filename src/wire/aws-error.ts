/** An error as a client sees it: a code, a status and a message. The cause is for the log alone. */
export class AwsError extends Error {
  /** The code on the wire, such as `NoSuchEntity` or `NotFoundException`. */
  readonly code: string;
  /** The HTTP status. */
  readonly status: number;
  /** Further members of the error body on JSON protocols, such as `resourceType`. */
  readonly members: Readonly<Record<string, string>>;

  // oxlint-disable-next-line max-params -- code, status and text are what every error has; the rest is rare
  constructor(code: string, status: number, message: string, options: AwsErrorOptions = {}) {
    super(message, options.cause === undefined ? undefined : { cause: options.cause });
    this.name = "AwsError";
    this.code = code;
    this.status = status;
    this.members = options.members ?? {};
  }
}

/** What an error may carry beside its code and text. */
export interface AwsErrorOptions {
  readonly cause?: unknown;
  readonly members?: Readonly<Record<string, string>>;
}
