import type { RoutingRuleCondition } from "@aws-sdk/client-apigatewayv2";
import type { RoutingCondition } from "../../store/regional-records.ts";
import { defined } from "./defined.ts";
import { badRequest } from "./errors.ts";

// What is allowed is documented
// (https://docs.aws.amazon.com/apigateway/latest/developerguide/rest-api-routing-rules.html); the texts are this server's.

const headersUnsupported =
  /^(?:access-control-.*|apigw-.*|x-amzn?-.*|authorization|connection|content-(?:encoding|length|location)|forwarded|keep-alive|origin|proxy-authenticate|proxy-authorization|te|trailers|transfer-encoding|upgrade|x-apigw-api-id|x-forwarded-(?:for|host|proto)|x-restapi|via)$/i;

/** The conditions of a routing rule as they are kept; throws the refusal of those that AWS does not allow. */
export function readConditions(given: readonly RoutingRuleCondition[]): readonly RoutingCondition[] {
  const conditions = given.map(readCondition);
  if (
    conditions.filter(({ basePaths }) => basePaths !== undefined).length > 1 ||
    conditions.filter(({ headers }) => headers !== undefined).length > 2
  ) {
    throw badRequest("A routing rule may have at most one base path condition and two header conditions");
  }
  return conditions;
}

function readCondition({ MatchBasePaths, MatchHeaders }: RoutingRuleCondition): RoutingCondition {
  if ((MatchBasePaths === undefined) === (MatchHeaders === undefined)) {
    throw badRequest("A condition must match either base paths or headers");
  }
  const basePaths = MatchBasePaths?.AnyOf;
  const headers = MatchHeaders?.AnyOf?.map(({ Header = "", ValueGlob = "" }) => ({
    header: Header,
    valueGlob: ValueGlob,
  }));
  if ((basePaths ?? headers)?.length !== 1) {
    throw badRequest("A condition must have exactly one alternative");
  }
  basePaths?.forEach(requireBasePath);
  headers?.forEach(requireHeader);
  return defined({ basePaths, headers });
}

function requireBasePath(basePath: string): void {
  if (!/^[A-Za-z0-9$_.+!*'()/-]{1,127}$/.test(basePath)) {
    throw badRequest("A base path must have less than 128 characters, letters, numbers and $-_.+!*'()/ only");
  }
}

function requireHeader({ header, valueGlob }: { readonly header: string; readonly valueGlob: string }): void {
  // Observed: a `*` in a name is taken, as a character like any other.
  if (!/^[\w!#$%&'*.?^`|~-]{1,39}$/.test(header)) {
    throw badRequest("A header name must have less than 40 characters, letters, numbers and *?-!#$%&'.^_`|~ only");
  }
  if (headersUnsupported.test(header)) {
    throw badRequest(`The header ${header} is not supported as a condition`);
  }
  if (!/^[\w!#$%&'*.?^`|~-]{1,127}$/.test(valueGlob)) {
    throw badRequest("A header value must have less than 128 characters, letters, numbers and *?-!#$%&'.^_`|~ only");
  }
  if (!/^(?:\*?[^*]*|[^*]*\*|\*[^*]+\*)$/.test(valueGlob)) {
    throw badRequest("The wildcard * may begin a header value, end it, or both");
  }
  // Observed: the wildcards count.
  if (/^\*.*\*$/.test(valueGlob) && valueGlob.length > 40) {
    throw badRequest("A header value between two wildcards must have at most 40 characters with them");
  }
}
