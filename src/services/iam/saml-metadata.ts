import { X509Certificate } from "node:crypto";
import { DOMParser } from "@xmldom/xmldom";

/** What a SAML provider's metadata says that matters for verifying its assertions. */
export interface SamlMetadata {
  /** The issuer of its assertions. */
  readonly entityId: string;
  /** The certificates that assertions may be signed with: base64 of DER, without white space. */
  readonly signingCertificates: readonly string[];
  /** The earliest `validUntil`, when there is one. */
  readonly validUntilMs?: number;
}

/**
 * Reads the metadata of one identity provider; undefined when it is not well-formed, describes no identity provider or
 * holds no readable signing certificate. Document types are refused: metadata needs no entities.
 */
export function readSamlMetadata(xml: string): SamlMetadata | undefined {
  const root = parseRoot(xml);
  const descriptor = root && elementsOf(root, metadataNamespace, "IDPSSODescriptor")[0];
  const entityId = root?.getAttribute("entityID") ?? "";
  if (root === undefined || descriptor === undefined || entityId === "") {
    return undefined;
  }
  const certificates = elementsOf(descriptor, metadataNamespace, "KeyDescriptor")
    .filter((key) => key.getAttribute("use") !== "encryption")
    .flatMap((key) => elementsOf(key, signatureNamespace, "X509Certificate"))
    .map((element) => (element.textContent ?? "").replaceAll(/\s/g, ""));
  if (certificates.length === 0 || !certificates.every(isCertificate)) {
    return undefined;
  }
  const times = [root, descriptor]
    .map((element) => element.getAttribute("validUntil") ?? "")
    .filter((time) => time !== "");
  const validUntilMs = Math.min(...times.map((time) => Date.parse(time)));
  if (Number.isNaN(validUntilMs)) {
    return undefined;
  }
  return {
    entityId,
    signingCertificates: [...new Set(certificates)],
    ...(times.length === 0 ? {} : { validUntilMs }),
  };
}

const metadataNamespace = "urn:oasis:names:tc:SAML:2.0:metadata";
const signatureNamespace = "http://www.w3.org/2000/09/xmldsig#";

/** The one `EntityDescriptor` that the document is; undefined for anything else. */
function parseRoot(xml: string): Element | undefined {
  if (/<!DOCTYPE/i.test(xml)) {
    return undefined;
  }
  let faults = 0;
  const errorHandler = () => {
    faults += 1;
  };
  try {
    const document = new DOMParser({ errorHandler }).parseFromString(xml.trim(), "text/xml");
    const root = document.documentElement;
    const fits = root?.namespaceURI === metadataNamespace && root.localName === "EntityDescriptor";
    return fits && faults === 0 ? root : undefined;
  } catch {
    return undefined;
  }
}

function elementsOf(parent: Element, namespace: string, name: string): readonly Element[] {
  return Array.from(parent.getElementsByTagNameNS(namespace, name));
}

function isCertificate(base64: string): boolean {
  try {
    return new X509Certificate(Buffer.from(base64, "base64")).raw.length > 0;
  } catch {
    return false;
  }
}
