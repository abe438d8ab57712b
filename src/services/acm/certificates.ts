import {
  DeleteCertificate$,
  type DeleteCertificateRequest,
  DescribeCertificate$,
  type DescribeCertificateRequest,
  GetCertificate$,
  type GetCertificateRequest,
  ImportCertificate$,
  type ImportCertificateRequest,
} from "@aws-sdk/client-acm";
import type { CertificateRecord } from "../../store/regional-records.ts";
import type { WithRequired } from "../../wire/operation.ts";
import { type Call, operation } from "../call.ts";
import { certificateDetail } from "./certificate-shapes.ts";
import { acmErrors } from "./errors.ts";
import { certificateArn, certificateChecks, requireCertificate, certificateUsers } from "./found-certificate.ts";
import { readImport } from "./import-rules.ts";
import { acmQuotas } from "./quotas.ts";
import { addTags, requestTagKeys } from "./tag-rules.ts";

type ImportInput = WithRequired<ImportCertificateRequest, "Certificate" | "PrivateKey">;

/** The operations on certificates, lists aside. */
export const certificateOperations = [
  operation(ImportCertificate$, {
    // Observed: a new certificate is asked for as `certificate/*`.
    authorize: (input: ImportInput, call) =>
      certificateChecks(call, {
        action: "acm:ImportCertificate",
        arn: input.CertificateArn ?? certificateArn(call, "*"),
        keys: requestTagKeys(input.Tags),
      }),
    handle: async (input, call) => {
      const record = await importCertificate(input, call);
      return { CertificateArn: certificateArn(record, record.certificateId) };
    },
  }),
  operation(DescribeCertificate$, {
    authorize: (input: WithRequired<DescribeCertificateRequest, "CertificateArn">, call) =>
      certificateChecks(call, { action: "acm:DescribeCertificate", arn: input.CertificateArn }),
    handle: async (input, call) => {
      const record = await requireCertificate(call, input.CertificateArn);
      const users = (await certificateUsers(call)).get(input.CertificateArn) ?? [];
      return { Certificate: certificateDetail({ record, users, nowMs: call.nowMs }) };
    },
  }),
  operation(GetCertificate$, {
    authorize: (input: WithRequired<GetCertificateRequest, "CertificateArn">, call) =>
      certificateChecks(call, { action: "acm:GetCertificate", arn: input.CertificateArn }),
    handle: async (input, call) => {
      const { body, chain } = await requireCertificate(call, input.CertificateArn);
      return { Certificate: body, CertificateChain: chain };
    },
  }),
  operation(DeleteCertificate$, {
    authorize: (input: WithRequired<DeleteCertificateRequest, "CertificateArn">, call) =>
      certificateChecks(call, { action: "acm:DeleteCertificate", arn: input.CertificateArn }),
    handle: async (input, call) => {
      const { certificateId, accountId } = await requireCertificate(call, input.CertificateArn);
      if ((await certificateUsers(call)).has(input.CertificateArn)) {
        throw acmErrors.inUse(input.CertificateArn, accountId);
      }
      await call.tx.certificates.delete(accountId, certificateId);
    },
  }),
];

async function importCertificate(input: ImportInput, call: Call): Promise<CertificateRecord> {
  const { tx, accountId, region, nowMs } = call;
  const former = input.CertificateArn === undefined ? undefined : await requireCertificate(call, input.CertificateArn);
  if (former !== undefined && input.Tags !== undefined) {
    throw acmErrors.taggedAgain();
  }
  const { Certificate, PrivateKey, CertificateChain } = input;
  const texts = {
    certificate: textOf(Certificate),
    privateKey: textOf(PrivateKey),
    chain: CertificateChain === undefined ? undefined : textOf(CertificateChain),
  };
  const imported = readImport(texts, nowMs);
  if (former !== undefined) {
    const { certificateId, createdAtMs, tags } = former;
    const record = { ...imported, certificateId, accountId, region, createdAtMs, importedAtMs: nowMs, tags };
    await tx.certificates.update(record);
    return record;
  }
  const existing = await tx.certificates.list(accountId, region, { limit: acmQuotas.certificates });
  if (existing.length >= acmQuotas.certificates) {
    throw acmErrors.limitExceeded();
  }
  const record: CertificateRecord = {
    ...imported,
    certificateId: call.sources.uuid(),
    accountId,
    region,
    createdAtMs: nowMs,
    importedAtMs: nowMs,
    tags: addTags([], input.Tags),
  };
  await tx.certificates.insert(record);
  return record;
}

function textOf(bytes: Uint8Array): string {
  return Buffer.from(bytes).toString("latin1");
}
