import type { KeyObject, X509Certificate } from "node:crypto";
import { domainNamesOf, keyAlgorithmOf } from "../../x509/certificate-facts.ts";
import { isVersion3 } from "../../x509/extensions.ts";
import { isChain, isSelfSigned, readCertificates, readPrivateKey } from "../../x509/pem.ts";
import type { CertificateRecord } from "../../store/regional-records.ts";
import { acmErrors } from "./errors.ts";

/** The PEM texts of an import. */
export interface ImportedTexts {
  readonly certificate: string;
  readonly privateKey: string;
  readonly chain: string | undefined;
}

/**
 * What is kept of an import. Throws for what AWS does not take, as documented in
 * https://docs.aws.amazon.com/acm/latest/userguide/import-certificate-prerequisites.html: one certificate that is valid
 * now, its unencrypted private key, and the certificates that lead from it towards its root unless it signed itself.
 */
export function readImport(
  { certificate, privateKey, chain }: ImportedTexts,
  nowMs: number,
): Pick<CertificateRecord, "body" | "chain" | "secret" | "domainNames"> {
  const leaf = requireCertificate(certificate);
  requireKey(leaf, privateKey);
  requireTime(leaf, nowMs);
  requireChain(leaf, chain);
  return {
    // Clients take what comes back for changed when white space around it is kept.
    body: certificate.trim(),
    ...(chain !== undefined && { chain: chain.trim() }),
    secret: privateKey,
    domainNames: domainNamesOf(leaf),
  };
}

function requireCertificate(pem: string): X509Certificate {
  const [certificate, ...others] = readCertificates(pem) ?? [];
  if (certificate === undefined) {
    throw acmErrors.notPem();
  }
  if (others.length > 0) {
    throw acmErrors.severalCertificates();
  }
  if (!isVersion3(certificate)) {
    throw acmErrors.notVersion3();
  }
  return certificate;
}

/** The kinds of key that can be imported, as documented. */
const keyAlgorithms: ReadonlySet<string> = new Set([
  "RSA-1024",
  "RSA-2048",
  "RSA-3072",
  "RSA-4096",
  "EC-prime256v1",
  "EC-secp384r1",
  "EC-secp521r1",
]);

function requireKey(certificate: X509Certificate, pem: string): void {
  const key = readPrivateKey(pem);
  if (key === undefined || (key.asymmetricKeyType !== "rsa" && key.asymmetricKeyType !== "ec")) {
    throw acmErrors.keyNotSupported();
  }
  if (!certificate.checkPrivateKey(key)) {
    throw acmErrors.keyOfAnother();
  }
  if (!keyAlgorithms.has(keyAlgorithmOf(certificate))) {
    throw acmErrors.keyLengthNotSupported(lengthOf(key));
  }
}

function lengthOf({ asymmetricKeyDetails }: KeyObject): string | number {
  return asymmetricKeyDetails?.modulusLength ?? asymmetricKeyDetails?.namedCurve ?? "unknown";
}

function requireTime({ validFromDate, validToDate }: X509Certificate, nowMs: number): void {
  if (nowMs < validFromDate.getTime()) {
    throw acmErrors.notYetValid();
  }
  if (nowMs > validToDate.getTime()) {
    throw acmErrors.expired();
  }
}

function requireChain(leaf: X509Certificate, pem: string | undefined): void {
  if (pem === undefined) {
    if (!isSelfSigned(leaf)) {
      throw acmErrors.notSelfSigned();
    }
    return;
  }
  const chain = readCertificates(pem);
  const [issuer] = chain ?? [];
  if (chain === undefined || issuer === undefined) {
    throw acmErrors.notPem();
  }
  if (issuer.fingerprint256 === leaf.fingerprint256 && !isSelfSigned(leaf)) {
    throw acmErrors.chainBroken(0);
  }
  if (!isChain([leaf, issuer])) {
    throw acmErrors.chainOfAnother();
  }
  const broken = chain.findIndex((certificate, index) => index > 0 && !isChain(chain.slice(index - 1, index + 1)));
  if (broken > 0) {
    throw acmErrors.chainBroken(broken);
  }
}
