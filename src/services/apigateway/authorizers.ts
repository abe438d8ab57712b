import {
  type Authorizer,
  CreateAuthorizer$,
  type CreateAuthorizerRequest,
  DeleteAuthorizer$,
  type DeleteAuthorizerRequest,
  GetAuthorizer$,
  type GetAuthorizerRequest,
  GetAuthorizers$,
  type GetAuthorizersRequest,
  type GetAuthorizersResponse,
  UpdateAuthorizer$,
  type UpdateAuthorizerRequest,
} from "@aws-sdk/client-apigatewayv2";
import { discoverKeys, discoveryUrl } from "../../identity/outside/open-id-discovery.ts";
import type { AuthorizerRecord } from "../../store/records.ts";
import type { Operation, WithRequired } from "../../wire/operation.ts";
import { pageOfAll, readRestWindow, restPaging } from "../../wire/pagination.ts";
import { type Call, operation } from "../call.ts";
import { type ConditionContext, permissionOnApi, requestKeys, resourceKeys } from "./authorization.ts";
import { requireAuthorizer, requireFreeName, requireIssuerUrl } from "./authorizer-rules.ts";
import { defined, nonEmpty, patched } from "./defined.ts";
import { deployAutomatically } from "./deployments.ts";
import { badRequest, conflict, notOnHttp, requireName } from "./errors.ts";
import { foundApi, foundAuthorizer } from "./found.ts";
import { newId } from "./ids.ts";
import { quotas, requireQuota } from "./quotas.ts";
import { passingRole } from "./stage-roles.ts";

/** The operations on authorizers. */
export const authorizerOperations: readonly Operation<Call>[] = [
  operation(
    CreateAuthorizer$,
    passingRole({
      authorize: permissionOnApi(CreateAuthorizer$, (input: CreateInput) => requestedKeys(input)),
      prepare: requireIssuer,
      handle: createAuthorizer,
    }),
  ),
  operation(GetAuthorizer$, {
    authorize: permissionOnApi(GetAuthorizer$, storedKeys),
    handle: async (input: OneAuthorizer<GetAuthorizerRequest>, call) => {
      const { apiId } = await foundApi(call, input.ApiId);
      return showAuthorizer(await foundAuthorizer(call, apiId, input.AuthorizerId));
    },
  }),
  operation(GetAuthorizers$, { authorize: permissionOnApi(GetAuthorizers$), handle: getAuthorizers }),
  operation(
    UpdateAuthorizer$,
    passingRole({
      authorize: permissionOnApi(UpdateAuthorizer$, async (input: OneAuthorizer<UpdateAuthorizerRequest>, call) => ({
        ...requestedKeys(input),
        ...(await storedKeys(input, call)),
      })),
      prepare: requireIssuer,
      handle: updateAuthorizer,
    }),
  ),
  operation(DeleteAuthorizer$, {
    authorize: permissionOnApi(DeleteAuthorizer$, storedKeys),
    handle: deleteAuthorizer,
  }),
];

type CreateInput = WithRequired<CreateAuthorizerRequest, "ApiId" | "AuthorizerType" | "IdentitySource" | "Name">;
type OneAuthorizer<Request extends { ApiId?: unknown; AuthorizerId?: unknown }> = WithRequired<
  Request,
  "ApiId" | "AuthorizerId"
>;

/** Asks the issuer that a request names where its keys are, and throws AWS's 400 when it does not say. The text was observed. */
async function requireIssuer({ JwtConfiguration }: Pick<UpdateAuthorizerRequest, "JwtConfiguration">): Promise<void> {
  const issuer = nonEmpty(JwtConfiguration?.Issuer);
  if (issuer === undefined) {
    return;
  }
  requireIssuerUrl(issuer);
  try {
    await discoverKeys(issuer);
  } catch {
    throw badRequest(
      `Caught exception when connecting to ${discoveryUrl(issuer)} for issuer ${issuer}. Please try again later. Error: Invalid issuer: ${issuer}. Issuer must have a valid discovery endpoint ended with '/.well-known/openid-configuration'`,
    );
  }
}

async function createAuthorizer(input: CreateInput, call: Call): Promise<Authorizer> {
  const api = await foundApi(call, input.ApiId);
  requireHttpMembers(input);
  const existing = await call.tx.authorizers.list(call.accountId, api.apiId);
  requireFreeName(input.Name, existing);
  const authorizerId = await newId({
    kind: "authorizer",
    randomBytes: call.sources.randomBytes,
    isTaken: async (id) => existing.some((authorizer) => authorizer.authorizerId === id),
  });
  const authorizer: AuthorizerRecord = defined({
    authorizerId,
    name: input.Name,
    authorizerType: input.AuthorizerType,
    identitySource: input.IdentitySource,
    jwtConfiguration: readJwtConfiguration(input.JwtConfiguration),
    authorizerUri: nonEmpty(input.AuthorizerUri),
    authorizerCredentialsArn: nonEmpty(input.AuthorizerCredentialsArn),
    authorizerPayloadFormatVersion: nonEmpty(input.AuthorizerPayloadFormatVersion),
    authorizerResultTtlInSeconds: input.AuthorizerResultTtlInSeconds,
    enableSimpleResponses: input.EnableSimpleResponses,
  });
  const kept = requireAuthorizer(authorizer);
  requireQuota("Authorizers", existing.length, quotas.authorizersPerApi);
  await call.tx.authorizers.put(call.accountId, api.apiId, kept);
  await deployAutomatically(call, api);
  return showAuthorizer(kept);
}

async function getAuthorizers(
  input: WithRequired<GetAuthorizersRequest, "ApiId">,
  call: Call,
): Promise<GetAuthorizersResponse> {
  const { apiId } = await foundApi(call, input.ApiId);
  const authorizers = await call.tx.authorizers.list(call.accountId, apiId);
  const page = pageOfAll(authorizers, readRestWindow(input), (authorizer) => authorizer.authorizerId);
  return { Items: page.entries.map(showAuthorizer), ...restPaging(page) };
}

async function updateAuthorizer(input: OneAuthorizer<UpdateAuthorizerRequest>, call: Call): Promise<Authorizer> {
  const api = await foundApi(call, input.ApiId);
  const stored = await foundAuthorizer(call, api.apiId, input.AuthorizerId);
  requireHttpMembers(input);
  if (input.AuthorizerType !== undefined && input.AuthorizerType !== stored.authorizerType) {
    // Routes name authorizers by what they are: one that changed would leave them without any.
    throw badRequest("The type of an authorizer cannot be changed");
  }
  requireName(input.Name);
  if (input.Name !== undefined && input.Name !== stored.name) {
    requireFreeName(input.Name, await call.tx.authorizers.list(call.accountId, api.apiId));
  }
  const jwtConfiguration = readJwtConfiguration(input.JwtConfiguration);
  const authorizer: AuthorizerRecord = defined({
    ...stored,
    name: input.Name ?? stored.name,
    identitySource: input.IdentitySource ?? stored.identitySource,
    jwtConfiguration:
      jwtConfiguration === undefined ? stored.jwtConfiguration : { ...stored.jwtConfiguration, ...jwtConfiguration },
    authorizerUri: patched(input.AuthorizerUri, stored.authorizerUri),
    authorizerCredentialsArn: patched(input.AuthorizerCredentialsArn, stored.authorizerCredentialsArn),
    authorizerPayloadFormatVersion: patched(
      input.AuthorizerPayloadFormatVersion,
      stored.authorizerPayloadFormatVersion,
    ),
    authorizerResultTtlInSeconds: input.AuthorizerResultTtlInSeconds ?? stored.authorizerResultTtlInSeconds,
    enableSimpleResponses: input.EnableSimpleResponses ?? stored.enableSimpleResponses,
  });
  const kept = requireAuthorizer(authorizer);
  await call.tx.authorizers.put(call.accountId, api.apiId, kept);
  await deployAutomatically(call, api);
  return showAuthorizer(kept);
}

async function deleteAuthorizer(input: OneAuthorizer<DeleteAuthorizerRequest>, call: Call): Promise<object> {
  const api = await foundApi(call, input.ApiId);
  const { authorizerId, name } = await foundAuthorizer(call, api.apiId, input.AuthorizerId);
  const routes = await call.tx.routes.list(call.accountId, api.apiId);
  const referring = routes.find((route) => route.authorizerId === authorizerId);
  if (referring !== undefined) {
    throw conflict(`Cannot delete authorizer '${name}', is referenced in route: ${referring.routeKey}`);
  }
  await call.tx.authorizers.delete(call.accountId, api.apiId, authorizerId);
  await deployAutomatically(call, api);
  return {};
}

function requireHttpMembers(input: Pick<UpdateAuthorizerRequest, "IdentityValidationExpression">): void {
  if (nonEmpty(input.IdentityValidationExpression) !== undefined) {
    throw notOnHttp("Identity validation expressions are");
  }
}

function readJwtConfiguration(
  given: UpdateAuthorizerRequest["JwtConfiguration"],
): AuthorizerRecord["jwtConfiguration"] {
  return given && defined({ issuer: nonEmpty(given.Issuer), audience: given.Audience });
}

function requestedKeys({
  AuthorizerType,
  AuthorizerUri,
}: Partial<Omit<UpdateAuthorizerRequest, "ApiId">>): ConditionContext {
  return requestKeys({ AuthorizerType, AuthorizerUri });
}

async function storedKeys(input: OneAuthorizer<GetAuthorizerRequest>, call: Call): Promise<ConditionContext> {
  const stored = await call.tx.authorizers.get(call.accountId, input.ApiId, input.AuthorizerId);
  return resourceKeys({ AuthorizerType: stored?.authorizerType, AuthorizerUri: stored?.authorizerUri });
}

/** An authorizer as replies show it. */
function showAuthorizer(authorizer: AuthorizerRecord): Authorizer {
  const { jwtConfiguration } = authorizer;
  return {
    AuthorizerCredentialsArn: authorizer.authorizerCredentialsArn,
    AuthorizerId: authorizer.authorizerId,
    AuthorizerPayloadFormatVersion: authorizer.authorizerPayloadFormatVersion,
    AuthorizerResultTtlInSeconds: authorizer.authorizerResultTtlInSeconds,
    AuthorizerType: authorizer.authorizerType,
    AuthorizerUri: authorizer.authorizerUri,
    EnableSimpleResponses: authorizer.enableSimpleResponses,
    IdentitySource: [...authorizer.identitySource],
    JwtConfiguration: jwtConfiguration && {
      Audience: jwtConfiguration.audience && [...jwtConfiguration.audience],
      Issuer: jwtConfiguration.issuer,
    },
    Name: authorizer.name,
  };
}
