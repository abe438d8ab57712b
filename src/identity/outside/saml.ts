import { createHash } from "node:crypto";
import type { AccountId } from "../../arn/account-id.ts";
import type { IamPartRecord } from "../../store/iam-part-records.ts";
import type { Store } from "../../store/store.ts";
import { providerLimits } from "./limits.ts";
import { type OutsideFailure, type OutsideIdentity, refusedSession } from "./outside-identity.ts";
import { readAssertion, type SamlAssertion } from "./saml-assertion.ts";
import { signedAssertion } from "./saml-signature.ts";

/** Verifies the assertions of SAML providers. */
export interface SamlIdentities {
  /** Who the assertion says calls, or why it counts for nothing. */
  verify(proof: SamlProof, accountId: AccountId): Promise<OutsideIdentity | OutsideFailure>;
}

/** A SAML response for a role. */
export interface SamlProof {
  readonly roleArn: string;
  readonly providerArn: string;
  /** The response in base64. */
  readonly assertion: string;
}

/** What verifying assertions stands on. */
export interface SamlOptions {
  readonly store: Pick<Store, "read">;
  readonly nowMs: () => number;
}

/** Makes the verifier: provider, signature, issuer, times and audience, then the role and the attributes. */
export function createSamlIdentities({ store, nowMs }: SamlOptions): SamlIdentities {
  return {
    async verify(proof, accountId) {
      const provider = await store.read((tx) => tx.iamParts.get(accountId, "samlProvider", proof.providerArn));
      if (provider === undefined) {
        return failures.noProvider();
      }
      const { entityId, signingCertificates } = provider.detail;
      const element = signedAssertion(Buffer.from(proof.assertion, "base64").toString(), signingCertificates);
      if (element === undefined) {
        return failures.badSignature();
      }
      const assertion = readAssertion(element);
      if (assertion.issuer !== entityId) {
        return failures.wrongIssuer();
      }
      return refusedAssertion(assertion, proof, nowMs()) ?? identityOf(assertion, provider, nowMs());
    },
  };
}

/** Where assertions for AWS go, and the names AWS has as their audience. */
const recipient = /^https:\/\/(?:[a-z0-9-]+\.)?signin\.aws\.amazon\.com\/saml(?:\/acs\/[A-Za-z0-9-]+)?$/;
const audienceName = "urn:amazon:webservices";

function refusedAssertion(assertion: SamlAssertion, proof: SamlProof, nowMs: number): OutsideFailure | undefined {
  const { issuedAtMs, notBeforeMs, notOnOrAfterMs, sessionEndsAtMs, audiences, roles, sessionName } = assertion;
  const skew = providerLimits.clockSkewMs;
  // NaN, for a time that is missing or none, compares false with everything.
  const ended = sessionEndsAtMs !== undefined && !(nowMs < sessionEndsAtMs);
  if (ended || !(nowMs < issuedAtMs + skew) || !(nowMs < notOnOrAfterMs + skew)) {
    return failures.expired();
  }
  if (issuedAtMs > nowMs + skew || notBeforeMs > nowMs + skew) {
    return failures.notYetValid();
  }
  const named = (text: string) => text === audienceName || recipient.test(text);
  if (!recipient.test(assertion.recipient) || !audiences.some(named)) {
    return failures.wrongAudience();
  }
  const granted = roles.some((parts) => parts.includes(proof.roleArn) && parts.includes(proof.providerArn));
  if (!granted) {
    return failures.roleNotGranted();
  }
  if (sessionName === undefined) {
    return failures.noSessionName();
  }
  if (!/^[\w+=,.@-]{2,64}$/.test(sessionName)) {
    return failures.badSessionName();
  }
  return refusedSession(assertion);
}

function identityOf(
  assertion: SamlAssertion,
  { accountId, key, detail }: IamPartRecord<"samlProvider">,
  nowMs: number,
): OutsideIdentity {
  const { issuer, subject, subjectType, sessionName, sessionEndsAtMs, sessionSeconds } = assertion;
  const nameQualifier = createHash("sha1").update(`${issuer}${accountId}/${detail.name}`).digest("base64");
  const untilEnd = sessionEndsAtMs === undefined ? Infinity : Math.floor((sessionEndsAtMs - nowMs) / 1000);
  const longest = Math.min(untilEnd, sessionSeconds ?? Infinity);
  return {
    providerArn: key,
    issuer: key,
    subject,
    subjectType,
    audience: assertion.recipient,
    keys: {
      "saml:aud": assertion.recipient,
      "saml:iss": issuer,
      "saml:sub": subject,
      "saml:sub_type": subjectType,
      "saml:namequalifier": nameQualifier,
      "saml:doc": `${accountId}/${detail.name}`,
    },
    ...(sessionName !== undefined && { sessionName }),
    tags: assertion.tags,
    transitiveTagKeys: assertion.transitiveTagKeys,
    ...(assertion.sourceIdentity !== undefined && { sourceIdentity: assertion.sourceIdentity }),
    ...(Number.isFinite(longest) && { durationSecondsMax: longest }),
    samlIssuer: issuer,
    nameQualifier,
  };
}

const invalid = (message: string): OutsideFailure => ({ code: "InvalidIdentityToken", message });

/** AWS's texts, as its page on SAML troubleshooting lists them. */
const failures = {
  noProvider: () => invalid("Specified provider doesn't exist"),
  badSignature: () => invalid("Response signature invalid"),
  wrongIssuer: () => invalid("Issuer not present in specified provider"),
  expired: (): OutsideFailure => ({
    code: "ExpiredTokenException",
    message: "Token must be redeemed within 5 minutes of issuance",
  }),
  notYetValid: () => invalid("The SAML assertion is not valid yet"),
  wrongAudience: () => invalid("Response does not contain the required audience."),
  roleNotGranted: (): OutsideFailure => ({
    code: "AccessDenied",
    message: "Not authorized to perform sts:AssumeRoleWithSAML",
  }),
  noSessionName: () => invalid("RoleSessionName is required in AuthnResponse"),
  badSessionName: () => invalid("RoleSessionName in AuthnResponse must match [a-zA-Z_0-9+=,.@-]{2,64}"),
};
