import {
  type AddClientIDToOpenIDConnectProviderRequest,
  AddClientIDToOpenIDConnectProvider$,
  type CreateOpenIDConnectProviderRequest,
  CreateOpenIDConnectProvider$,
  type DeleteOpenIDConnectProviderRequest,
  DeleteOpenIDConnectProvider$,
  type GetOpenIDConnectProviderRequest,
  GetOpenIDConnectProvider$,
  ListOpenIDConnectProviderTags$,
  ListOpenIDConnectProviders$,
  type RemoveClientIDFromOpenIDConnectProviderRequest,
  RemoveClientIDFromOpenIDConnectProvider$,
  TagOpenIDConnectProvider$,
  UntagOpenIDConnectProvider$,
  type UpdateOpenIDConnectProviderThumbprintRequest,
  UpdateOpenIDConnectProviderThumbprint$,
} from "@aws-sdk/client-iam";
import { iamArn } from "../../arn/arn.ts";
import type { IamPartRecord, OidcProviderDetail } from "../../store/iam-part-records.ts";
import type { AuthorizationCheck, WithRequired } from "../../wire/operation.ts";
import { type Call, operation } from "../call.ts";
import { accountCheck } from "./checks.ts";
import { iamErrors } from "./errors.ts";
import { partErrors } from "./part-errors.ts";
import { partQuotas } from "./part-quotas.ts";
import { arnCheck, partCreationChecks } from "./parts.ts";
import { createdTags, newTags, tagRecords, tagShapes } from "./tag-rules.ts";
import { type Tagged, operationsOf } from "./tags.ts";

type ProviderRecord = IamPartRecord<"oidcProvider">;
type CreateInput = WithRequired<CreateOpenIDConnectProviderRequest, "Url">;

interface NamesProvider {
  readonly OpenIDConnectProviderArn: string;
}

const taggedProviders: Tagged<NamesProvider> = {
  keyCase: "significant",
  check: async (input, context, question) => {
    const arn = input.OpenIDConnectProviderArn;
    return arnCheck({ ...question, arn, tags: (await findProvider(arn, context))?.detail.tags });
  },
  read: async (input, context) => (await requireProvider(input, context)).detail.tags,
  change: async (input, context, change) => {
    await changeProvider(input, context, (detail) => ({ ...detail, tags: change(detail.tags) }));
  },
};

/** The operations on OpenID Connect providers. */
export const oidcProviderOperations = [
  operation(CreateOpenIDConnectProvider$, {
    authorize: (input: CreateInput, context) =>
      partCreationChecks({
        action: "iam:CreateOpenIDConnectProvider",
        tagAction: "iam:TagOpenIDConnectProvider",
        arn: providerArn(requireUrl(input.Url), context),
        tags: tagRecords(input.Tags),
      }),
    handle: async (input, context) => {
      const { key } = await createProvider(input, context);
      return { OpenIDConnectProviderArn: key, ...createdTags(input.Tags) };
    },
  }),
  operation(GetOpenIDConnectProvider$, {
    authorize: (input: WithRequired<GetOpenIDConnectProviderRequest, "OpenIDConnectProviderArn">, context) =>
      providerChecks("iam:GetOpenIDConnectProvider", input, context),
    handle: async (input, context) => {
      const { createdAtMs, detail } = await requireProvider(input, context);
      return {
        Url: detail.url,
        ClientIDList: [...detail.clientIds],
        ThumbprintList: [...detail.thumbprints],
        CreateDate: new Date(createdAtMs),
        Tags: tagShapes(detail.tags),
      };
    },
  }),
  operation(ListOpenIDConnectProviders$, {
    authorize: (_: object, context) =>
      accountCheck("iam:ListOpenIDConnectProviders", iamArn(context.accountId, "oidc-provider/")),
    handle: async (_, context) => {
      const providers = await context.tx.iamParts.list(context.accountId, "oidcProvider", everything);
      return { OpenIDConnectProviderList: providers.map(({ key }) => ({ Arn: key })) };
    },
  }),
  operation(UpdateOpenIDConnectProviderThumbprint$, {
    authorize: (
      input: WithRequired<UpdateOpenIDConnectProviderThumbprintRequest, "OpenIDConnectProviderArn" | "ThumbprintList">,
      context,
    ) => providerChecks("iam:UpdateOpenIDConnectProviderThumbprint", input, context),
    handle: async (input, context) => {
      requireFewThumbprints(input.ThumbprintList);
      await changeProvider(input, context, (detail) => ({ ...detail, thumbprints: input.ThumbprintList }));
      return {};
    },
  }),
  operation(AddClientIDToOpenIDConnectProvider$, {
    authorize: (
      input: WithRequired<AddClientIDToOpenIDConnectProviderRequest, "OpenIDConnectProviderArn" | "ClientID">,
      context,
    ) => providerChecks("iam:AddClientIDToOpenIDConnectProvider", input, context),
    handle: async (input, context) => {
      await changeProvider(input, context, (detail) => ({
        ...detail,
        clientIds: requireFewClientIds([...new Set([...detail.clientIds, input.ClientID])]),
      }));
      return {};
    },
  }),
  operation(RemoveClientIDFromOpenIDConnectProvider$, {
    authorize: (
      input: WithRequired<RemoveClientIDFromOpenIDConnectProviderRequest, "OpenIDConnectProviderArn" | "ClientID">,
      context,
    ) => providerChecks("iam:RemoveClientIDFromOpenIDConnectProvider", input, context),
    // Removing what is not there succeeds (documented).
    handle: async (input, context) => {
      await changeProvider(input, context, (detail) => ({
        ...detail,
        clientIds: detail.clientIds.filter((id) => id !== input.ClientID),
      }));
      return {};
    },
  }),
  operation(DeleteOpenIDConnectProvider$, {
    authorize: (input: WithRequired<DeleteOpenIDConnectProviderRequest, "OpenIDConnectProviderArn">, context) =>
      providerChecks("iam:DeleteOpenIDConnectProvider", input, context),
    handle: async (input, context) => {
      const arn = input.OpenIDConnectProviderArn;
      if ((await findProvider(arn, context)) === undefined) {
        throw partErrors.noOidcProviderToDelete(arn);
      }
      await context.tx.iamParts.delete(context.accountId, "oidcProvider", arn);
      return {};
    },
  }),
  ...operationsOf(
    { tag: TagOpenIDConnectProvider$, untag: UntagOpenIDConnectProvider$, list: ListOpenIDConnectProviderTags$ },
    taggedProviders,
  ),
];

const everything = { limit: 10_000 };

async function providerChecks(
  action: string,
  input: NamesProvider,
  context: Call,
): Promise<readonly AuthorizationCheck[]> {
  return [await taggedProviders.check(input, context, { action })];
}

/**
 * Without thumbprints AWS fetches one from the provider; here the list stays empty, and the provider's TLS certificate
 * must then be one that the server's trusted authorities vouch for.
 */
async function createProvider(input: CreateInput, context: Call): Promise<ProviderRecord> {
  const { accountId, nowMs, tx } = context;
  const url = requireUrl(input.Url);
  const tags = newTags(tagRecords(input.Tags), "significant");
  const thumbprints = input.ThumbprintList ?? [];
  requireFewThumbprints(thumbprints);
  const clientIds = requireFewClientIds([...new Set(input.ClientIDList ?? [])]);
  const arn = providerArn(url, context);
  if ((await findProvider(arn, context)) !== undefined) {
    throw partErrors.oidcProviderExists(input.Url);
  }
  if ((await tx.iamParts.count(accountId, "oidcProvider")) >= partQuotas.oidcProviders) {
    throw iamErrors.quotaExceeded("OpenIdConnectProvidersPerAccount", partQuotas.oidcProviders);
  }
  const provider: ProviderRecord = {
    accountId,
    kind: "oidcProvider",
    key: arn,
    createdAtMs: nowMs,
    detail: { url, clientIds, thumbprints, tags },
  };
  await tx.iamParts.insert(provider);
  return provider;
}

/** The issuer behind `https://`, as it was written: a host and perhaps a path. Throws ValidationError for more or less. */
function requireUrl(text: string): string {
  const issuer = /^https:\/\/([A-Za-z0-9.-]+(?::\d{1,5})?(?:\/[^\s?#]*)?)$/.exec(text)?.[1];
  if (issuer === undefined || !URL.canParse(text)) {
    throw partErrors.oidcUrlInvalid();
  }
  return issuer;
}

function providerArn(url: string, context: Call): string {
  return iamArn(context.accountId, `oidc-provider/${url}`);
}

function requireFewThumbprints(thumbprints: readonly string[]): void {
  if (thumbprints.length > partQuotas.thumbprintsPerOidcProvider) {
    throw partErrors.tooManyThumbprints(partQuotas.thumbprintsPerOidcProvider);
  }
}

function requireFewClientIds(clientIds: readonly string[]): readonly string[] {
  if (clientIds.length > partQuotas.clientIdsPerOidcProvider) {
    throw iamErrors.quotaExceeded("ClientIdsPerOpenIdConnectProvider", partQuotas.clientIdsPerOidcProvider);
  }
  return clientIds;
}

function findProvider(arn: string, context: Call): Promise<ProviderRecord | undefined> {
  return context.tx.iamParts.get(context.accountId, "oidcProvider", arn);
}

async function requireProvider(input: NamesProvider, context: Call): Promise<ProviderRecord> {
  const provider = await findProvider(input.OpenIDConnectProviderArn, context);
  if (provider === undefined) {
    throw partErrors.oidcProviderNotFound(input.OpenIDConnectProviderArn);
  }
  return provider;
}

async function changeProvider(
  input: NamesProvider,
  context: Call,
  change: (detail: OidcProviderDetail) => OidcProviderDetail,
): Promise<void> {
  const provider = await requireProvider(input, context);
  await context.tx.iamParts.update({ ...provider, detail: change(provider.detail) });
}
