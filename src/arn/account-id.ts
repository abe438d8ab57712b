declare const accountIdBrand: unique symbol;

/** A 12-digit AWS account id, checked at the edge by `parseAccountId`. */
export type AccountId = string & { readonly [accountIdBrand]: true };

/** Reads a 12-digit account id; undefined when the text is not one. */
export function parseAccountId(text: string): AccountId | undefined {
  return isAccountId(text) ? text : undefined;
}

function isAccountId(text: string): text is AccountId {
  return /^\d{12}$/.test(text);
}

/** The account id in a text that must be one; throws a RangeError for any other. */
export function accountIdOf(text: string): AccountId {
  const accountId = parseAccountId(text);
  if (accountId === undefined) {
    throw new RangeError(`"${text}" is not an account id; it has 12 digits`);
  }
  return accountId;
}
