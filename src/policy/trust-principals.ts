import type { PolicyDocument, PrincipalEntry } from "./policy-document.ts";
import { accountOfPrincipal, isEntityArn } from "./principal-match.ts";

/** Whom a trust policy names, each once, so that a service can check that they exist. */
export interface TrustPrincipals {
  /** ARNs of IAM users and roles. */
  readonly entityArns: readonly string[];
  /** Accounts, named by their id or as `arn:aws:iam::123456789012:root`. */
  readonly accounts: readonly { readonly accountId: string; readonly text: string }[];
  /** Service principals such as `lambda.amazonaws.com`. */
  readonly services: readonly string[];
  /** Identity providers, by ARN or name. */
  readonly providers: readonly string[];
}

/** Lists the principals of all statements of a trust policy; `*` and ARNs of sessions need no check and are left out. */
export function trustPrincipals(policy: PolicyDocument): TrustPrincipals {
  const entries = policy.statements.flatMap(({ principal, notPrincipal }) => [
    ...(principal?.entries ?? []),
    ...(notPrincipal?.entries ?? []),
  ]);
  const aws = valuesOf(entries, "AWS");
  return {
    entityArns: aws.filter(isEntityArn),
    accounts: aws.flatMap((text) => {
      const accountId = accountOfPrincipal(text);
      return accountId === undefined ? [] : [{ accountId, text }];
    }),
    services: valuesOf(entries, "Service"),
    providers: valuesOf(entries, "Federated"),
  };
}

function valuesOf(entries: readonly PrincipalEntry[], kind: PrincipalEntry["kind"]): readonly string[] {
  return [...new Set(entries.filter((entry) => entry.kind === kind).map(({ value }) => value))];
}
