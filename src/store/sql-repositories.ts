import type { DeploymentRecord, IntegrationRecord, RouteRecord, StageRecord } from "./records.ts";
import type { Repositories } from "./repositories.ts";
import { sqlAccessKeys } from "./sql-access-keys.ts";
import { sqlAccounts } from "./sql-accounts.ts";
import { sqlApiParts, sqlApis } from "./sql-apis.ts";
import { sqlEntityPolicies } from "./sql-entity-policies.ts";
import { sqlPolicies } from "./sql-policies.ts";
import { sqlRoles } from "./sql-roles.ts";
import { sqlUsers } from "./sql-users.ts";
import type { Transaction } from "./transaction.ts";

/** All repositories, bound to one transaction; the same on every engine. */
export function sqlRepositories(tx: Transaction): Repositories {
  return {
    accounts: sqlAccounts(tx),
    users: sqlUsers(tx),
    roles: sqlRoles(tx),
    accessKeys: sqlAccessKeys(tx),
    policies: sqlPolicies(tx),
    entityPolicies: sqlEntityPolicies(tx),
    apis: sqlApis(tx),
    integrations: sqlApiParts<IntegrationRecord>(tx, "integration", (integration) => integration.integrationId),
    routes: sqlApiParts<RouteRecord>(tx, "route", (route) => route.routeId),
    stages: sqlApiParts<StageRecord>(tx, "stage", (stage) => stage.stageName),
    deployments: sqlApiParts<DeploymentRecord>(tx, "deployment", (deployment) => deployment.deploymentId),
  };
}
