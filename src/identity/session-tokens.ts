import type { Session } from "./session-token.ts";

/** Seals sessions into tokens and opens them again. */
export interface SessionTokens {
  /** The session as an opaque text for `SessionToken`. */
  seal(session: Session): string;
  /** The session inside a token; undefined when the token was not sealed by this server's keys or was changed. */
  open(token: string): Session | undefined;
}
