import type { X509Certificate } from "node:crypto";
import { derValues } from "./der.ts";

/** The names of the bits of the key usage extension, the first bit first (RFC 5280, 4.2.1.3). */
const keyUsageNames = [
  "DIGITAL_SIGNATURE",
  "NON_REPUDIATION",
  "KEY_ENCIPHERMENT",
  "DATA_ENCIPHERMENT",
  "KEY_AGREEMENT",
  "CERTIFICATE_SIGNING",
  "CRL_SIGNING",
  "ENCIPHER_ONLY",
  "DECIPHER_ONLY",
] as const;

/** What a key may be used for, as ACM names it. */
export type KeyUsage = (typeof keyUsageNames)[number] | "ANY";

/** What a certificate's key may be used for; `ANY` alone when the certificate does not say. */
export function keyUsagesOf(certificate: X509Certificate): readonly KeyUsage[] {
  const extension = extensionsOf(certificate).get("551d0f");
  const [bits] = extension === undefined ? [] : derValues(extension);
  if (bits === undefined) {
    return ["ANY"];
  }
  // A bit string begins with the number of bits that fill its last octet up.
  const octets = bits.content.subarray(1);
  return keyUsageNames.filter((_, bit) => ((octets[bit >> 3] ?? 0) & (0x80 >> (bit & 7))) !== 0);
}

const extendedKeyUsageNames = {
  "1.3.6.1.5.5.7.3.1": "TLS_WEB_SERVER_AUTHENTICATION",
  "1.3.6.1.5.5.7.3.2": "TLS_WEB_CLIENT_AUTHENTICATION",
  "1.3.6.1.5.5.7.3.3": "CODE_SIGNING",
  "1.3.6.1.5.5.7.3.4": "EMAIL_PROTECTION",
  "1.3.6.1.5.5.7.3.5": "IPSEC_END_SYSTEM",
  "1.3.6.1.5.5.7.3.6": "IPSEC_TUNNEL",
  "1.3.6.1.5.5.7.3.7": "IPSEC_USER",
  "1.3.6.1.5.5.7.3.8": "TIME_STAMPING",
  "1.3.6.1.5.5.7.3.9": "OCSP_SIGNING",
  "2.5.29.37.0": "ANY",
} as const;

/** One purpose of the extended key usage extension, as ACM names it. */
export interface ExtendedKeyUsage {
  readonly name: (typeof extendedKeyUsageNames)[keyof typeof extendedKeyUsageNames] | "NONE" | "CUSTOM";
  /** Its object identifier; absent for `NONE`. */
  readonly id?: string;
}

/** The purposes of the extended key usage extension; `NONE` alone when there is none. */
export function extendedKeyUsagesOf({ keyUsage }: X509Certificate): readonly ExtendedKeyUsage[] {
  // Node calls the extended usages the usages, and has no list where there are none.
  const ids: readonly string[] | undefined = keyUsage;
  return ids === undefined || ids.length === 0
    ? [{ name: "NONE" }]
    : ids.map((id) => ({ name: isKnownUsage(id) ? extendedKeyUsageNames[id] : "CUSTOM", id }));
}

function isKnownUsage(id: string): id is keyof typeof extendedKeyUsageNames {
  return Object.hasOwn(extendedKeyUsageNames, id);
}

/** Whether a certificate is of version 3, the only one with extensions. */
export function isVersion3(certificate: X509Certificate): boolean {
  const [version] = toBeSigned(certificate);
  return version?.tag === 0xa0 && derValues(version.content)[0]?.content[0] === 2;
}

/** The value of each extension by its object identifier, in hexadecimal. */
function extensionsOf(certificate: X509Certificate): ReadonlyMap<string, Uint8Array> {
  const tagged = toBeSigned(certificate).find(({ tag }) => tag === 0xa3);
  const [list] = tagged === undefined ? [] : derValues(tagged.content);
  const entries = (list === undefined ? [] : derValues(list.content)).map(({ content }) => {
    const parts = derValues(content);
    const value = parts.at(-1)?.content ?? new Uint8Array();
    return [Buffer.from(parts[0]?.content ?? []).toString("hex"), value] as const;
  });
  return new Map(entries);
}

function toBeSigned({ raw }: X509Certificate): ReturnType<typeof derValues> {
  const [certificate] = derValues(raw);
  const [signed] = certificate === undefined ? [] : derValues(certificate.content);
  return signed === undefined ? [] : derValues(signed.content);
}
