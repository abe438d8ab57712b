import type { PasswordPolicyDetail } from "../../store/iam-part-records.ts";

/**
 * What a password lacks under the account's policy, in words for the refusal; undefined when it conforms. Without a
 * policy AWS's default holds: eight characters of three kinds at least, and not the account's name (documented).
 */
export function passwordFault(
  password: string,
  policy: PasswordPolicyDetail | undefined,
  accountName: string,
): string | undefined {
  const minimum = policy?.minimumPasswordLength ?? defaultMinimum;
  if (Array.from(password).length < minimum) {
    return `Password should have a minimum length of ${minimum}`;
  }
  if (policy === undefined) {
    return defaultFault(password, accountName);
  }
  const required = [
    policy.requireUppercaseCharacters,
    policy.requireLowercaseCharacters,
    policy.requireNumbers,
    policy.requireSymbols,
  ];
  const missing = kinds.find(({ pattern }, index) => required[index] === true && !pattern.test(password));
  return missing && `Password should have at least one ${missing.name}`;
}

const defaultMinimum = 8;
const defaultKindsMin = 3;

/** The kinds of characters in the order they are asked for; the symbols are those that the User Guide lists. */
const kinds = [
  { name: "uppercase character", pattern: /[A-Z]/ },
  { name: "lowercase character", pattern: /[a-z]/ },
  { name: "number", pattern: /[0-9]/ },
  { name: "symbol", pattern: /[!@#$%^&*()_+\-=[\]{}|']/ },
];

function defaultFault(password: string, accountName: string): string | undefined {
  if (password === accountName) {
    return "Password should not be the name of the account";
  }
  const present = kinds.filter(({ pattern }) => pattern.test(password)).length;
  return present >= defaultKindsMin
    ? undefined
    : "Password should have characters of at least three kinds: uppercase characters, lowercase characters, numbers and symbols";
}
