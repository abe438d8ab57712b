import type { Tag as TagShape } from "@aws-sdk/client-iam";
import type { Tag } from "../../store/records.ts";
import { iamErrors } from "./errors.ts";
import { iamQuotas } from "./quotas.ts";

/** Whether tag keys that differ in case only are one key: so for users and roles, not for policies (documented). */
export type TagKeyCase = "ignored" | "significant";

/** The tags of a request as records; the decoder has made sure that key and value are there. */
export function tagRecords(tags: readonly TagShape[] | undefined): readonly Tag[] {
  return (tags ?? []).map((tag) => ({ key: tag.Key ?? "", value: tag.Value ?? "" }));
}

/** Tags as the API shows them. */
export function tagShapes(tags: readonly Tag[]): TagShape[] {
  return tags.map((tag) => ({ Key: tag.key, Value: tag.value }));
}

/** The tags in the reply to a creation: in the order of the call (observed for CreatePolicy), no member when there are none. */
export function createdTags(tags: readonly TagShape[] = []): { readonly Tags?: TagShape[] } {
  return tags.length === 0 ? {} : { Tags: tagShapes(tagRecords(tags)) };
}

/**
 * The tags of a new entity, sorted by key. Throws InvalidInput for a key given twice or reserved.
 */
export function newTags(tags: readonly Tag[], keyCase: TagKeyCase): readonly Tag[] {
  if (tags.some((tag) => tag.key.toLowerCase().startsWith("aws:"))) {
    throw iamErrors.reservedTagKey();
  }
  if (new Set(tags.map((tag) => identityOf(tag.key, keyCase))).size < tags.length) {
    throw keyCase === "ignored" ? iamErrors.duplicateTagKeysIgnoringCase() : iamErrors.duplicateTagKeys();
  }
  return sorted(tags);
}

/**
 * The tags with further ones on top; a key that is there already takes the new one's value and case. Throws
 * InvalidInput as `newTags` does and LimitExceeded when there are too many together.
 */
export function addTags(tags: readonly Tag[], added: readonly Tag[], keyCase: TagKeyCase): readonly Tag[] {
  const additions = newTags(added, keyCase);
  const kept = removeTags(
    tags,
    additions.map((tag) => tag.key),
    keyCase,
  );
  if (kept.length + additions.length > iamQuotas.tagsPerEntity) {
    throw iamErrors.tooManyTags();
  }
  return sorted([...kept, ...additions]);
}

/** The tags without those keys; a key that is not there is passed over. */
export function removeTags(tags: readonly Tag[], keys: readonly string[], keyCase: TagKeyCase): readonly Tag[] {
  const removed = new Set(keys.map((key) => identityOf(key, keyCase)));
  return tags.filter((tag) => !removed.has(identityOf(tag.key, keyCase)));
}

function identityOf(key: string, keyCase: TagKeyCase): string {
  return keyCase === "ignored" ? key.toLowerCase() : key;
}

function sorted(tags: readonly Tag[]): readonly Tag[] {
  return [...tags].sort((left, right) => (left.key < right.key ? -1 : 1));
}
