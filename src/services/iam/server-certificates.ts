import {
  type DeleteServerCertificateRequest,
  DeleteServerCertificate$,
  type GetServerCertificateRequest,
  GetServerCertificate$,
  ListServerCertificateTags$,
  type ListServerCertificatesRequest,
  ListServerCertificates$,
  TagServerCertificate$,
  UntagServerCertificate$,
  type UpdateServerCertificateRequest,
  UpdateServerCertificate$,
  type UploadServerCertificateRequest,
  UploadServerCertificate$,
} from "@aws-sdk/client-iam";
import { iamArn } from "../../arn/arn.ts";
import { newUniqueId } from "../../arn/unique-id.ts";
import type { IamPartRecord, ServerCertificateDetail } from "../../store/iam-part-records.ts";
import type { AuthorizationCheck, WithRequired } from "../../wire/operation.ts";
import { pageOfAll, readWindow } from "../../wire/pagination.ts";
import { type Call, operation } from "../call.ts";
import { isChain, readCertificate, readCertificates, readPrivateKey } from "../../x509/pem.ts";
import { accountCheck } from "./checks.ts";
import { iamErrors } from "./errors.ts";
import { partErrors } from "./part-errors.ts";
import { arnCheck, partCreationChecks } from "./parts.ts";
import { iamQuotas } from "./quotas.ts";
import { createdTags, newTags, tagRecords, tagShapes } from "./tag-rules.ts";
import { type Tagged, operationsOf } from "./tags.ts";

type CertificateRecord = IamPartRecord<"serverCertificate">;
type UploadInput = WithRequired<
  UploadServerCertificateRequest,
  "ServerCertificateName" | "CertificateBody" | "PrivateKey"
>;

interface NamesCertificate {
  readonly ServerCertificateName: string;
}

const taggedCertificates: Tagged<NamesCertificate> = {
  keyCase: "significant",
  check: async (input, context, question) => {
    const found = await findCertificate(input.ServerCertificateName, context);
    const detail = found?.detail ?? { path: "/", name: input.ServerCertificateName };
    return arnCheck({ ...question, arn: certificateArn(detail, context), tags: found?.detail.tags });
  },
  read: async (input, context) => (await requireCertificate(input.ServerCertificateName, context)).detail.tags,
  change: async (input, context, change) => {
    const found = await requireCertificate(input.ServerCertificateName, context);
    await context.tx.iamParts.update({ ...found, detail: { ...found.detail, tags: change(found.detail.tags) } });
  },
};

/** The operations on TLS certificates for servers. */
export const serverCertificateOperations = [
  operation(UploadServerCertificate$, {
    authorize: (input: UploadInput, context) =>
      partCreationChecks({
        action: "iam:UploadServerCertificate",
        tagAction: "iam:TagServerCertificate",
        arn: certificateArn({ path: input.Path ?? "/", name: input.ServerCertificateName }, context),
        tags: tagRecords(input.Tags),
      }),
    handle: async (input, context) => {
      const certificate = await uploadCertificate(input, context);
      return { ServerCertificateMetadata: metadataShape(certificate, context), ...createdTags(input.Tags) };
    },
  }),
  operation(GetServerCertificate$, {
    authorize: (input: WithRequired<GetServerCertificateRequest, "ServerCertificateName">, context) =>
      certificateChecks("iam:GetServerCertificate", input, context),
    handle: async (input, context) => {
      const certificate = await requireCertificate(input.ServerCertificateName, context);
      const { body, chain } = certificate.detail;
      return {
        ServerCertificate: {
          ServerCertificateMetadata: metadataShape(certificate, context),
          CertificateBody: body,
          ...(chain === undefined ? {} : { CertificateChain: chain }),
          Tags: tagShapes(certificate.detail.tags),
        },
      };
    },
  }),
  operation(ListServerCertificates$, {
    authorize: (input: ListServerCertificatesRequest, context) =>
      accountCheck(
        "iam:ListServerCertificates",
        iamArn(context.accountId, `server-certificate${input.PathPrefix ?? "/"}`),
      ),
    handle: async (input, context) => {
      const all = await context.tx.iamParts.list(context.accountId, "serverCertificate", everything);
      const inPath = all.filter(({ detail }) => detail.path.startsWith(input.PathPrefix ?? "/"));
      const page = pageOfAll(inPath, readWindow(input), ({ key }) => key);
      const shapes = page.entries.map((certificate) => metadataShape(certificate, context));
      return { ServerCertificateMetadataList: shapes, ...page.paging };
    },
  }),
  operation(UpdateServerCertificate$, {
    // Renaming and moving need the permission on both the old and the new ARN, as UpdateUser documents it for users.
    authorize: async (input: WithRequired<UpdateServerCertificateRequest, "ServerCertificateName">, context) => {
      const checks = await certificateChecks("iam:UpdateServerCertificate", input, context);
      const found = await findCertificate(input.ServerCertificateName, context);
      const target = found === undefined ? undefined : certificateArn(updatedDetail(found.detail, input), context);
      return target === undefined || checks.some(({ resource }) => resource === target)
        ? checks
        : [...checks, { action: "iam:UpdateServerCertificate", resource: target }];
    },
    handle: async (input, context) => {
      const certificate = await requireCertificate(input.ServerCertificateName, context);
      await moveCertificate(certificate, updatedDetail(certificate.detail, input), context);
      return {};
    },
  }),
  operation(DeleteServerCertificate$, {
    authorize: (input: WithRequired<DeleteServerCertificateRequest, "ServerCertificateName">, context) =>
      certificateChecks("iam:DeleteServerCertificate", input, context),
    handle: async (input, context) => {
      const certificate = await requireCertificate(input.ServerCertificateName, context);
      await context.tx.iamParts.delete(context.accountId, certificate.kind, certificate.key);
      return {};
    },
  }),
  ...operationsOf(
    { tag: TagServerCertificate$, untag: UntagServerCertificate$, list: ListServerCertificateTags$ },
    taggedCertificates,
  ),
];

const everything = { limit: 10_000 };

async function certificateChecks(
  action: string,
  input: NamesCertificate,
  context: Call,
): Promise<readonly AuthorizationCheck[]> {
  return [await taggedCertificates.check(input, context, { action })];
}

async function uploadCertificate(input: UploadInput, context: Call): Promise<CertificateRecord> {
  const { accountId, nowMs, sources, tx } = context;
  const name = input.ServerCertificateName;
  const tags = newTags(tagRecords(input.Tags), "significant");
  const expiresAtMs = requireValidCertificate(input, nowMs);
  if ((await findCertificate(name, context)) !== undefined) {
    throw partErrors.serverCertificateExists(name);
  }
  if ((await tx.iamParts.count(accountId, "serverCertificate")) >= iamQuotas.serverCertificates) {
    throw iamErrors.quotaExceeded("ServerCertificatesPerAccount", iamQuotas.serverCertificates);
  }
  const certificate: CertificateRecord = {
    accountId,
    kind: "serverCertificate",
    key: name.toLowerCase(),
    createdAtMs: nowMs,
    secret: input.PrivateKey,
    detail: {
      certificateId: newUniqueId("ASCA", accountId, sources.randomBytes),
      name,
      path: input.Path ?? "/",
      // Clients take what comes back for changed when white space around it is kept.
      body: input.CertificateBody.trim(),
      ...(input.CertificateChain === undefined ? {} : { chain: input.CertificateChain.trim() }),
      expiresAtMs,
      tags,
    },
  };
  await tx.iamParts.insert(certificate);
  return certificate;
}

/**
 * When the certificate expires. Throws MalformedCertificate for one that cannot be read, is not valid now or is not
 * followed by its chain, and KeyPairMismatch when the private key is another's.
 */
function requireValidCertificate(input: UploadInput, nowMs: number): number {
  const certificate = readCertificate(input.CertificateBody);
  if (certificate === undefined) {
    throw partErrors.serverCertificateMalformed();
  }
  const privateKey = readPrivateKey(input.PrivateKey);
  if (privateKey === undefined) {
    throw partErrors.privateKeyMalformed();
  }
  if (!certificate.checkPrivateKey(privateKey)) {
    throw partErrors.keyPairMismatch();
  }
  const chain = input.CertificateChain === undefined ? [] : readCertificates(input.CertificateChain);
  if (chain === undefined || !isChain([certificate, ...chain])) {
    throw partErrors.chainInvalid();
  }
  const [from, to] = [certificate.validFromDate.getTime(), certificate.validToDate.getTime()];
  if (nowMs < from || nowMs > to) {
    throw partErrors.certificateNotCurrent();
  }
  return to;
}

function updatedDetail(
  detail: ServerCertificateDetail,
  input: UpdateServerCertificateRequest,
): ServerCertificateDetail {
  return { ...detail, path: input.NewPath ?? detail.path, name: input.NewServerCertificateName ?? detail.name };
}

async function moveCertificate(
  certificate: CertificateRecord,
  detail: ServerCertificateDetail,
  context: Call,
): Promise<void> {
  const { tx, accountId } = context;
  const key = detail.name.toLowerCase();
  if (key === certificate.key) {
    await tx.iamParts.update({ ...certificate, detail });
    return;
  }
  if ((await findCertificate(detail.name, context)) !== undefined) {
    throw partErrors.serverCertificateExists(detail.name);
  }
  // The name is the key under which it is kept and sealed.
  await tx.iamParts.delete(accountId, certificate.kind, certificate.key);
  await tx.iamParts.insert({ ...certificate, key, detail });
}

/** Names are unique ignoring case (documented). */
function findCertificate(name: string, context: Call): Promise<CertificateRecord | undefined> {
  return context.tx.iamParts.get(context.accountId, "serverCertificate", name.toLowerCase());
}

async function requireCertificate(name: string, context: Call): Promise<CertificateRecord> {
  const certificate = await findCertificate(name, context);
  if (certificate === undefined) {
    throw partErrors.serverCertificateNotFound(name);
  }
  return certificate;
}

function certificateArn({ path, name }: Pick<ServerCertificateDetail, "path" | "name">, context: Call): string {
  return iamArn(context.accountId, `server-certificate${path}${name}`);
}

function metadataShape(certificate: CertificateRecord, context: Call) {
  const { detail } = certificate;
  return {
    Path: detail.path,
    ServerCertificateName: detail.name,
    ServerCertificateId: detail.certificateId,
    Arn: certificateArn(detail, context),
    UploadDate: new Date(certificate.createdAtMs),
    Expiration: new Date(detail.expiresAtMs),
  };
}
