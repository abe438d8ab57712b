import type { ServiceName } from "./operation-bench.ts";

type ByName<Value> = Readonly<Record<ServiceName, Readonly<Record<string, Value>>>>;

const noPrivateDomains = "tells private custom domains apart, which only REST APIs have";

const oneListener = "chooses what TLS an API's own listener takes; all APIs of this server share one";

const scenarios = "chooses among EC2's scenarios, which say only what resources a simulation must name";
const tokenSize = "newer than the published model; tokens are not padded";

const newer = "newer than the published model; answered like an operation that does not exist";

/** Members that operations accept and make nothing of, with the reason. */
export const membersUnread: ByName<string> = {
  iam: {
    "SimulateCustomPolicy.ResourceHandlingOption": scenarios,
    "SimulatePrincipalPolicy.ResourceHandlingOption": scenarios,
  },
  sts: Object.fromEntries(
    [
      "AssumeRole",
      "AssumeRoleWithSAML",
      "AssumeRoleWithWebIdentity",
      "AssumeRoot",
      "GetFederationToken",
      "GetSessionToken",
    ].map((name) => [`${name}.MinimumSessionTokenSize`, tokenSize]),
  ),
  apigateway: {
    "CreateRestApi.endpointAccessMode": oneListener,
    "CreateRestApi.securityPolicy": oneListener,
    "GetModel.flatten": "inlines models that a schema refers to; schemas are shown as they were given",
  },
  apigatewayv2: {
    "CreateRoutingRule.DomainNameId": noPrivateDomains,
    "DeleteRoutingRule.DomainNameId": noPrivateDomains,
    "GetRoutingRule.DomainNameId": noPrivateDomains,
    "ListRoutingRules.DomainNameId": noPrivateDomains,
    "PutRoutingRule.DomainNameId": noPrivateDomains,
  },
  acm: { "ListCertificates.CertificateKeyPairOrigins": "newer than the published model; there is one origin, imports" },
  organizations: { "CreateAccount.IamUserAccessToBilling": "nothing is billed, so that there is nothing to see" },
};

/** Statuses of error codes where they are not the SDK's. */
export const statusesUnlikeSdk: ByName<number> = {
  iam: {},
  sts: {},
  apigateway: {},
  apigatewayv2: {},
  organizations: {},
  acm: {},
};

/** Codes that are answered though AWS's model of no operation names them, with the reason. */
export const codesOutsideModel: ByName<string> = {
  iam: {
    AccessDenied: "common to all operations: https://docs.aws.amazon.com/IAM/latest/APIReference/CommonErrors.html",
    InvalidClientTokenId: "common to all operations: observed for sessions that may not call IAM",
    ValidationError: "common to all operations: input that the model does not let through",
  },
  sts: {
    AccessDenied: "common to all operations: https://docs.aws.amazon.com/STS/latest/APIReference/CommonErrors.html",
    InvalidParameterValue: "common to all operations: observed where a value is well-formed and still wrong",
    ValidationError: "common to all operations: input that the model does not let through",
  },
  apigateway: {},
  apigatewayv2: {},
  organizations: {},
  acm: {},
};

/** Operations of the SDK that the published model, from which the tables are made, does not have yet. */
export const operationsOfSdkOnly: ByName<string> = {
  iam: { AcquireRole: newer, GetAccountProperties: newer, GetRoleTemplateVersion: newer, PutAccountProperties: newer },
  sts: {},
  apigateway: {},
  apigatewayv2: {},
  organizations: {},
  acm: Object.fromEntries(
    [
      ...["CreateAcme", "UpdateAcme", "DeleteAcme", "DescribeAcme"].flatMap((verb) => [
        `${verb}DomainValidation`,
        `${verb}Endpoint`,
      ]),
      ...["Create", "Delete", "Describe", "Revoke"].map((verb) => `${verb}AcmeExternalAccountBinding`),
      "GetAcmeExternalAccountBindingCredentials",
      "DescribeAcmeAccount",
      "RevokeAcmeAccount",
      ...["Accounts", "DomainValidations", "Endpoints", "ExternalAccountBindings"].map((what) => `ListAcme${what}`),
      "ListCertificateDomainValidations",
      "ListTagsForResource",
      "TagResource",
      "UntagResource",
    ].map((name) => [name, newer]),
  ),
};
