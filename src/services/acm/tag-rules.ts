import type { Tag as TagShape } from "@aws-sdk/client-acm";
import type { Tag } from "../../store/records.ts";
import { acmErrors } from "./errors.ts";
import { acmQuotas } from "./quotas.ts";

/** Tags with those of a request added or replaced, by key; throws for what AWS refuses in them. */
export function addTags(tags: readonly Tag[], shapes: readonly TagShape[] = []): readonly Tag[] {
  const added = new Map<string, Tag>();
  for (const { Key: key = "", Value: value = "" } of shapes) {
    if (/^aws:/i.test(key)) {
      throw acmErrors.tagOfAws(key);
    }
    if (added.has(key)) {
      throw acmErrors.duplicateTag(key);
    }
    added.set(key, { key, value });
  }
  const all = [...tags.filter(({ key }) => !added.has(key)), ...added.values()];
  if (all.length > acmQuotas.tags) {
    throw acmErrors.tooManyTags();
  }
  return all.toSorted((left, right) => (left.key < right.key ? -1 : 1));
}

/** Tags without those of a request: one that is given with a value goes only when it has that value, as documented. */
export function removeTags(tags: readonly Tag[], shapes: readonly TagShape[]): readonly Tag[] {
  return tags.filter(
    ({ key, value }) => !shapes.some(({ Key, Value }) => Key === key && (Value === undefined || Value === value)),
  );
}

/** The condition keys for tags in a request. */
export function requestTagKeys(shapes: readonly TagShape[] = []): Readonly<Record<string, string | readonly string[]>> {
  return shapes.length === 0
    ? {}
    : {
        ...Object.fromEntries(shapes.map(({ Key = "", Value = "" }) => [`aws:RequestTag/${Key}`, Value])),
        "aws:TagKeys": shapes.map(({ Key = "" }) => Key),
      };
}
