import type { AuthorizationMessage } from "../identity/session-tokens.ts";
import type { ContextValue } from "../policy/decision.ts";
import type { DecisionRecord } from "./decision-record.ts";

/** Keys that say much about a refusal and are there without an operation's doing. */
const globalKeys = [
  "aws:PrincipalArn",
  "aws:PrincipalType",
  "aws:SourceIp",
  "aws:RequestedRegion",
  "aws:SecureTransport",
  "aws:CurrentTime",
  "aws:MultiFactorAuthPresent",
];

/**
 * The refusal of a request in the form that DecodeAuthorizationMessage shows; undefined when no policy refused it. The
 * account that owns what was called may read it.
 * https://docs.aws.amazon.com/STS/latest/APIReference/API_DecodeAuthorizationMessage.html
 */
export function authorizationMessage(record: DecisionRecord): AuthorizationMessage | undefined {
  const evaluation = record.evaluations.at(-1);
  const { authentication, ownerAccountId } = record;
  const caller =
    authentication?.kind === "authenticated" || authentication?.kind === "outside" ? authentication.caller : undefined;
  if (evaluation === undefined || evaluation.decision.allowed || caller === undefined || ownerAccountId === undefined) {
    return undefined;
  }
  const { request, check, decision } = evaluation;
  const conditions = [
    ...Object.entries(check.context ?? {}),
    ...globalKeys.flatMap((key): [string, ContextValue][] => {
      const value = request.context(key.toLowerCase());
      return value === undefined ? [] : [[key, value]];
    }),
  ].map(([key, value]) => ({ key, values: { items: [value].flat().map((text) => ({ value: text })) } }));
  const decoded = {
    allowed: false,
    explicitDeny: decision.outcome === "explicitDeny",
    matchedStatements: { items: [] },
    failures: { items: [] },
    context: {
      principal: { id: caller.userId, name: caller.userName ?? caller.session?.sessionName ?? "", arn: caller.arn },
      action: request.action,
      resource: request.resource,
      conditions: { items: conditions },
    },
  };
  return { accountId: ownerAccountId, decoded: JSON.stringify(decoded) };
}
