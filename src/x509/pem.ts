import { createPrivateKey, type KeyObject, X509Certificate } from "node:crypto";

/** The certificate in a PEM text that holds one and nothing else; undefined when it does not. */
export function readCertificate(pem: string): X509Certificate | undefined {
  const certificates = readCertificates(pem);
  return certificates?.length === 1 ? certificates[0] : undefined;
}

/** The certificates in a PEM text that holds at least one, in its order; undefined when any is malformed. */
export function readCertificates(pem: string): readonly X509Certificate[] | undefined {
  const blocks = pemBlocks(pem);
  if (blocks.length === 0 || pem.replace(certificateBlock, "").trim() !== "") {
    return undefined;
  }
  try {
    return blocks.map((block) => new X509Certificate(block));
  } catch {
    return undefined;
  }
}

/** The certificates in a PEM text as they stand there, without what stands between them; none of them is looked into. */
export function pemBlocks(pem: string): readonly string[] {
  return pem.match(certificateBlock) ?? [];
}

/** The unencrypted private key in a PEM text; undefined when there is none. */
export function readPrivateKey(pem: string): KeyObject | undefined {
  try {
    return createPrivateKey(pem);
  } catch {
    return undefined;
  }
}

/** Whether each certificate, the first included, was signed by the one that follows it. */
export function isChain(certificates: readonly X509Certificate[]): boolean {
  return certificates.every((certificate, index) => {
    const issuer = certificates[index + 1];
    return issuer === undefined || (certificate.checkIssued(issuer) && certificate.verify(issuer.publicKey));
  });
}

/** Whether a certificate was signed with its own key, whatever it says that the key may be used for. */
export function isSelfSigned(certificate: X509Certificate): boolean {
  return certificate.subject === certificate.issuer && certificate.verify(certificate.publicKey);
}

const certificateBlock = /-----BEGIN CERTIFICATE-----[A-Za-z0-9+/=\s]+-----END CERTIFICATE-----/g;
