// oxlint-disable-next-line import/no-unassigned-import -- what it tells Reflect is all it is for
import "./without-metadata.ts";
import { createPrivateKey, createPublicKey, generateKeyPairSync } from "node:crypto";
import { isIP } from "node:net";
import {
  AuthorityKeyIdentifierExtension,
  BasicConstraintsExtension,
  ExtendedKeyUsage,
  ExtendedKeyUsageExtension,
  type JsonGeneralName,
  KeyUsageFlags,
  KeyUsagesExtension,
  SubjectAlternativeNameExtension,
  SubjectKeyIdentifierExtension,
  X509Certificate,
  X509CertificateGenerator,
} from "@peculiar/x509";
import type { Sources } from "../../sources.ts";

/** A certificate and its private key (PKCS #8), both in PEM. */
export interface KeyedCertificate {
  readonly certificate: string;
  readonly privateKey: string;
}

/** What a server certificate is made from. */
export interface IssueOptions {
  readonly issuer: KeyedCertificate;
  /** PKCS #8 in PEM; on P-256. */
  readonly privateKey: string;
  /** DNS names and IP addresses that the certificate is for. */
  readonly names: readonly string[];
  readonly sources: IssueSources;
}

/** The clock dates certificates, chance numbers them. */
export type IssueSources = Pick<Sources, "nowMs" | "randomBytes">;

const dayMs = 86_400_000;
/** How far back certificates are dated, for clients whose clock is behind. */
const backdatedMs = dayMs;
const authorityLifeMs = 3650 * dayMs;
/** From its first day to its last; browsers take no longer life than 398 days. */
const certificateLifeMs = 397 * dayMs;

const keyAlgorithm = { name: "ECDSA", namedCurve: "P-256" };
const signingAlgorithm = { name: "ECDSA", hash: "SHA-256" };

/** Makes a private key for certificates of this file: P-256, PKCS #8 in PEM. */
export function makePrivateKey(): string {
  const { privateKey } = generateKeyPairSync("ec", { namedCurve: keyAlgorithm.namedCurve });
  return privateKey.export({ type: "pkcs8", format: "pem" });
}

/** Makes a self-signed authority that may sign server certificates but no further authorities. */
export async function makeAuthority({ nowMs, randomBytes }: IssueSources): Promise<KeyedCertificate> {
  const privateKey = makePrivateKey();
  const keys = keysOf(privateKey);
  const serialNumber = newSerialNumber(randomBytes);
  const certificate = await X509CertificateGenerator.createSelfSigned({
    keys,
    signingAlgorithm,
    serialNumber,
    // A trust store may hold several of these; the name tells them apart.
    name: `CN=Sallyport local CA ${serialNumber.slice(0, 8)}, O=Sallyport`,
    notBefore: new Date(nowMs() - backdatedMs),
    notAfter: new Date(nowMs() + authorityLifeMs),
    extensions: [
      new BasicConstraintsExtension(true, 0, true),
      new KeyUsagesExtension(KeyUsageFlags.keyCertSign | KeyUsageFlags.cRLSign, true),
      await SubjectKeyIdentifierExtension.create(keys.publicKey),
    ],
  });
  return { certificate: pemOf(certificate), privateKey };
}

/** Issues a server certificate for the names; in PEM. It ends with its issuer if that ends sooner. */
export async function issueCertificate({ issuer, privateKey, names, sources }: IssueOptions): Promise<string> {
  const authority = new X509Certificate(issuer.certificate);
  const { publicKey } = keysOf(privateKey);
  const notBeforeMs = sources.nowMs() - backdatedMs;
  const certificate = await X509CertificateGenerator.create({
    signingKey: keysOf(issuer.privateKey).privateKey,
    signingAlgorithm,
    publicKey,
    serialNumber: newSerialNumber(sources.randomBytes),
    issuer: authority.subjectName,
    // Clients read the names below; a common name could not even hold the longer ones.
    subject: "O=Sallyport",
    notBefore: new Date(notBeforeMs),
    notAfter: new Date(Math.min(notBeforeMs + certificateLifeMs, authority.notAfter.getTime())),
    extensions: [
      new BasicConstraintsExtension(false, undefined, true),
      new KeyUsagesExtension(KeyUsageFlags.digitalSignature, true),
      new ExtendedKeyUsageExtension([ExtendedKeyUsage.serverAuth]),
      new SubjectAlternativeNameExtension(names.map(alternativeName)),
      await AuthorityKeyIdentifierExtension.create(authority.publicKey),
      await SubjectKeyIdentifierExtension.create(publicKey),
    ],
  });
  return pemOf(certificate);
}

/** The keys as the library takes them: its types are the browsers', which know fewer uses of a key than Node's. */
function keysOf(pem: string): CryptoKeyPair {
  const key = createPrivateKey(pem);
  return {
    privateKey: key.toCryptoKey(keyAlgorithm, false, ["sign"]) as CryptoKey,
    publicKey: createPublicKey(key).toCryptoKey(keyAlgorithm, true, ["verify"]) as CryptoKey,
  };
}

function alternativeName(value: string): JsonGeneralName {
  return { type: isIP(value) === 0 ? "dns" : "ip", value };
}

/** 127 bits in hexadecimal: a serial number is positive and has no leading zero byte. */
function newSerialNumber(randomBytes: IssueSources["randomBytes"]): string {
  const bytes = Buffer.from(randomBytes(16));
  bytes[0] = ((bytes[0] ?? 0) & 0x7f) | 0x40;
  return bytes.toString("hex");
}

function pemOf(certificate: X509Certificate): string {
  return `${certificate.toString("pem")}\n`;
}
