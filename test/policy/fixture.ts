import { type CompileOptions, type CompiledPolicy, compilePolicy } from "../../src/policy/compile.ts";
import type { AccessRequest, PolicyPrincipal, PolicyType } from "../../src/policy/decision.ts";
import { type PolicySet, evaluate } from "../../src/policy/evaluate.ts";

/** The account that owns the resource. */
export const home = "111111111111";
/** Another account. */
export const away = "222222222222";
/** A call of a route of the account. */
export const invokeArn = `arn:aws:execute-api:us-east-1:${home}:abc/$default/GET/pets/1`;
/** A role of the account. */
export const roleArn = `arn:aws:iam::${home}:role/app/Reader`;
/** A session of that role. */
export const sessionArn = `arn:aws:sts::${home}:assumed-role/Reader/s1`;
/** A user of the account. */
export const userArn = `arn:aws:iam::${home}:user/team/alice`;

export const root: PolicyPrincipal = { type: "root", accountId: home, arn: `arn:aws:iam::${home}:root` };
export const user: PolicyPrincipal = { type: "user", accountId: home, arn: userArn, uniqueId: "AIDAALICE" };
export const session: PolicyPrincipal = {
  type: "roleSession",
  accountId: home,
  arn: sessionArn,
  issuerArn: roleArn,
  uniqueId: "AROAREADER",
};
export const federated: PolicyPrincipal = {
  type: "federatedUser",
  accountId: home,
  arn: `arn:aws:sts::${home}:federated-user/fred`,
  issuerArn: userArn,
  uniqueId: "AIDAALICE",
};
export const stranger: PolicyPrincipal = {
  type: "user",
  accountId: away,
  arn: `arn:aws:iam::${away}:user/bob`,
  uniqueId: "AIDABOB",
};

/** Compiles statements as a policy of that type. */
export function policy(type: PolicyType, statements: unknown, options?: CompileOptions): CompiledPolicy {
  const document =
    typeof statements === "string" ? statements : JSON.stringify({ Version: "2012-10-17", Statement: statements });
  return compilePolicy(document, { type, label: type, accountId: home }, options);
}

/** An invocation by a caller, with changes. */
export function ask(principal: PolicyPrincipal, change: Partial<AccessRequest> = {}): AccessRequest {
  return {
    principal,
    action: "execute-api:Invoke",
    resource: invokeArn,
    resourceAccountId: home,
    context: () => undefined,
    ...change,
  };
}

/** Allows all. */
export const everything = { Effect: "Allow", Action: "*", Resource: "*" };
/** Allows nothing that is asked for. */
export const nothing = { Effect: "Allow", Action: "other:Nothing", Resource: "*" };
/** Denies invocations. */
export const denial = { Effect: "Deny", Action: "execute-api:*", Resource: "*" };

export const allowed = "allowed";
/** The outcome, and the kind of policy that refused. */
export function verdict(request: AccessRequest, set: PolicySet): string {
  const { outcome, deniedBy } = evaluate(request, set);
  return deniedBy === undefined ? outcome : `${outcome} ${deniedBy}`;
}
