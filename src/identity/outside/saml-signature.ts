import { DOMParser } from "@xmldom/xmldom";
import { SignedXml } from "xml-crypto";

/** Namespaces of SAML 2.0 responses. */
export const samlNamespaces = {
  protocol: "urn:oasis:names:tc:SAML:2.0:protocol",
  assertion: "urn:oasis:names:tc:SAML:2.0:assertion",
  signature: "http://www.w3.org/2000/09/xmldsig#",
} as const;

/** What is accepted in a signature; whatever else a document names fails. SHA-1 is not among it. */
const accepted: ReadonlySet<string> = new Set([
  "http://www.w3.org/2001/04/xmldsig-more#rsa-sha256",
  "http://www.w3.org/2001/04/xmldsig-more#rsa-sha512",
  "http://www.w3.org/2001/04/xmlenc#sha256",
  "http://www.w3.org/2001/04/xmlenc#sha512",
  "http://www.w3.org/2001/10/xml-exc-c14n#",
  "http://www.w3.org/TR/2001/REC-xml-c14n-20010315",
  "http://www.w3.org/2000/09/xmldsig#enveloped-signature",
]);

/**
 * Parses XML; undefined when it is malformed or has a document type, whose entities and defaults no assertion needs.
 */
export function parseXml(text: string): Document | undefined {
  if (/<!DOCTYPE/i.test(text)) {
    return undefined;
  }
  try {
    return new DOMParser({ errorHandler: refuseMalformed }).parseFromString(text, "text/xml");
  } catch {
    return undefined;
  }
}

/**
 * The assertion of a SAML response as one of the certificates signed it; undefined when none did. The response must
 * hold one assertion and no two equal ids, and either the assertion or the whole response is signed. What is returned is
 * parsed anew from the very bytes that the signature covers: whatever else was wrapped around them is never looked at.
 */
export function signedAssertion(text: string, certificates: readonly string[]): Element | undefined {
  const document = parseXml(text);
  const response = document?.documentElement;
  if (!response || !isNamed(response, "protocol", "Response")) {
    return undefined;
  }
  const everything = [response, ...descendantsOf(response)];
  const [assertion, ...others] = everything.filter((element) => element.localName === "Assertion");
  const ids = everything.flatMap((element) => idsOf(element));
  if (assertion?.parentNode !== response || others.length > 0 || new Set(ids).size < ids.length) {
    return undefined;
  }
  for (const owner of [assertion, response]) {
    const covered = coveredBy(text, owner, certificates);
    if (covered !== undefined) {
      return owner === assertion ? covered : onlyAssertionOf(covered);
    }
  }
  return undefined;
}

/** The child elements of that name in SAML's assertion namespace. */
export function childrenOf(element: Element, name: string): readonly Element[] {
  return elementsIn(element).filter((child) => isNamed(child, "assertion", name));
}

/** The element that a signature within it covers, parsed from the signed bytes; undefined when no certificate fits. */
function coveredBy(text: string, owner: Element, certificates: readonly string[]): Element | undefined {
  const [signature, ...others] = elementsIn(owner).filter((child) => isNamed(child, "signature", "Signature"));
  if (signature === undefined || others.length > 0 || !isSimple(signature)) {
    return undefined;
  }
  for (const certificate of certificates) {
    const [bytes] = verifiedBytes(text, signature, certificate);
    const covered = bytes === undefined ? undefined : parseXml(bytes)?.documentElement;
    if (covered && covered.localName === owner.localName && covered.getAttribute("ID") === owner.getAttribute("ID")) {
      return covered;
    }
  }
  return undefined;
}

/**
 * Whether the signature covers one thing and transforms it no more than SAML allows. It is asked before anything is
 * verified, so that nobody can make the server canonicalize a document a thousand times.
 */
function isSimple(signature: Element): boolean {
  const names = descendantsOf(signature).map(({ localName }) => localName);
  const count = (name: string) => names.filter((other) => other === name).length;
  return count("Reference") === 1 && count("Transform") <= 2;
}

/** The canonical bytes that a signature covers: one reference, or nothing when it is not by that certificate's key. */
function verifiedBytes(text: string, signature: Element, certificate: string): readonly string[] {
  const publicCert = `-----BEGIN CERTIFICATE-----\n${certificate.replace(/(.{64})/g, "$1\n").trimEnd()}\n-----END CERTIFICATE-----\n`;
  // Keys that the document itself brings prove nothing and are never read.
  const verifier = new SignedXml({ publicCert, getCertFromKeyInfo: () => null });
  verifier.idAttributes = ["ID"];
  verifier.SignatureAlgorithms = onlyAccepted(verifier.SignatureAlgorithms);
  verifier.HashAlgorithms = onlyAccepted(verifier.HashAlgorithms);
  verifier.CanonicalizationAlgorithms = onlyAccepted(verifier.CanonicalizationAlgorithms);
  try {
    verifier.loadSignature(signature);
    if (!verifier.checkSignature(text)) {
      return [];
    }
    const references = verifier.getSignedReferences();
    return references.length === 1 ? references : [];
  } catch {
    return [];
  }
}

function onlyAccepted<Algorithm>(algorithms: Record<string, Algorithm>): Record<string, Algorithm> {
  return Object.fromEntries(Object.entries(algorithms).filter(([name]) => accepted.has(name)));
}

function refuseMalformed(_level: string, message: unknown): never {
  throw new Error(String(message));
}

function onlyAssertionOf(response: Element): Element | undefined {
  const [assertion, ...others] = childrenOf(response, "Assertion");
  return others.length === 0 ? assertion : undefined;
}

function elementsIn(element: Element): readonly Element[] {
  const found: Element[] = [];
  for (let node = element.firstChild; node !== null; node = node.nextSibling) {
    if (isElement(node)) {
      found.push(node);
    }
  }
  return found;
}

/** Goes down by hand, not by recursion: the depth of a document is its sender's choice. */
function descendantsOf(root: Element): readonly Element[] {
  const found: Element[] = [];
  const pending = [...elementsIn(root)];
  for (let element = pending.pop(); element !== undefined; element = pending.pop()) {
    found.push(element);
    pending.push(...elementsIn(element));
  }
  return found;
}

function isElement(node: ChildNode): node is ChildNode & Element {
  return node.nodeType === elementNode;
}

/** The DOM's number for elements. */
const elementNode = 1;

function isNamed(element: Element, namespace: keyof typeof samlNamespaces, name: string): boolean {
  return element.namespaceURI === samlNamespaces[namespace] && element.localName === name;
}

/** Every attribute that some reader might take for an id. */
function idsOf(element: Element): readonly string[] {
  const attributes = Array.from({ length: element.attributes.length }, (_, index) => element.attributes.item(index));
  return attributes.flatMap((attribute) => (attribute && /^id$/i.test(attribute.localName) ? attribute.value : []));
}
