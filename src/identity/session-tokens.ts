import type { Session } from "./session-token.ts";

/** Seals sessions into tokens, and decisions into authorization messages, and opens them again. */
export interface SessionTokens {
  /** The session as an opaque text for `SessionToken`. */
  seal(session: Session): string;
  /**
   * The session inside a token; undefined when the token was not sealed by this server's keys or was changed. A promise
   * when another process has added a key that is not known here yet.
   */
  open(token: string): Session | undefined | Promise<Session | undefined>;
  /** A decision as an opaque text for DecodeAuthorizationMessage. */
  sealMessage(message: AuthorizationMessage): string;
  openMessage(text: string): AuthorizationMessage | undefined | Promise<AuthorizationMessage | undefined>;
}

/** A refusal as DecodeAuthorizationMessage shows it. */
export interface AuthorizationMessage {
  /** The account whose callers may read it. */
  readonly accountId: string;
  /** What DecodedMessage holds, as JSON text. */
  readonly decoded: string;
}
