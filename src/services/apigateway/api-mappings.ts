import {
  type ApiMapping as SdkApiMapping,
  CreateApiMapping$,
  type CreateApiMappingRequest,
  DeleteApiMapping$,
  type DeleteApiMappingRequest,
  GetApiMapping$,
  type GetApiMappingRequest,
  GetApiMappings$,
  type GetApiMappingsRequest,
  type GetApiMappingsResponse,
  UpdateApiMapping$,
  type UpdateApiMappingRequest,
} from "@aws-sdk/client-apigatewayv2";
import type { ApiMapping, DomainNameRecord } from "../../store/regional-records.ts";
import { AwsError } from "../../wire/aws-error.ts";
import type { Operation, WithRequired } from "../../wire/operation.ts";
import { pageOfAll, readRestWindow, restPaging } from "../../wire/pagination.ts";
import { type Call, operation } from "../call.ts";
import { protocolOfTarget } from "./domain-target.ts";
import { badRequest, conflict } from "./errors.ts";
import { foundDomain, permissionOnDomain } from "./found-regional.ts";
import { newId } from "./ids.ts";
import { quotas } from "./quotas.ts";

/** The operations on the paths of custom domains that lead to stages. */
export const apiMappingOperations: readonly Operation<Call>[] = [
  operation(CreateApiMapping$, {
    authorize: permissionOnDomain(CreateApiMapping$),
    handle: createApiMapping,
  }),
  operation(GetApiMapping$, {
    authorize: permissionOnDomain(GetApiMapping$),
    handle: async (input: OneMapping<GetApiMappingRequest>, call) => showMapping((await found(input, call)).mapping),
  }),
  operation(GetApiMappings$, {
    authorize: permissionOnDomain(GetApiMappings$),
    handle: getApiMappings,
  }),
  operation(UpdateApiMapping$, {
    authorize: permissionOnDomain(UpdateApiMapping$),
    handle: updateApiMapping,
  }),
  operation(DeleteApiMapping$, {
    authorize: permissionOnDomain(DeleteApiMapping$),
    handle: async (input: OneMapping<DeleteApiMappingRequest>, call) => {
      const { domain, mapping } = await found(input, call);
      await putMappings(call, domain, without(domain, mapping.apiMappingId));
      return {};
    },
  }),
];

type CreateInput = WithRequired<CreateApiMappingRequest, "DomainName" | "ApiId" | "Stage">;
type OneMapping<
  Request extends { DomainName?: unknown; ApiMappingId?: unknown },
  More extends keyof Request = never,
> = WithRequired<Request, "DomainName" | "ApiMappingId" | More>;

/** What a custom domain may lead to, and so must not be deleted. */
type Mapped =
  | { readonly kind: "API" | "RestApi"; readonly apiId: string }
  | { readonly kind: "stage"; readonly apiId: string; readonly stageName: string };

/** Throws AWS's 400, observed for each kind, when a custom domain leads to an API, or to that stage of it. */
export async function requireUnmapped(call: Call, mapped: Mapped): Promise<void> {
  const domains = await call.tx.domainNames.list(call.accountId, call.region, { limit: quotas.domainNamesPerRegion });
  const leads = (target: { readonly apiId: string; readonly stage: string }) =>
    target.apiId === mapped.apiId && (mapped.kind !== "stage" || target.stage === mapped.stageName);
  const leading = domains.filter((domain) => domain.apiMappings.some(leads) || domain.routingRules.some(leads));
  if (leading.length === 0) {
    return;
  }
  if (mapped.kind === "API") {
    throw badRequest(
      `Deleting API ${mapped.apiId} failed. Please remove all API mappings for the API from your custom domain names.`,
    );
  }
  const name = mapped.kind === "stage" ? mapped.stageName : mapped.apiId;
  const names = leading.map(({ domainName }) => domainName).join(", ");
  throw badRequest(
    `Deleting ${mapped.kind} ${name} failed. Please remove all base path mappings related to the ${mapped.kind} in your domains: ${names}`,
  );
}

async function createApiMapping(input: CreateInput, call: Call): Promise<SdkApiMapping> {
  const domain = await foundDomain(call, input.DomainName);
  if (domain.routingMode === "ROUTING_RULE_ONLY") {
    // Documented; the text is this server's.
    throw badRequest("An API mapping cannot be created while the routing mode of the domain name is ROUTING_RULE_ONLY");
  }
  const apiMappingId = await newId({
    kind: "apiMapping",
    randomBytes: call.sources.randomBytes,
    isTaken: async (id) => domain.apiMappings.some((mapping) => mapping.apiMappingId === id),
  });
  const mapping = { apiMappingId, apiId: input.ApiId, apiMappingKey: input.ApiMappingKey ?? "", stage: input.Stage };
  await requireMapping(call, mapping, domain.apiMappings);
  await putMappings(call, domain, [...domain.apiMappings, mapping]);
  return showMapping(mapping);
}

async function getApiMappings(
  input: WithRequired<GetApiMappingsRequest, "DomainName">,
  call: Call,
): Promise<GetApiMappingsResponse> {
  const { apiMappings } = await foundDomain(call, input.DomainName);
  const page = pageOfAll(apiMappings, readRestWindow(input), (mapping) => mapping.apiMappingId);
  return { Items: page.entries.map(showMapping), ...restPaging(page) };
}

async function updateApiMapping(
  input: OneMapping<UpdateApiMappingRequest, "ApiId">,
  call: Call,
): Promise<SdkApiMapping> {
  const { domain, mapping: stored } = await found(input, call);
  const mapping: ApiMapping = {
    ...stored,
    apiId: input.ApiId,
    apiMappingKey: input.ApiMappingKey ?? stored.apiMappingKey,
    stage: input.Stage ?? stored.stage,
  };
  const others = without(domain, mapping.apiMappingId);
  await requireMapping(call, mapping, others);
  await putMappings(call, domain, [...others, mapping]);
  return showMapping(mapping);
}

async function requireMapping(call: Call, mapping: ApiMapping, others: readonly ApiMapping[]): Promise<void> {
  const { apiMappingKey: key } = mapping;
  if (/^\/|\/\//.test(key)) {
    throw badRequest("API mapping key should not start with a '/' or have consecutive '/'s.");
  }
  if (key.endsWith("/")) {
    throw badRequest("API mapping key should not end with a '/'.");
  }
  if (!/^[A-Za-z0-9$_.+!*'(),/-]*$/.test(key)) {
    // Observed before keys could have several parts; the slash at the end is this server's.
    throw badRequest("An ApiMapping key may contain only letters, numbers and one of $-_.+!*'(),/");
  }
  if (key.length > quotas.apiMappingKeyLengthMax) {
    throw badRequest(`API mapping key must have a length of at most ${quotas.apiMappingKeyLengthMax}`);
  }
  await protocolOfTarget(call, mapping.apiId, mapping.stage);
  if (others.some((other) => other.apiMappingKey === key)) {
    throw conflict("ApiMapping key already exists for this domain name");
  }
  const multiLevel = [...others, mapping].filter((one) => one.apiMappingKey.includes("/"));
  if (multiLevel.length > quotas.multiLevelMappingsPerDomain) {
    throw badRequest("Maximum number of multi-level API mappings for this domain has been reached");
  }
}

async function found(
  input: { readonly DomainName: string; readonly ApiMappingId: string },
  call: Call,
): Promise<{ readonly domain: DomainNameRecord; readonly mapping: ApiMapping }> {
  const domain = await foundDomain(call, input.DomainName);
  const mapping = domain.apiMappings.find((one) => one.apiMappingId === input.ApiMappingId);
  if (mapping === undefined) {
    throw new AwsError("NotFoundException", 404, "The api mapping resource specified in the request was not found.");
  }
  return { domain, mapping };
}

function without(domain: DomainNameRecord, apiMappingId: string): readonly ApiMapping[] {
  return domain.apiMappings.filter((mapping) => mapping.apiMappingId !== apiMappingId);
}

function putMappings(call: Call, domain: DomainNameRecord, apiMappings: readonly ApiMapping[]): Promise<void> {
  return call.tx.domainNames.update({ ...domain, apiMappings });
}

function showMapping(mapping: ApiMapping): SdkApiMapping {
  return {
    ApiId: mapping.apiId,
    ApiMappingId: mapping.apiMappingId,
    ApiMappingKey: mapping.apiMappingKey,
    Stage: mapping.stage,
  };
}
