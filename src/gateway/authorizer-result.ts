import type { Caller } from "../identity/caller.ts";

/** What a route's authorization found out about the caller, as integrations and mappings get to see it. */
export type AuthorizerResult =
  | { readonly kind: "none" }
  | { readonly kind: "iam"; readonly caller: Caller }
  | {
      readonly kind: "jwt";
      /** All values as texts, as observed. */
      readonly claims: Readonly<Record<string, string>>;
      /** The token's scopes; null when the route asks for none. */
      readonly scopes: readonly string[] | null;
    }
  | {
      readonly kind: "lambda";
      /** What the authorizer's function says of the caller, any JSON. */
      readonly context: Readonly<Record<string, unknown>>;
      /** Absent with simple responses. */
      readonly principalId?: string;
    };

/**
 * The organization of a caller as HTTP APIs give it to integrations: observed to be the name of the condition key, not
 * its value, in accounts with and without an organization.
 */
export const principalOrgId = "aws:PrincipalOrgID";
