/**
 * A request as it came over the wire. Nothing here has been decoded, normalised or merged: a signature is over these
 * bytes.
 */
export interface RawRequest {
  /** The method as sent, upper case by HTTP's rules. */
  readonly method: string;
  /** The request target up to the first `?`, percent-encoding untouched. */
  readonly path: string;
  /** What follows the first `?` of the target, percent-encoding untouched; empty when there is none. */
  readonly query: string;
  /** Header names and values in turn, in the order received, names in the case received. */
  readonly headers: readonly string[];
  /** The address of the connection's other end. */
  readonly remoteAddress: string;
  /** Whether the connection is TLS. */
  readonly secure: boolean;
}

/** A reply to be written to the connection as it stands. */
export interface RawResponse {
  readonly status: number;
  /** Name and value in turn, in the order to be sent. */
  readonly headers: readonly string[];
  readonly body: string | Uint8Array;
}

/** The value of the first header of that lower-case name; undefined when absent. */
export function headerValue(request: Pick<RawRequest, "headers">, name: string): string | undefined {
  const { headers } = request;
  for (let index = 0; index < headers.length; index += 2) {
    if (isNamed(headers[index] ?? "", name)) {
      return headers[index + 1];
    }
  }
  return undefined;
}

/** The values of all headers of that lower-case name, in the order received. */
export function headerValues(request: Pick<RawRequest, "headers">, name: string): readonly string[] {
  let values: string[] | undefined;
  const { headers } = request;
  for (let index = 0; index < headers.length; index += 2) {
    if (isNamed(headers[index] ?? "", name)) {
      const value = headers[index + 1] ?? "";
      // A list that is made with its one value is a third of one that it is pushed onto.
      if (values === undefined) {
        values = [value];
      } else {
        values.push(value);
      }
    }
  }
  return values ?? none;
}

const none: readonly string[] = [];

/** Whether a header's name, in whatever case it was sent, is that lower-case one. */
export function isNamed(sent: string, name: string): boolean {
  return sent.length === name.length && (sent === name || sent.toLowerCase() === name);
}
