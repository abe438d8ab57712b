import type { StageRecord } from "../../store/records.ts";
import type { AuthorizationCheck, OperationBehaviour } from "../../wire/operation.ts";
import type { Call } from "../call.ts";
import { passing, passRoleChecks } from "./pass-role.ts";
import type { StageVariables } from "./stage-variables.ts";

/** A request that may hand a role to the gateway. */
export interface PassesRole {
  readonly ApiId?: string | undefined;
  /** The role of an integration. */
  readonly CredentialsArn?: string | undefined;
  /** The role of an authorizer. */
  readonly AuthorizerCredentialsArn?: string | undefined;
}

/** A request that may set variables of a stage. */
interface SetsVariables {
  readonly ApiId: string;
  readonly StageName: string;
  readonly StageVariables?: StageVariables | undefined;
}

/** Adds what handing a role to the gateway takes, in each stage of the API where its ARN has stage variables. */
export function passingRole<Input extends PassesRole, Output>(
  behaviour: OperationBehaviour<Call, Input, Output>,
): OperationBehaviour<Call, Input, Output> {
  const roleOf = ({ CredentialsArn, AuthorizerCredentialsArn }: PassesRole): string | undefined =>
    CredentialsArn ?? AuthorizerCredentialsArn;
  const { authorize, ...passed } = passing(behaviour, roleOf);
  return {
    ...passed,
    authorize: async (input, call) => [
      ...(await authorize(input, call)),
      ...(await stageRoleChecks(input.ApiId, [roleOf(input) ?? ""], call)),
    ],
  };
}

/**
 * What handing over a role takes whose ARN has stage variables: `iam:PassRole` on every role that it stands for in a
 * stage of the API as it is. Nothing for other ARNs.
 */
export async function stageRoleChecks(
  apiId: string | undefined,
  roleArns: readonly string[],
  call: Call,
): Promise<readonly AuthorizationCheck[]> {
  const templates = roleArns.filter(hasVariable);
  const stages = apiId === undefined || templates.length === 0 ? [] : await call.tx.stages.list(call.accountId, apiId);
  return rolesOf(templates, stages).flatMap((roleArn) => passRoleChecks(roleArn, call));
}

/**
 * Adds the same to a request that sets the variables, for all ARNs of the API and its deployments: whoever chooses what
 * a variable stands for chooses the role.
 */
export function choosingRoles<Input extends SetsVariables>(
  authorize: OperationBehaviour<Call, Input, unknown>["authorize"],
): OperationBehaviour<Call, Input, unknown>["authorize"] {
  return async (input, call) => [...(await authorize(input, call)), ...(await chosenRoleChecks(input, call))];
}

async function chosenRoleChecks(
  { ApiId, StageName, StageVariables }: SetsVariables,
  call: Call,
): Promise<readonly AuthorizationCheck[]> {
  const { accountId, tx } = call;
  if (StageVariables === undefined || (await tx.apis.get(accountId, ApiId))?.region !== call.region) {
    return [];
  }
  const stored = (await tx.stages.get(accountId, ApiId, StageName))?.stageVariables;
  const stage = { stageVariables: { ...stored, ...StageVariables } };
  return rolesOf(await roleTemplates(ApiId, call), [stage]).flatMap((roleArn) => passRoleChecks(roleArn, call));
}

/** The ARNs with stage variables of an API as it is and as it was deployed. */
async function roleTemplates(apiId: string, { accountId, tx }: Call): Promise<readonly string[]> {
  const snapshots = [
    {
      integrations: await tx.integrations.list(accountId, apiId),
      authorizers: await tx.authorizers.list(accountId, apiId),
    },
    ...(await tx.deployments.list(accountId, apiId)).map(({ snapshot }) => snapshot),
  ];
  return snapshots
    .flatMap(({ integrations, authorizers = [] }) => [
      ...integrations.map(({ credentialsArn }) => credentialsArn),
      ...authorizers.map(({ authorizerCredentialsArn }) => authorizerCredentialsArn),
    ])
    .filter((arn) => arn !== undefined)
    .filter(hasVariable);
}

function hasVariable(roleArn: string): boolean {
  return roleArn.includes("${stageVariables.");
}

/** The roles that ARNs with variables stand for in some stages, each once; those of a variable that is not set are none. */
function rolesOf(
  templates: readonly string[],
  stages: readonly Pick<StageRecord, "stageVariables">[],
): readonly string[] {
  const roles = stages.flatMap(({ stageVariables }) =>
    templates.map((template) =>
      template.replaceAll(/\$\{stageVariables\.(\w+)\}/g, (whole, name: string) =>
        Object.hasOwn(stageVariables, name) ? (stageVariables[name] ?? whole) : whole,
      ),
    ),
  );
  return [...new Set(roles)].filter((roleArn) => !hasVariable(roleArn));
}
