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
  const url = new URL(discoveryUrl(issuer));
  if (!isTrustworthy(url, false)) {
    throw new Error(`${url.href} is not fetched: an issuer elsewhere must be asked over https`);
  }
  const { jwks_uri: keys } = discoveryDocument.parse(await fetchDocument(url, jwtIssuerLimits));
  return new URL(keys);
}

/** Where an issuer's discovery document is. */
export function discoveryUrl(issuer: string): string {
  return `${issuer.replace(/\/$/, "")}/.well-known/openid-configuration`;
}
