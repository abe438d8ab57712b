import type { X509Certificate } from "node:crypto";

/**
 * A subject or issuer on one line, attributes in the certificate's order, as AWS was observed to print it:
 * `C=US,O=Example,CN=www.example.com`.
 */
export function distinguishedName(name: string): string {
  return name.split("\n").join(",");
}

/** The last value of one attribute, such as `CN` or `O`, of a subject or issuer; undefined when it has none. */
export function attributeOf(name: string, attribute: string): string | undefined {
  const prefix = `${attribute}=`;
  return name
    .split("\n")
    .findLast((line) => line.startsWith(prefix))
    ?.slice(prefix.length);
}

/** The host names that a certificate is for, in lower case and in order: its alternative names and its common name. */
export function domainNamesOf(certificate: Pick<X509Certificate, "subject" | "subjectAltName">): readonly string[] {
  const alternatives = alternativeNames(certificate.subjectAltName)
    .filter((entry) => entry.startsWith("DNS:"))
    .map((entry) => entry.slice("DNS:".length));
  const common = attributeOf(certificate.subject, "CN");
  const names = [...(common === undefined ? [] : [common]), ...alternatives].map((name) => name.toLowerCase());
  return [...new Set(names.filter((name) => /^[a-z0-9*_.-]+$/.test(name)))].toSorted();
}

/** The entries of Node's text of alternative names. It quotes one that could be taken for several, which no host name can. */
function alternativeNames(text = ""): readonly string[] {
  return text.match(/(?:[^",]|"(?:[^"\\]|\\.)*")+/g)?.map((entry) => entry.trim()) ?? [];
}

/** Whether one of a certificate's names is the host name or takes it: `*.` stands for one label. */
export function coversName(names: readonly string[], name: string): boolean {
  return names.includes(name) || names.includes(`*${name.slice(name.indexOf("."))}`);
}

/** The kind and size of a certificate's public key, as ACM writes it: `RSA-2048`, `EC-prime256v1`. */
export function keyAlgorithmOf({ publicKey }: Pick<X509Certificate, "publicKey">): string {
  const { modulusLength, namedCurve } = publicKey.asymmetricKeyDetails ?? {};
  switch (publicKey.asymmetricKeyType) {
    case "rsa":
      return `RSA-${modulusLength}`;
    case "ec":
      return `EC-${namedCurve}`;
    default:
      return String(publicKey.asymmetricKeyType);
  }
}

/** The algorithm that a certificate is signed with, as ACM writes it: `SHA256WITHRSA`, `SHA384WITHECDSA`. */
export function signatureAlgorithmOf({ signatureAlgorithm }: X509Certificate): string | undefined {
  const name = signatureAlgorithm?.toUpperCase() ?? "";
  const [digest] = /SHA\d+|MD5/.exec(name) ?? [];
  if (digest === undefined) {
    return signatureAlgorithm;
  }
  return `${digest}WITH${name.includes("ECDSA") ? "ECDSA" : "RSA"}`;
}

/** A serial number as pairs of digits: `03:e9`. */
export function serialNumberOf({ serialNumber }: Pick<X509Certificate, "serialNumber">): string {
  return (serialNumber.toLowerCase().match(/../g) ?? []).join(":");
}
