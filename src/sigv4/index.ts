export type { Authorization, CredentialScope, ParsedAuthorization } from "./authorization.ts";
export { parseAuthorization } from "./authorization.ts";
export type { ScopeExpectation } from "./check-authorization.ts";
export { checkAuthorization } from "./check-authorization.ts";
export type { SignatureFailure } from "./failure.ts";
export type { SigningKeys, SigningScope } from "./signing-key.ts";
export { createSigningKeys, deriveSigningKey } from "./signing-key.ts";
export { verifySignature } from "./verify-signature.ts";
