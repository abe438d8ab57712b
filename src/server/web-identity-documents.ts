import { headerValue, type RawRequest, type RawResponse } from "../http/raw-request.ts";
import type { WebIdentityIssuer } from "../identity/web-identity-issuer.ts";
import type { Store } from "../store/store.ts";
import { parseAccountId } from "../arn/account-id.ts";
import type { Admin } from "./admin.ts";

const path = /^\/_sallyport\/web-identity\/(\d{12})\/(\.well-known\/openid-configuration|jwks)$/;

/**
 * Publishes what verifiers of an account's web identity tokens need, without a signature: its discovery document and
 * the public keys, below `/_sallyport/web-identity/{account}/`. Every other request goes on.
 */
export function withWebIdentityDocuments(admin: Admin, issuer: WebIdentityIssuer, store: Store): Admin {
  return {
    serve: async (raw, body) => (await documentAt(raw, issuer, store)) ?? admin.serve(raw, body),
  };
}

async function documentAt(raw: RawRequest, issuer: WebIdentityIssuer, store: Store): Promise<RawResponse | undefined> {
  const [, account = "", document] = path.exec(raw.path) ?? [];
  const accountId = parseAccountId(account);
  if (accountId === undefined || raw.method !== "GET") {
    return undefined;
  }
  if (document === "jwks") {
    return json(200, await issuer.keySet());
  }
  const setting = await store.read((tx) => tx.accountSettings.get(accountId, "outbound-web-identity-federation"));
  // IAM writes this setting with these members.
  const { issuer: name, enabled } = JSON.parse(setting ?? "{}") as {
    readonly issuer?: string;
    readonly enabled?: boolean;
  };
  if (!enabled) {
    return json(404, { message: `account ${accountId} issues no web identity tokens` });
  }
  const scheme = raw.secure ? "https" : "http";
  return json(200, {
    issuer: name,
    jwks_uri: `${scheme}://${headerValue(raw, "host") ?? ""}/_sallyport/web-identity/${accountId}/jwks`,
    response_types_supported: ["id_token"],
    subject_types_supported: ["public"],
    id_token_signing_alg_values_supported: ["RS256", "ES384"],
  });
}

function json(status: number, body: object): RawResponse {
  const headers = ["content-type", "application/json", "cache-control", "no-cache"];
  return { status, headers, body: JSON.stringify(body) };
}
