import { X509Certificate } from "node:crypto";
import type { CertificateDetail, CertificateSummary } from "@aws-sdk/client-acm";
import type { CertificateRecord } from "../../store/regional-records.ts";
import {
  attributeOf,
  distinguishedName,
  keyAlgorithmOf,
  serialNumberOf,
  signatureAlgorithmOf,
} from "../../x509/certificate-facts.ts";
import { extendedKeyUsagesOf, keyUsagesOf } from "../../x509/extensions.ts";
import { certificateArn } from "./found-certificate.ts";

/** What a reply says about a certificate at a time. */
export interface Shown {
  readonly record: CertificateRecord;
  /** The ARNs of what uses it. */
  readonly users: readonly string[];
  readonly nowMs: number;
}

/** A certificate as DescribeCertificate shows it, members and notation as observed on AWS for an imported one. */
export function certificateDetail({ record, users, nowMs }: Shown): CertificateDetail {
  const certificate = new X509Certificate(record.body);
  return {
    ...sharedMembers(record, certificate, nowMs),
    SubjectAlternativeNames: [...record.domainNames],
    DomainValidationOptions: record.domainNames.map((DomainName) => ({ DomainName })),
    Serial: serialNumberOf(certificate),
    Subject: distinguishedName(certificate.subject),
    Issuer: attributeOf(certificate.issuer, "O") ?? attributeOf(certificate.issuer, "CN") ?? "",
    SignatureAlgorithm: signatureAlgorithmOf(certificate),
    InUseBy: [...users],
    KeyUsages: keyUsagesOf(certificate).map((Name) => ({ Name })),
    ExtendedKeyUsages: extendedKeyUsagesOf(certificate).map(({ name, id }) => ({ Name: name, OID: id })),
    Options: { CertificateTransparencyLoggingPreference: "DISABLED" },
  };
}

/** A certificate as ListCertificates shows it. */
export function certificateSummary({ record, users, nowMs }: Shown): CertificateSummary {
  const certificate = new X509Certificate(record.body);
  return {
    ...sharedMembers(record, certificate, nowMs),
    SubjectAlternativeNameSummaries: record.domainNames.slice(0, alternativesShownMax),
    HasAdditionalSubjectAlternativeNames: record.domainNames.length > alternativesShownMax,
    KeyUsages: [...keyUsagesOf(certificate)],
    ExtendedKeyUsages: extendedKeyUsagesOf(certificate).map(({ name }) => name),
    InUse: users.length > 0,
  };
}

/** As many alternative names as ListCertificates shows, documented. */
const alternativesShownMax = 100;

function sharedMembers(record: CertificateRecord, certificate: X509Certificate, nowMs: number) {
  const common = attributeOf(certificate.subject, "CN")?.toLowerCase();
  return {
    CertificateArn: certificateArn(record, record.certificateId),
    DomainName: record.domainNames.find((name) => name === common) ?? record.domainNames[0],
    Status: nowMs > certificate.validToDate.getTime() ? ("EXPIRED" as const) : ("ISSUED" as const),
    Type: "IMPORTED" as const,
    // With a hyphen, which the enumeration does not have: observed.
    KeyAlgorithm: keyAlgorithmOf(certificate) as CertificateDetail["KeyAlgorithm"],
    RenewalEligibility: "INELIGIBLE" as const,
    NotBefore: certificate.validFromDate,
    NotAfter: certificate.validToDate,
    CreatedAt: new Date(record.createdAtMs),
    ImportedAt: new Date(record.importedAtMs),
  };
}
