import type { Evaluation } from "../identity/identity.ts";
import { explain } from "../policy/explain.ts";
import type { DecisionRecord } from "./decision-record.ts";
import { explainAuthentication } from "./explain-authentication.ts";
import type { Explanation, Link } from "./explanation.ts";

/** Works out why a request was answered as it was, from what was kept of it. */
export function explainRecord(record: DecisionRecord): Explanation {
  const { requestId, atMs, action, status, refusal } = record;
  const links = [
    ...clientLink(record),
    ...routeLink(record),
    ...(record.authentication === undefined ? [] : explainAuthentication(record.authentication)),
    ...authorizerLink(record),
    ...record.evaluations.map(permissionLink),
    ...integrationLink(record),
  ];
  return {
    requestId,
    at: new Date(atMs).toISOString(),
    request: requestLine(record),
    action,
    status,
    ...(refusal !== undefined && { refusal }),
    summary: summaryOf(record, links),
    links,
  };
}

function clientLink({ clientFailure }: DecisionRecord): readonly Link[] {
  return clientFailure === undefined ? [] : [{ name: "client", outcome: "failed", text: clientFailure }];
}

function routeLink({ route, action, clientFailure }: DecisionRecord): readonly Link[] {
  if (route === undefined) {
    return action === "execute-api:Invoke" && clientFailure === undefined
      ? [{ name: "route", outcome: "failed", text: "no stage and route of the API match the request" }]
      : [];
  }
  const { apiId, stage, routeKey, authorizationType } = route;
  const text = `${routeKey} of API ${apiId}, stage ${stage}, authorization ${authorizationType}`;
  return [{ name: "route", outcome: "passed", text }];
}

/** An authorizer that answered by a policy is explained by that. */
function authorizerLink({ authorizerFailure, evaluations }: DecisionRecord): readonly Link[] {
  return authorizerFailure === undefined || evaluations.length > 0
    ? []
    : [{ name: "authorizer", outcome: "failed", text: authorizerFailure.replace(/\.$/, "") }];
}

function integrationLink({ integrationFailure }: DecisionRecord): readonly Link[] {
  return integrationFailure === undefined
    ? []
    : [{ name: "integration", outcome: "failed", text: integrationFailure.replace(/\.$/, "") }];
}

/** The link of one permission: what each kind of policy said and, on a refusal, what would have allowed it. */
export function permissionLink({ check, decision, request, policies }: Evaluation): Link {
  const outcome = decision.allowed ? "passed" : "failed";
  if (check.impossible !== undefined) {
    return { name: "permission", outcome, text: `${request.action} on ${request.resource}: ${check.impossible}` };
  }
  const explanation = explain(request, policies);
  const onlyByRole = explanation.remedies.find(({ kind }) => kind === "assumeRole");
  const text = onlyByRole?.kind === "assumeRole" ? onlyByRole.message : explanation.summary;
  return { name: "permission", outcome, text: text.replace(/\.$/, ""), policies: explanation };
}

/** The link that failed, else the last that was passed: what decided. */
function summaryOf({ status, refusal }: DecisionRecord, links: readonly Link[]): string {
  const decisive = links.find(({ outcome }) => outcome === "failed");
  if (decisive !== undefined) {
    return decisive.text;
  }
  return status < 400
    ? (links.at(-1)?.text ?? "nothing had to be decided")
    : `every check passed; ${refusal ?? "the call itself failed"}`;
}

/** The request line without what would let a reader repeat the request: a presigned signature and a session token. */
function requestLine({ method, path, query }: DecisionRecord): string {
  const shown = query.replaceAll(/(X-Amz-(?:Signature|Security-Token)=)[^&]*/gi, "$1…");
  return `${method} ${path}${shown === "" ? "" : `?${shown}`}`;
}
