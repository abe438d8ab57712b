/** What running functions takes at most; the first is Lambda's documented quota for answers, the rest is this server's. */
export const functionLimits = {
  /** What a function may return, in bytes of JSON. */
  payloadBytes: 6 * 1024 * 1024,
  /** Requests to one endpoint at a time; further ones wait. */
  connectionsPerEndpoint: 256,
  /** Events that one local module works on at a time, each in a thread of its own; further ones wait. */
  environmentsPerModule: 8,
} as const;

/** The `errorMessage` of what a failed function left behind; the text itself when it has none. */
export function errorMessageOf(payload: string): string {
  try {
    const value: unknown = JSON.parse(payload);
    if (typeof value === "object" && value !== null && "errorMessage" in value) {
      return String(value.errorMessage);
    }
  } catch {
    // Not JSON: then the text is all there is.
  }
  return payload.slice(0, 1024);
}
