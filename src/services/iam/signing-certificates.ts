import {
  type DeleteSigningCertificateRequest,
  DeleteSigningCertificate$,
  type ListSigningCertificatesRequest,
  ListSigningCertificates$,
  type UpdateSigningCertificateRequest,
  UpdateSigningCertificate$,
  type UploadSigningCertificateRequest,
  UploadSigningCertificate$,
} from "@aws-sdk/client-iam";
import { encodeBase32 } from "../../identity/totp.ts";
import type { IamPartRecord } from "../../store/iam-part-records.ts";
import type { UserRecord } from "../../store/records.ts";
import type { WithRequired } from "../../wire/operation.ts";
import { type Call, operation } from "../call.ts";
import { readCertificate } from "../../x509/pem.ts";
import { iamErrors } from "./errors.ts";
import { partErrors } from "./part-errors.ts";
import { listUserParts, requireUser, requireUserPart, settableStatus, userAuthorization } from "./parts.ts";
import { iamQuotas } from "./quotas.ts";

type CertificateRecord = IamPartRecord<"signingCertificate">;

/** The operations on users' signing certificates. */
export const signingCertificateOperations = [
  operation(UploadSigningCertificate$, {
    authorize:
      userAuthorization<WithRequired<UploadSigningCertificateRequest, "CertificateBody">>("UploadSigningCertificate"),
    handle: async (input, context) => {
      const user = await requireUser(context, input.UserName);
      const certificate = await uploadCertificate(user, input.CertificateBody, context);
      return { Certificate: certificateShape(certificate, user) };
    },
  }),
  operation(ListSigningCertificates$, {
    authorize: userAuthorization<ListSigningCertificatesRequest>("ListSigningCertificates"),
    handle: async (input, context) => {
      const { user, page } = await listUserParts(context, "signingCertificate", input);
      return { Certificates: page.entries.map((certificate) => certificateShape(certificate, user)), ...page.paging };
    },
  }),
  operation(UpdateSigningCertificate$, {
    authorize:
      userAuthorization<WithRequired<UpdateSigningCertificateRequest, "CertificateId" | "Status">>(
        "UpdateSigningCertificate",
      ),
    handle: async (input, context) => {
      const user = await requireUser(context, input.UserName);
      const certificate = await requireCertificate(input.CertificateId, user, context);
      const status = settableStatus(input.Status, partErrors.expiryNotSettable);
      await context.tx.iamParts.update({ ...certificate, detail: { ...certificate.detail, status } });
      return {};
    },
  }),
  operation(DeleteSigningCertificate$, {
    authorize:
      userAuthorization<WithRequired<DeleteSigningCertificateRequest, "CertificateId">>("DeleteSigningCertificate"),
    handle: async (input, context) => {
      const user = await requireUser(context, input.UserName);
      const certificate = await requireCertificate(input.CertificateId, user, context);
      await context.tx.iamParts.delete(context.accountId, certificate.kind, certificate.key);
      return {};
    },
  }),
];

async function uploadCertificate(user: UserRecord, body: string, context: Call): Promise<CertificateRecord> {
  const { accountId, nowMs, sources, tx } = context;
  const parsed = readCertificate(body);
  if (parsed === undefined) {
    throw partErrors.certificateMalformed(body);
  }
  const present = await tx.iamParts.listOfUser(accountId, "signingCertificate", user.userId);
  if (present.some(({ detail }) => readCertificate(detail.body)?.fingerprint256 === parsed.fingerprint256)) {
    throw partErrors.duplicateCertificate();
  }
  if (present.length >= iamQuotas.signingCertificatesPerUser) {
    throw iamErrors.quotaExceeded("CertificatesPerUser", iamQuotas.signingCertificatesPerUser);
  }
  const certificate: CertificateRecord = {
    accountId,
    kind: "signingCertificate",
    // Thirty-two letters and digits, the form of AWS's examples.
    key: encodeBase32(sources.randomBytes(20)),
    userId: user.userId,
    createdAtMs: nowMs,
    detail: { body, status: "Active" },
  };
  await tx.iamParts.insert(certificate);
  return certificate;
}

function requireCertificate(id: string, user: UserRecord, context: Call): Promise<CertificateRecord> {
  const notFound = partErrors.certificateNotFound;
  return requireUserPart(context, user, { kind: "signingCertificate", key: id, notFound });
}

function certificateShape(certificate: CertificateRecord, user: UserRecord | undefined) {
  return {
    UserName: user?.userName,
    CertificateId: certificate.key,
    CertificateBody: certificate.detail.body,
    Status: certificate.detail.status,
    UploadDate: new Date(certificate.createdAtMs),
  };
}
