import {
  type CreateSAMLProviderRequest,
  CreateSAMLProvider$,
  type DeleteSAMLProviderRequest,
  DeleteSAMLProvider$,
  type GetSAMLProviderRequest,
  GetSAMLProvider$,
  ListSAMLProviderTags$,
  ListSAMLProviders$,
  TagSAMLProvider$,
  UntagSAMLProvider$,
  type UpdateSAMLProviderRequest,
  UpdateSAMLProvider$,
} from "@aws-sdk/client-iam";
import { iamArn } from "../../arn/arn.ts";
import { encodeBase32 } from "../../identity/totp.ts";
import type { IamPartRecord } from "../../store/iam-part-records.ts";
import type { AuthorizationCheck, WithRequired } from "../../wire/operation.ts";
import { type Call, operation } from "../call.ts";
import { readPrivateKey } from "../../x509/pem.ts";
import { accountCheck } from "./checks.ts";
import { iamErrors } from "./errors.ts";
import { partErrors } from "./part-errors.ts";
import { partQuotas } from "./part-quotas.ts";
import { arnCheck, partCreationChecks } from "./parts.ts";
import { readSamlMetadata } from "./saml-metadata.ts";
import { createdTags, newTags, tagRecords, tagShapes } from "./tag-rules.ts";
import { type Tagged, operationsOf } from "./tags.ts";

type ProviderRecord = IamPartRecord<"samlProvider">;
type CreateInput = WithRequired<CreateSAMLProviderRequest, "SAMLMetadataDocument" | "Name">;
type UpdateInput = WithRequired<UpdateSAMLProviderRequest, "SAMLProviderArn">;

interface NamesProvider {
  readonly SAMLProviderArn: string;
}

const taggedProviders: Tagged<NamesProvider> = {
  keyCase: "significant",
  check: async (input, context, question) => {
    const arn = input.SAMLProviderArn;
    return arnCheck({ ...question, arn, tags: (await findProvider(arn, context))?.detail.tags });
  },
  read: async (input, context) => (await requireProvider(input, context)).detail.tags,
  change: async (input, context, change) => {
    const provider = await requireProvider(input, context);
    await context.tx.iamParts.update({
      ...provider,
      detail: { ...provider.detail, tags: change(provider.detail.tags) },
    });
  },
};

/** The operations on SAML providers. */
export const samlProviderOperations = [
  operation(CreateSAMLProvider$, {
    authorize: (input: CreateInput, context) =>
      partCreationChecks({
        action: "iam:CreateSAMLProvider",
        tagAction: "iam:TagSAMLProvider",
        arn: providerArn(input.Name, context),
        tags: tagRecords(input.Tags),
      }),
    handle: async (input, context) => {
      const { key } = await createProvider(input, context);
      return { SAMLProviderArn: key, ...createdTags(input.Tags) };
    },
  }),
  operation(GetSAMLProvider$, {
    authorize: (input: WithRequired<GetSAMLProviderRequest, "SAMLProviderArn">, context) =>
      providerChecks("iam:GetSAMLProvider", input, context),
    handle: async (input, context) => {
      const { createdAtMs, detail } = await requireProvider(input, context);
      return {
        SAMLProviderUUID: detail.uuid,
        SAMLMetadataDocument: detail.metadataDocument,
        CreateDate: new Date(createdAtMs),
        ValidUntil: new Date(detail.validUntilMs),
        Tags: tagShapes(detail.tags),
        AssertionEncryptionMode: detail.assertionEncryptionMode,
        PrivateKeyList: detail.privateKeys.map((key) => ({
          KeyId: key.keyId,
          Timestamp: new Date(key.createdAtMs),
        })),
      };
    },
  }),
  operation(ListSAMLProviders$, {
    authorize: (_: object, context) =>
      accountCheck("iam:ListSAMLProviders", iamArn(context.accountId, "saml-provider/")),
    handle: async (_, context) => {
      const providers = await context.tx.iamParts.list(context.accountId, "samlProvider", everything);
      return {
        SAMLProviderList: providers.map(({ key, createdAtMs, detail }) => ({
          Arn: key,
          ValidUntil: new Date(detail.validUntilMs),
          CreateDate: new Date(createdAtMs),
        })),
      };
    },
  }),
  operation(UpdateSAMLProvider$, {
    authorize: (input: UpdateInput, context) => providerChecks("iam:UpdateSAMLProvider", input, context),
    handle: async (input, context) => {
      const updated = updatedProvider(await requireProvider(input, context), input, context);
      await context.tx.iamParts.update(updated);
      return { SAMLProviderArn: updated.key };
    },
  }),
  operation(DeleteSAMLProvider$, {
    authorize: (input: WithRequired<DeleteSAMLProviderRequest, "SAMLProviderArn">, context) =>
      providerChecks("iam:DeleteSAMLProvider", input, context),
    handle: async (input, context) => {
      const provider = await requireProvider(input, context);
      await context.tx.iamParts.delete(context.accountId, provider.kind, provider.key);
      return {};
    },
  }),
  ...operationsOf({ tag: TagSAMLProvider$, untag: UntagSAMLProvider$, list: ListSAMLProviderTags$ }, taggedProviders),
];

const everything = { limit: 10_000 };
/** How long a provider is valid whose metadata names no end (observed). */
const validYears = 100;
/** A key's name has at least 22 letters and digits; fourteen bytes make 23. */
const keyIdBytes = 14;

async function providerChecks(
  action: string,
  input: NamesProvider,
  context: Call,
): Promise<readonly AuthorizationCheck[]> {
  return [await taggedProviders.check(input, context, { action })];
}

async function createProvider(input: CreateInput, context: Call): Promise<ProviderRecord> {
  const { accountId, nowMs, sources, tx } = context;
  const tags = newTags(tagRecords(input.Tags), "significant");
  const arn = providerArn(input.Name, context);
  const metadata = metadataDetail(input.SAMLMetadataDocument, nowMs);
  if ((await findProvider(arn, context)) !== undefined) {
    throw partErrors.samlProviderExists(input.Name);
  }
  if ((await tx.iamParts.count(accountId, "samlProvider")) >= partQuotas.samlProviders) {
    throw iamErrors.quotaExceeded("SAMLProvidersPerAccount", partQuotas.samlProviders);
  }
  const bare: ProviderRecord = {
    accountId,
    kind: "samlProvider",
    key: arn,
    createdAtMs: nowMs,
    detail: {
      name: input.Name,
      uuid: sources.uuid(),
      ...metadata,
      assertionEncryptionMode: input.AssertionEncryptionMode ?? "Allowed",
      privateKeys: [],
      tags,
    },
  };
  const provider = input.AddPrivateKey === undefined ? bare : withKey(bare, input.AddPrivateKey, context);
  await tx.iamParts.insert(provider);
  return provider;
}

function updatedProvider(provider: ProviderRecord, input: UpdateInput, context: Call): ProviderRecord {
  const { SAMLMetadataDocument, AssertionEncryptionMode, AddPrivateKey, RemovePrivateKey } = input;
  const kept = RemovePrivateKey === undefined ? provider : withoutKey(provider, RemovePrivateKey);
  const keyed = AddPrivateKey === undefined ? kept : withKey(kept, AddPrivateKey, context);
  const detail = {
    ...keyed.detail,
    ...(SAMLMetadataDocument === undefined ? {} : metadataDetail(SAMLMetadataDocument, provider.createdAtMs)),
    ...(AssertionEncryptionMode === undefined ? {} : { assertionEncryptionMode: AssertionEncryptionMode }),
  };
  return { ...keyed, detail };
}

function metadataDetail(document: string, createdAtMs: number) {
  const metadata = readSamlMetadata(document);
  if (metadata === undefined) {
    throw partErrors.metadataInvalid();
  }
  const end = new Date(createdAtMs);
  end.setUTCFullYear(end.getUTCFullYear() + validYears);
  return { validUntilMs: end.getTime(), ...metadata, metadataDocument: document };
}

function withKey(provider: ProviderRecord, pem: string, { nowMs, sources }: Call): ProviderRecord {
  if (readPrivateKey(pem) === undefined) {
    throw partErrors.samlKeyInvalid();
  }
  const { privateKeys } = provider.detail;
  if (privateKeys.length >= partQuotas.keysPerSamlProvider) {
    throw iamErrors.quotaExceeded("PrivateKeysPerSAMLProvider", partQuotas.keysPerSamlProvider);
  }
  const keyId = encodeBase32(sources.randomBytes(keyIdBytes));
  return {
    ...provider,
    secret: JSON.stringify({ ...keysOf(provider), [keyId]: pem }),
    detail: { ...provider.detail, privateKeys: [...privateKeys, { keyId, createdAtMs: nowMs }] },
  };
}

function withoutKey(provider: ProviderRecord, keyId: string): ProviderRecord {
  const { [keyId]: removed, ...kept } = keysOf(provider);
  if (removed === undefined) {
    throw partErrors.samlKeyNotFound(keyId);
  }
  const privateKeys = provider.detail.privateKeys.filter((key) => key.keyId !== keyId);
  return { ...provider, secret: JSON.stringify(kept), detail: { ...provider.detail, privateKeys } };
}

function keysOf({ secret }: ProviderRecord): Readonly<Record<string, string>> {
  // The secret is what `withKey` or `withoutKey` wrote.
  return secret === undefined ? {} : (JSON.parse(secret) as Record<string, string>);
}

function providerArn(name: string, context: Call): string {
  return iamArn(context.accountId, `saml-provider/${name}`);
}

function findProvider(arn: string, context: Call): Promise<ProviderRecord | undefined> {
  return context.tx.iamParts.get(context.accountId, "samlProvider", arn);
}

async function requireProvider(input: NamesProvider, context: Call): Promise<ProviderRecord> {
  const provider = await findProvider(input.SAMLProviderArn, context);
  if (provider === undefined) {
    throw partErrors.samlProviderNotFound(input.SAMLProviderArn);
  }
  return provider;
}
