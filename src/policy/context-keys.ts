import { takesVariables } from "./conditions/operators.ts";
import { parsePolicy } from "./parse.ts";
import type { Statement } from "./policy-document.ts";
import { isVariable, parsePieces } from "./variables.ts";

/** What the values of a condition key are, and so which operators fit it. */
export type ContextKeyType = "string" | "arn" | "boolean" | "numeric" | "date" | "ipAddress";

/** A condition key that IAM defines. */
export interface ContextKey {
  /** As AWS writes it; a name that ends in `/` is followed by a tag's key. */
  readonly name: string;
  readonly type: ContextKeyType;
  /** Whether a request may carry several values, so that conditions need ForAllValues or ForAnyValue. */
  readonly multivalued: boolean;
}

/**
 * The condition keys and policy variables that a policy uses, as written, each once, in the order of the text; an
 * empty list when the text is no policy document.
 */
export function contextKeysOf(policyText: string): readonly string[] {
  const parsed = parsePolicy(policyText);
  if (!parsed.ok) {
    return [];
  }
  const variables = parsed.policy.version === "2012-10-17";
  const names = new Map<string, string>();
  for (const name of parsed.policy.statements.flatMap((statement) => keysOfStatement(statement, variables))) {
    const key = name.toLowerCase();
    if (!names.has(key)) {
      names.set(key, name);
    }
  }
  return [...names.values()];
}

/** The definition of a condition key, whatever its case; undefined for keys of services and unknown ones. */
export function contextKey(name: string): ContextKey | undefined {
  const lower = name.toLowerCase();
  const slash = lower.indexOf("/");
  return keysByName.get(slash < 0 ? lower : lower.slice(0, slash + 1));
}

function keysOfStatement(statement: Statement, variables: boolean): readonly string[] {
  const resources = [...(statement.resource ?? []), ...(statement.notResource ?? [])];
  return [
    ...resources.flatMap(({ value }) => variablesOf(value, variables)),
    ...statement.conditions.flatMap(({ operator, key, values }) => [
      key.value,
      ...values.flatMap(({ value }) => variablesOf(value, variables && takesVariables(operator.base))),
    ]),
  ];
}

function variablesOf(text: string, variables: boolean): readonly string[] {
  return parsePieces(text, { variables, wildcards: false })
    .filter(isVariable)
    .map(({ name }) => name);
}

function keys(type: ContextKeyType, multivalued: boolean, names: readonly string[]): readonly ContextKey[] {
  return names.map((name) => ({ name, type, multivalued }));
}

/**
 * The global condition keys and those of IAM and STS.
 * https://docs.aws.amazon.com/IAM/latest/UserGuide/reference_policies_condition-keys.html
 */
export const contextKeys: readonly ContextKey[] = [
  ...keys("date", false, ["aws:CurrentTime", "aws:EpochTime", "aws:TokenIssueTime"]),
  ...keys("boolean", false, [
    "aws:SecureTransport",
    "aws:MultiFactorAuthPresent",
    "aws:PrincipalIsAWSService",
    "aws:ViaAWSService",
    "aws:AssumedRoot",
  ]),
  ...keys("numeric", false, ["aws:MultiFactorAuthAge", "sts:DurationSeconds"]),
  ...keys("ipAddress", false, ["aws:SourceIp", "aws:VpcSourceIp", "aws:Ec2InstanceSourcePrivateIPv4"]),
  ...keys("arn", false, [
    "aws:PrincipalArn",
    "aws:SourceArn",
    "iam:PolicyARN",
    "iam:PermissionsBoundary",
    "iam:AssociatedResourceArn",
  ]),
  ...keys("string", false, [
    "aws:SourceVpc",
    "aws:SourceVpce",
    "aws:UserAgent",
    "aws:Referer",
    "aws:RequestedRegion",
    "aws:PrincipalAccount",
    "aws:PrincipalType",
    "aws:PrincipalOrgID",
    "aws:PrincipalServiceName",
    "aws:PrincipalTag/",
    "aws:userid",
    "aws:username",
    "aws:SourceIdentity",
    "aws:FederatedProvider",
    "aws:RequestTag/",
    "aws:ResourceTag/",
    "aws:ResourceAccount",
    "aws:ResourceOrgID",
    "aws:SourceAccount",
    "aws:SourceOrgID",
    "aws:CalledViaFirst",
    "aws:CalledViaLast",
    "aws:Ec2InstanceSourceVpc",
    "iam:ResourceTag/",
    "iam:PassedToService",
    "iam:AWSServiceName",
    "iam:OrganizationsPolicyId",
    "sts:ExternalId",
    "sts:RoleSessionName",
    "sts:SourceIdentity",
    "sts:AWSServiceName",
  ]),
  ...keys("string", true, [
    "aws:PrincipalOrgPaths",
    "aws:PrincipalServiceNamesList",
    "aws:TagKeys",
    "aws:ResourceOrgPaths",
    "aws:SourceOrgPaths",
    "aws:CalledVia",
    "sts:TransitiveTagKeys",
  ]),
];

const keysByName: ReadonlyMap<string, ContextKey> = new Map(contextKeys.map((key) => [key.name.toLowerCase(), key]));
