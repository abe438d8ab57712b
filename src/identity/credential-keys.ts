import { createSigningKeys, isSameScope, type SigningKey, type SigningScope } from "../sigv4/signing-key.ts";
import type { Credential } from "./credentials.ts";

/**
 * Makes the function that finds the key a credential signs with for a scope. At most that many keys are kept, and with
 * each credential the one it signed with last, so that a caller who goes on with the same service, as most do, is not
 * looked up by a text made of its secret.
 */
export function createCredentialKeys(max: number): (credential: Credential, scope: SigningScope) => SigningKey {
  const keys = createSigningKeys(max);
  const latest = new WeakMap<Credential, { readonly scope: SigningScope; readonly key: SigningKey }>();
  return (credential, scope) => {
    const known = latest.get(credential);
    if (known !== undefined && isSameScope(known.scope, scope)) {
      return known.key;
    }
    const key = keys.get(credential.secretAccessKey, scope);
    latest.set(credential, { scope, key });
    return key;
  };
}
