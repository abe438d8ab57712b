import type { ServerOptions } from "node:http";

/** How every listener takes requests off its connections. */
export const httpOptions = {
  // Said outright, so that no flag of the process loosens it; asking for the flag takes longer than obeying.
  httpValidation: "strict",
  // A request without a body needs none of what a stream goes through until its end.
  optimizeEmptyRequests: true,
} as const satisfies ServerOptions;
