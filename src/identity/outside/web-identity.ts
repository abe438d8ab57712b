import { compactVerify, decodeJwt, decodeProtectedHeader, errors, type JWTPayload, type JWTVerifyGetKey } from "jose";
import type { AccountId } from "../../arn/account-id.ts";
import { iamArn } from "../../arn/arn.ts";
import type { OidcProviderDetail } from "../../store/iam-part-records.ts";
import type { Store } from "../../store/store.ts";
import { createIssuerKeys, type IssuerKeys, IssuerUnreachable } from "./issuer-keys.ts";
import { providerLimits } from "./limits.ts";
import { type OutsideFailure, type OutsideIdentity, refusedSession } from "./outside-identity.ts";
import { tokenAudience, tokenKeys, tokenSession } from "./web-identity-claims.ts";

/** Verifies the tokens of OpenID Connect providers. */
export interface WebIdentities {
  /** Who the token says calls, or why it counts for nothing with the account's providers. */
  verify(token: string, accountId: AccountId): Promise<OutsideIdentity | OutsideFailure>;
}

/** What verifying tokens stands on. */
export interface WebIdentityOptions {
  readonly store: Pick<Store, "read">;
  readonly nowMs: () => number;
  readonly allowHttp: boolean;
}

/** The algorithms that AWS documents for providers' signatures. */
const algorithms = ["RS256", "RS384", "RS512", "ES256", "ES384", "ES512"];

/**
 * Makes the verifier. A token is checked in this order: that it is a token at all, that the role's account trusts its
 * issuer, signature, times, audience.
 */
export function createWebIdentities({ store, nowMs, allowHttp }: WebIdentityOptions): WebIdentities {
  const issuerKeys = createIssuerKeys({ nowMs, allowHttp });
  return {
    async verify(token, accountId) {
      const claims = decodeToken(token);
      if (claims === undefined) {
        return failures.notAToken();
      }
      const { iss = "" } = claims;
      const providerArn = iamArn(accountId, `oidc-provider/${withoutScheme(iss)}`);
      const provider = await store.read((tx) => tx.iamParts.get(accountId, "oidcProvider", providerArn));
      if (provider === undefined) {
        return failures.noProvider(iss);
      }
      return (
        (await badSignature(token, iss, issuerKeys)) ??
        badTimes(claims, nowMs()) ??
        identityOf(claims, { providerArn, detail: provider.detail })
      );
    },
  };
}

/** The claims of a token, unverified; undefined when it is none. */
function decodeToken(token: string): JWTPayload | undefined {
  try {
    decodeProtectedHeader(token);
    return decodeJwt(token);
  } catch {
    return undefined;
  }
}

/** The provider's name in its ARN and in condition keys: the issuer without scheme. */
function withoutScheme(issuer: string): string {
  return issuer.replace(/^https?:\/\//, "").replace(/\/$/, "");
}

/** Why the signature does not count; keys that are not known yet are asked for once more, since providers rotate them. */
async function badSignature(token: string, issuer: string, keys: IssuerKeys): Promise<OutsideFailure | undefined> {
  try {
    try {
      await verifySignature(token, await keys.get(issuer, false));
    } catch (cause) {
      if (!(cause instanceof errors.JWKSNoMatchingKey)) {
        throw cause;
      }
      await verifySignature(token, await keys.get(issuer, true));
    }
    return undefined;
  } catch (cause) {
    return cause instanceof IssuerUnreachable
      ? failures.unreachable(cause)
      : cause instanceof errors.JWSSignatureVerificationFailed
        ? failures.notValidated(cause)
        : failures.noKey(cause);
  }
}

async function verifySignature(token: string, keys: JWTVerifyGetKey): Promise<void> {
  try {
    await compactVerify(token, keys, { algorithms });
  } catch (cause) {
    if (!(cause instanceof errors.JWKSMultipleMatchingKeys)) {
      throw cause;
    }
    // A token without the id of its key: any of the keys of its kind may have signed it.
    for await (const key of cause) {
      const verified = await compactVerify(token, key, { algorithms }).then(
        () => true,
        () => false,
      );
      if (verified) {
        return;
      }
    }
    throw new errors.JWSSignatureVerificationFailed();
  }
}

function badTimes(claims: JWTPayload, nowMs: number): OutsideFailure | undefined {
  const { exp, iat, nbf } = claims;
  if (typeof exp !== "number") {
    return failures.missingClaim("exp");
  }
  if (typeof iat !== "number") {
    return failures.missingClaim("iat");
  }
  if (exp * 1000 + providerLimits.clockSkewMs <= nowMs) {
    return failures.expired(exp, nowMs);
  }
  const latestMs = nowMs + providerLimits.clockSkewMs;
  return iat * 1000 > latestMs || (typeof nbf === "number" && nbf * 1000 > latestMs)
    ? failures.notValidated()
    : undefined;
}

interface TrustedProvider {
  readonly providerArn: string;
  readonly detail: OidcProviderDetail;
}

function identityOf(claims: JWTPayload, { providerArn, detail }: TrustedProvider): OutsideIdentity | OutsideFailure {
  const { sub } = claims;
  if (typeof sub !== "string" || sub === "") {
    return failures.missingClaim("sub");
  }
  const found = tokenAudience(claims);
  if (found === "none") {
    return failures.missingClaim("aud");
  }
  if (found === "several") {
    return failures.severalAudiences();
  }
  if (!detail.clientIds.includes(found.audience)) {
    return failures.wrongAudience();
  }
  const provider = providerArn.slice(providerArn.indexOf("/") + 1);
  const session = tokenSession(claims);
  const refused = refusedSession(session);
  if (refused !== undefined) {
    return refused;
  }
  return {
    providerArn,
    issuer: providerArn,
    subject: sub,
    audience: found.audience,
    keys: tokenKeys(claims, provider, found),
    ...session,
  };
}

const invalid = (message: string, cause?: unknown): OutsideFailure => ({
  code: "InvalidIdentityToken",
  message,
  cause,
});

/** AWS's texts, as seen in many reports. */
const failures = {
  notAToken: () =>
    invalid("The ID Token provided is not a valid JWT. (You may see this error if you sent an Access Token)"),
  noProvider: (issuer: string) => invalid(`No OpenIDConnect provider found in your account for ${issuer}`),
  noKey: (cause: unknown) =>
    invalid(
      "Couldn't retrieve verification key from your identity provider,  please reference AssumeRoleWithWebIdentity documentation for requirements",
      cause,
    ),
  unreachable: (cause: unknown): OutsideFailure => ({
    code: "IDPCommunicationError",
    message: "Unable to communicate with the identity provider that was asked to verify the incoming identity token.",
    cause,
  }),
  notValidated: (cause?: unknown) => invalid("The web identity token provided could not be validated.", cause),
  missingClaim: (name: string) => invalid(`Missing a required claim: ${name}.`),
  severalAudiences: () =>
    invalid("Token audience contains more than one audience while authorized party is not present"),
  wrongAudience: () => invalid("Incorrect token audience"),
  expired: (exp: number, nowMs: number): OutsideFailure => ({
    code: "ExpiredTokenException",
    message: `Token expired: current date/time ${Math.floor(nowMs / 1000)} must be before the expiration date/time ${exp}`,
  }),
};
