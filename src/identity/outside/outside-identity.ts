import type { ContextValue } from "../../policy/decision.ts";
import type { Tag } from "../../store/records.ts";
import { AwsError } from "../../wire/aws-error.ts";

/** Who a caller from outside AWS is, as a trusted identity provider says. */
export interface OutsideIdentity {
  /** The ARN of the provider, as roles trust it. */
  readonly providerArn: string;
  /** `aws:FederatedProvider` of the sessions: the provider's ARN. */
  readonly issuer: string;
  readonly subject: string;
  /** Whether the subject is the same each time; said of SAML subjects only. */
  readonly subjectType?: string;
  /** The SAML issuer, and a digest that names subjects of that issuer within the account. */
  readonly samlIssuer?: string;
  readonly nameQualifier?: string;
  readonly audience: string;
  /** Condition keys, in lower case. */
  readonly keys: Readonly<Record<string, ContextValue>>;
  /** The name of the session, where the provider sets it. */
  readonly sessionName?: string;
  readonly tags: readonly Tag[];
  readonly transitiveTagKeys: readonly string[];
  readonly sourceIdentity?: string;
  /** The longest session that the provider grants, in seconds. */
  readonly durationSecondsMax?: number;
}

/** Why what a provider says was not accepted. */
export interface OutsideFailure {
  readonly code: keyof typeof statuses;
  readonly message: string;
  readonly cause?: unknown;
}

/** What a provider says of the session to be made. */
export type ClaimedSession = Pick<OutsideIdentity, "tags" | "sourceIdentity">;

/**
 * Why AWS refuses the tags or the source identity that a provider claims; undefined when it accepts them. They reach
 * policies, so that they are bound to what AssumeRole would let a caller pass.
 */
export function refusedSession({ tags, sourceIdentity }: ClaimedSession): OutsideFailure | undefined {
  const tag = tags.find(({ key, value }) => !tagKey.test(key) || !tagValue.test(value));
  if (tag !== undefined || tags.length > tagsMax) {
    const named = tag === undefined ? `number ${tagsMax + 1}` : tag.key.slice(0, 128);
    return { code: "InvalidIdentityToken", message: `The session tag ${named} is not one that AWS accepts.` };
  }
  return sourceIdentity !== undefined && !/^[\w+=,.@-]{2,256}$/.test(sourceIdentity)
    ? {
        code: "InvalidIdentityToken",
        message: 'Source Identity must match [a-zA-Z_0-9+=,.@-]{2,64} and not begin with "aws:"',
      }
    : undefined;
}

const tagsMax = 50;
const tagKey = /^(?!aws:)[\p{L}\p{Z}\p{N}_.:/=+\-@]{1,128}$/iu;
const tagValue = /^[\p{L}\p{Z}\p{N}_.:/=+\-@]{0,256}$/u;

const statuses = {
  AccessDenied: 403,
  ExpiredTokenException: 400,
  IDPCommunicationError: 400,
  IDPRejectedClaim: 403,
  InvalidIdentityToken: 400,
  ValidationError: 400,
} as const;

/** The error that a client gets for an identity that was not accepted. */
export function outsideError({ code, message, cause }: OutsideFailure): AwsError {
  return new AwsError(code, statuses[code], message, { cause });
}
