import type { Violation } from "./violations.ts";

/**
 * Violations in the order in which AWS's query services list them: members as they lie in a Java hash table of sixteen
 * buckets, elements of lists by their numbers. Found from recorded answers of IAM (UpdateAccountPasswordPolicy,
 * CreateOpenIDConnectProvider) and DynamoDB, none of which follows the model or the alphabet.
 */
export function inMemberOrder(violations: readonly Violation[]): readonly Violation[] {
  return violations.toSorted((left, right) => comparePaths(left.path, right.path));
}

function comparePaths(left: readonly string[], right: readonly string[]): number {
  const depth = left.findIndex((name, index) => name !== right[index]);
  return depth === -1 ? 0 : placeOf(left[depth] ?? "") - placeOf(right[depth] ?? "");
}

/** The number of a list's element, or the bucket of a member's name as it is written on the wire of the message. */
function placeOf(name: string): number {
  return /^\d+$/.test(name) ? Number(name) : bucketOf(name.charAt(0).toLowerCase() + name.slice(1));
}

/** Where `java.util.HashMap` keeps a key while it has sixteen buckets. */
function bucketOf(key: string): number {
  let hash = 0;
  for (let index = 0; index < key.length; index += 1) {
    hash = (Math.imul(hash, 31) + key.charCodeAt(index)) | 0;
  }
  return (hash ^ (hash >>> 16)) & 15;
}
