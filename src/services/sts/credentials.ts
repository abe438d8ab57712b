import type { Credentials } from "@aws-sdk/client-sts";
import { newUniqueId } from "../../arn/unique-id.ts";
import type { Caller } from "../../identity/caller.ts";
import type { Session } from "../../identity/session-token.ts";
import type { Call } from "../call.ts";

/** What a new session is beside its keys and times. */
export type SessionPurpose = Omit<Session, "accessKeyId" | "secretAccessKey" | "issuedAtMs" | "expiresAtMs">;

/** Makes temporary credentials that end after so many seconds, times cut to the second as AWS prints them. */
export function issueCredentials(call: Call, purpose: SessionPurpose, durationSeconds: number): Credentials {
  const { sources, tokens, nowMs } = call;
  const issuedAtMs = Math.floor(nowMs / 1000) * 1000;
  const session: Session = {
    ...purpose,
    accessKeyId: newUniqueId("ASIA", purpose.accountId, sources.randomBytes),
    // 30 random bytes are 40 characters of base64, the length of AWS's secrets.
    secretAccessKey: Buffer.from(sources.randomBytes(30)).toString("base64"),
    issuedAtMs,
    expiresAtMs: issuedAtMs + durationSeconds * 1000,
  };
  return {
    AccessKeyId: session.accessKeyId,
    SecretAccessKey: session.secretAccessKey,
    SessionToken: tokens.seal(session),
    Expiration: new Date(session.expiresAtMs),
  };
}

const userDefaultSeconds = 43_200;
const rootMaxSeconds = 3600;

/**
 * The length of a session that acts for a user or root, in seconds. The API pages let root ask for more than an hour and
 * quietly give an hour.
 */
export function sessionSeconds(asked: number | undefined, { kind }: Pick<Caller, "kind">): number {
  return kind === "root" ? Math.min(asked ?? rootMaxSeconds, rootMaxSeconds) : (asked ?? userDefaultSeconds);
}
