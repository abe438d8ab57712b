import { badRequest } from "./errors.ts";
import { quotas } from "./quotas.ts";

/** The tags of a resource by key. */
export type TagSet = Readonly<Record<string, string>>;

/**
 * Puts tags on top of those a resource has; throws a 400 for what AWS does not allow in tags
 * (https://docs.aws.amazon.com/apigateway/latest/developerguide/apigateway-tagging-supported-resources.html).
 */
export function withTags(existing: TagSet, added: TagSet | undefined): TagSet {
  for (const [key, value] of Object.entries(added ?? {})) {
    requireTag(key, value);
  }
  const tags = { ...existing, ...added };
  if (Object.keys(tags).length > quotas.tagsPerResource) {
    throw badRequest(`A resource may have at most ${quotas.tagsPerResource} tags`);
  }
  return tags;
}

/** The tags without those of the given keys; keys that are not there are passed over. */
export function withoutTags(existing: TagSet, keys: readonly string[]): TagSet {
  return Object.fromEntries(Object.entries(existing).filter(([key]) => !keys.includes(key)));
}

function requireTag(key: string, value: string): void {
  if (key.length < 1 || key.length > quotas.tagKeyLengthMax) {
    throw badRequest(`Tag keys must be between 1 and ${quotas.tagKeyLengthMax} characters long`);
  }
  if (/^aws:/i.test(key)) {
    throw badRequest("Tag keys must not start with the reserved prefix aws:");
  }
  if (value.length > quotas.tagValueLengthMax) {
    throw badRequest(`Tag values must be at most ${quotas.tagValueLengthMax} characters long`);
  }
}
