import { compilePolicy, type CompiledPolicy } from "../../policy/compile.ts";
import type { CompiledAuthorizer } from "./compiled-authorizer.ts";

/** What an authorizer's function decided, before the request at hand is held against it. */
export type AuthorizerResponse =
  | { readonly kind: "simple"; readonly allowed: boolean; readonly context: Context }
  | {
      readonly kind: "policy";
      readonly principalId: string;
      readonly policy: CompiledPolicy;
      readonly context: Context;
    };

/** What a function says of the caller. */
export type Context = Readonly<Record<string, unknown>>;

/** A function's result as read. */
export type AuthorizerReading =
  | { readonly kind: "response"; readonly response: AuthorizerResponse }
  /** The function says that it does not know the caller. */
  | { readonly kind: "unauthorized" }
  | { readonly kind: "wrong"; readonly reason: string };

/**
 * Reads what an authorizer's function returned, in the one format that the authorizer is set to; anything else is wrong
 * and lets nobody pass. The second text was observed.
 */
export function readAuthorizerResponse(
  payload: string,
  authorizer: Extract<CompiledAuthorizer, { readonly kind: "request" }>,
): AuthorizerReading {
  const value = parseObject(payload);
  if (value === undefined) {
    return wrong("it is no JSON object");
  }
  if (value["errorMessage"] === "Unauthorized") {
    return { kind: "unauthorized" };
  }
  const context = contextOf(value["context"], authorizer.format);
  if (context === undefined) {
    return wrong("its context is no map of what the format allows");
  }
  return authorizer.simpleResponses ? readSimple(value, context) : readPolicy(value, context, authorizer);
}

function readSimple({ isAuthorized }: Context, context: Context): AuthorizerReading {
  // Texts were observed to be taken for truth values too.
  if (isAuthorized === true || isAuthorized === "true") {
    return { kind: "response", response: { kind: "simple", allowed: true, context } };
  }
  if (isAuthorized === false || isAuthorized === "false") {
    return { kind: "response", response: { kind: "simple", allowed: false, context } };
  }
  return wrong("Simple response did not include 'isAuthorized'");
}

function readPolicy(
  { principalId, policyDocument }: Context,
  context: Context,
  { function: { arn, accountId } }: Extract<CompiledAuthorizer, { readonly kind: "request" }>,
): AuthorizerReading {
  if (typeof principalId !== "string" || principalId === "") {
    return wrong("it has no principalId");
  }
  if (typeof policyDocument !== "object" || policyDocument === null) {
    return wrong("it has no policyDocument");
  }
  const source = { type: "identity", label: `the policy that ${arn} returned`, accountId } as const;
  const policy = compilePolicy(JSON.stringify(policyDocument), source);
  if (policy.problem !== undefined) {
    return wrong(`its policyDocument cannot be read: ${policy.problem.message}`);
  }
  return { kind: "response", response: { kind: "policy", principalId, policy, context } };
}

/** The context without `claims`, which was observed to be dropped; undefined when it is not what the format allows. */
function contextOf(value: unknown, format: "1.0" | "2.0"): Context | undefined {
  if (value === undefined || value === null) {
    return {};
  }
  if (typeof value !== "object" || Array.isArray(value)) {
    return undefined;
  }
  const entries = Object.entries(value).filter(([name]) => name !== "claims");
  const flat = entries.every(([, member]) => ["string", "number", "boolean"].includes(typeof member));
  return format === "2.0" || flat ? Object.fromEntries(entries) : undefined;
}

function parseObject(payload: string): Context | undefined {
  try {
    const value: unknown = JSON.parse(payload);
    // An object's members are looked at one by one above.
    return typeof value === "object" && value !== null && !Array.isArray(value) ? (value as Context) : undefined;
  } catch {
    return undefined;
  }
}

function wrong(what: string): AuthorizerReading {
  const frame = "The response from the Lambda Authorizer function doesn't match the format that API Gateway expects.";
  return { kind: "wrong", reason: `${frame} ${what}` };
}
