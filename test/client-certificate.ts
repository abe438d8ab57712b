// oxlint-disable-next-line import/no-unassigned-import -- what it tells Reflect is all it is for
import "../src/server/tls/without-metadata.ts";
import { createPrivateKey, createPublicKey } from "node:crypto";
import { ExtendedKeyUsage, ExtendedKeyUsageExtension, X509Certificate, X509CertificateGenerator } from "@peculiar/x509";
import { type KeyedCertificate, makePrivateKey } from "../src/server/tls/issue-certificate.ts";

/** A certificate of that issuer for a client, and its key, as `tls.connect` takes them. */
export async function makeClientCertificate(
  issuer: KeyedCertificate,
  subject = "CN=client",
): Promise<{ readonly cert: string; readonly key: string }> {
  const key = makePrivateKey();
  const algorithm = { name: "ECDSA", namedCurve: "P-256" };
  const certificate = await X509CertificateGenerator.create({
    subject,
    issuer: new X509Certificate(issuer.certificate).subjectName,
    // The library's types are the browsers', which know fewer uses of a key than Node's.
    signingKey: createPrivateKey(issuer.privateKey).toCryptoKey(algorithm, false, ["sign"]) as CryptoKey,
    signingAlgorithm: { name: "ECDSA", hash: "SHA-256" },
    publicKey: createPublicKey(key).export({ type: "spki", format: "der" }),
    notBefore: new Date(Date.now() - 3_600_000),
    notAfter: new Date(Date.now() + 3_600_000),
    extensions: [new ExtendedKeyUsageExtension([ExtendedKeyUsage.clientAuth])],
  });
  return { cert: certificate.toString("pem"), key };
}
