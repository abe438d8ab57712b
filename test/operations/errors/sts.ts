import type { ErrorRow } from "./error-row.ts";

/** The Security Token Service. */
export const stsErrors: readonly ErrorRow[] = [
  {
    operation: "GetWebIdentityToken",
    input: { Audience: ["app"], SigningAlgorithm: "RS256" },
    error: ["OutboundWebIdentityFederationDisabledException", 403],
  },
  {
    operation: "GetFederationToken",
    input: {
      Name: "guest",
      Policy: JSON.stringify({ Statement: [{ Effect: "Allow", Action: "*", Resource: "*" }] }).padEnd(1200),
    },
    error: ["PackedPolicyTooLarge", 400],
  },
];
