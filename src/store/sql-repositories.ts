import type {
  ApiRecord,
  AuthorizerRecord,
  DeploymentRecord,
  IntegrationRecord,
  RouteRecord,
  StageRecord,
} from "./records.ts";
import type { Repositories } from "./repositories.ts";
import { sqlAccessKeys } from "./sql-access-keys.ts";
import { sqlAccountAliases, sqlAccountSettings } from "./sql-account-settings.ts";
import { sqlAccounts } from "./sql-accounts.ts";
import { sqlApiParts, sqlApis } from "./sql-apis.ts";
import { sqlEntityPolicies } from "./sql-entity-policies.ts";
import { sqlGroups } from "./sql-groups.ts";
import { sqlInstanceProfiles } from "./sql-instance-profiles.ts";
import { sqlJobs } from "./sql-jobs.ts";
import { sqlIamParts } from "./sql-iam-parts.ts";
import { sqlOrganizationParts } from "./sql-organization-parts.ts";
import { sqlOrganizationPolicies } from "./sql-organization-policies.ts";
import { sqlOrganizations } from "./sql-organizations.ts";
import { sqlPolicies } from "./sql-policies.ts";
import type { CertificateRecord, DomainNameRecord, VpcLinkRecord } from "./regional-records.ts";
import type {
  RestApiRecord,
  RestAuthorizerRecord,
  RestDeploymentRecord,
  RestGatewayResponseRecord,
  RestModelRecord,
  RestRequestValidatorRecord,
  RestResourceRecord,
  RestStageRecord,
} from "./rest-records.ts";
import { sqlRegional } from "./sql-regional.ts";
import { sqlRoles } from "./sql-roles.ts";
import { sqlServiceUses } from "./sql-service-uses.ts";
import { sqlUsers } from "./sql-users.ts";
import type { Transaction } from "./transaction.ts";

/** All repositories, bound to one transaction; the same on every engine. */
export function sqlRepositories(tx: Transaction): Repositories {
  return {
    accounts: sqlAccounts(tx),
    users: sqlUsers(tx),
    roles: sqlRoles(tx),
    groups: sqlGroups(tx),
    instanceProfiles: sqlInstanceProfiles(tx),
    accountAliases: sqlAccountAliases(tx),
    accountSettings: sqlAccountSettings(tx),
    jobs: sqlJobs(tx),
    serviceUses: sqlServiceUses(tx),
    accessKeys: sqlAccessKeys(tx),
    policies: sqlPolicies(tx),
    entityPolicies: sqlEntityPolicies(tx),
    iamParts: sqlIamParts(tx),
    organizations: sqlOrganizations(tx),
    organizationPolicies: sqlOrganizationPolicies(tx),
    organizationParts: sqlOrganizationParts(tx),
    apis: sqlApis<ApiRecord>(tx, "HTTP"),
    domainNames: sqlRegional<DomainNameRecord>(tx, "domain-name", (domain) => domain.domainName),
    vpcLinks: sqlRegional<VpcLinkRecord>(tx, "vpc-link", (link) => link.vpcLinkId),
    certificates: sqlRegional<CertificateRecord>(tx, "certificate", (certificate) => certificate.certificateId),
    integrations: sqlApiParts<IntegrationRecord>(tx, "integration", (integration) => integration.integrationId),
    routes: sqlApiParts<RouteRecord>(tx, "route", (route) => route.routeId),
    authorizers: sqlApiParts<AuthorizerRecord>(tx, "authorizer", (authorizer) => authorizer.authorizerId),
    stages: sqlApiParts<StageRecord>(tx, "stage", (stage) => stage.stageName),
    deployments: sqlApiParts<DeploymentRecord>(tx, "deployment", (deployment) => deployment.deploymentId),
    restApis: sqlApis<RestApiRecord>(tx, "REST"),
    restResources: sqlApiParts<RestResourceRecord>(tx, "rest-resource", (resource) => resource.resourceId),
    restStages: sqlApiParts<RestStageRecord>(tx, "rest-stage", (stage) => stage.stageName),
    restDeployments: sqlApiParts<RestDeploymentRecord>(tx, "rest-deployment", (deployment) => deployment.deploymentId),
    restModels: sqlApiParts<RestModelRecord>(tx, "rest-model", (model) => model.name),
    restRequestValidators: sqlApiParts<RestRequestValidatorRecord>(
      tx,
      "rest-request-validator",
      (validator) => validator.requestValidatorId,
    ),
    restGatewayResponses: sqlApiParts<RestGatewayResponseRecord>(
      tx,
      "rest-gateway-response",
      (response) => response.responseType,
    ),
    restAuthorizers: sqlApiParts<RestAuthorizerRecord>(tx, "rest-authorizer", (authorizer) => authorizer.authorizerId),
  };
}
