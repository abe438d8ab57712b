import { X509Certificate } from "node:crypto";
import { distinguishedName, keyAlgorithmOf, signatureAlgorithmOf } from "./certificate-facts.ts";
import { isSelfSigned, pemBlocks } from "./pem.ts";

/** What a file of certificates of those whom clients may be certified by came to. */
export interface TruststoreContent {
  /** The certificates that are trusted, in PEM. */
  readonly certificates: readonly string[];
  /** Why others are not: one sentence each. */
  readonly warnings: readonly string[];
}

/** The longest way from a client's certificate to the root, both counted; documented. */
const chainLengthMax = 4;

/**
 * The certificates in a PEM text that clients may be certified by. Those that API Gateway is documented not to take are
 * left out with a warning: https://docs.aws.amazon.com/apigateway/latest/developerguide/http-api-mutual-tls.html.
 */
export function readTruststore(pem: string): TruststoreContent {
  const certificates: string[] = [];
  const warnings: string[] = [];
  for (const [index, block] of pemBlocks(pem).entries()) {
    const fault = faultOf(block);
    if (fault === undefined) {
      certificates.push(block);
    } else {
      warnings.push(`Certificate ${index + 1} of the truststore is not used: ${fault}`);
    }
  }
  return { certificates, warnings };
}

/**
 * Whether a client's certificate leads to a root by certificates of the truststore alone: each signed by the next, at most
 * four of them, and of the kinds of key and signature that are taken. Whether they are for this use and valid at this
 * time was for the handshake to find out.
 */
export function leadsToRoot(certificate: X509Certificate, truststore: readonly X509Certificate[]): boolean {
  if (weaknessOf(certificate) !== undefined) {
    return false;
  }
  let current = certificate;
  for (let length = 1; length <= chainLengthMax; length += 1) {
    if (isSelfSigned(current)) {
      return truststore.some(({ fingerprint256 }) => fingerprint256 === current.fingerprint256);
    }
    const issuer = truststore.find((one) => one.ca && current.checkIssued(one) && current.verify(one.publicKey));
    if (issuer === undefined) {
      return false;
    }
    current = issuer;
  }
  return false;
}

function faultOf(pem: string): string | undefined {
  let certificate: X509Certificate;
  try {
    certificate = new X509Certificate(pem);
  } catch {
    return "it cannot be read.";
  }
  const weakness = weaknessOf(certificate);
  return weakness && `${weakness} (${distinguishedName(certificate.subject)})`;
}

const keyAlgorithms = /^RSA-(?:2048|3072|4096)$|^EC-(?:prime256v1|secp384r1)$/;
const signatureAlgorithms = /^SHA(?:256|384|512)WITH/;

function weaknessOf(certificate: X509Certificate): string | undefined {
  const key = keyAlgorithmOf(certificate);
  if (!keyAlgorithms.test(key)) {
    return `its key is ${key}, neither RSA with at least 2048 bits nor ECDSA with 256 or 384 bits.`;
  }
  const signature = signatureAlgorithmOf(certificate) ?? "none that is known";
  return signatureAlgorithms.test(signature) ? undefined : `its signature is ${signature}, weaker than SHA-256.`;
}
