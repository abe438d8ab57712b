import { z } from "zod";
import { type DocumentLimits, fetchDocument, isTrustworthy } from "./fetch-document.ts";

/**
 * What API Gateway takes from the issuers of JWT authorizers
 * (https://docs.aws.amazon.com/apigateway/latest/developerguide/http-api-quotas.html).
 */
export const jwtIssuerLimits: DocumentLimits = { fetchMs: 1500, documentBytes: 150_000 };

const discoveryDocument = z.object({ jwks_uri: z.url() });

/**
 * The address of an issuer's keys, by OpenID Connect discovery. Rejects when the issuer cannot be asked, in the clear
 * elsewhere than on this machine, or does not tell.
 */
export async function discoverKeys(issuer: string): Promise<URL> {
  if (!mayAskIssuer(issuer)) {
    throw new Error(`${issuer} is not asked: an issuer elsewhere must be asked over https`);
  }
  const url = new URL(discoveryUrl(issuer));
  const { jwks_uri: keys } = discoveryDocument.parse(await fetchDocument(url, jwtIssuerLimits));
  return new URL(keys);
}

/** Whether an issuer is an address that may be asked for keys: over https, or in the clear on this machine. */
export function mayAskIssuer(issuer: string): boolean {
  const url = URL.parse(discoveryUrl(issuer));
  return url !== null && isTrustworthy(url, false);
}

/** Where an issuer's discovery document is. */
export function discoveryUrl(issuer: string): string {
  return `${issuer.replace(/\/$/, "")}/.well-known/openid-configuration`;
}
