import type { TokenKey } from "../store/store.ts";
import { createSealedText, type SealedTextKind } from "./sealed-text.ts";
import type { Session } from "./session-token.ts";
import type { AuthorizationMessage, SessionTokens } from "./session-tokens.ts";
import { fixedTokenKeyRing, type TokenKeyRing } from "./token-key-ring.ts";

/** A session with every member at its limit seals to less. */
const sessionKind: SealedTextKind = { format: 1, charactersMax: 32_768, bytesMax: 262_144 };
/** As long as DecodeAuthorizationMessage takes messages. */
const messageKind: SealedTextKind = { format: 2, charactersMax: 10_240, bytesMax: 262_144 };

/** Makes the sealer of session tokens and authorization messages over a ring of keys, or over a fixed list of them. */
export function createSessionTokens(
  keys: TokenKeyRing | readonly TokenKey[],
  randomBytes: (count: number) => Uint8Array,
): SessionTokens {
  const ring = "find" in keys && "newest" in keys ? keys : fixedTokenKeyRing(keys);
  // An empty ring is a fault of the start, not of the first call.
  ring.newest();
  const sessions = createSealedText<Session>(sessionKind, { ring, randomBytes });
  const messages = createSealedText<AuthorizationMessage>(messageKind, { ring, randomBytes });
  return {
    seal: (session) => sessions.seal(session),
    open: (token) => sessions.open(token),
    sealMessage: (message) => messages.seal(message),
    openMessage: (text) => messages.open(text),
  };
}
