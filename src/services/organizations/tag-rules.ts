import type { Tag as TagShape } from "@aws-sdk/client-organizations";
import type { Tag } from "../../store/records.ts";
import { organizationsErrors } from "./errors.ts";
import { organizationsQuotas } from "./quotas.ts";

/** Tags of a request as they are stored, sorted by key; throws for what AWS refuses in them. */
export function newTags(shapes: readonly TagShape[] = []): readonly Tag[] {
  return addTags([], shapes);
}

/** Tags with those of a request added or replaced; throws for what AWS refuses in them. */
export function addTags(tags: readonly Tag[], shapes: readonly TagShape[]): readonly Tag[] {
  const added = shapes.map(({ Key = "", Value = "" }) => ({ key: Key, value: Value }));
  const keys = new Set(added.map(({ key }) => key));
  if (keys.size < added.length) {
    throw organizationsErrors.duplicateTagKey();
  }
  if (added.some(({ key }) => key.toLowerCase().startsWith("aws:"))) {
    throw organizationsErrors.systemTag();
  }
  const all = [...tags.filter(({ key }) => !keys.has(key)), ...added];
  if (all.length > organizationsQuotas.tags) {
    throw organizationsErrors.tooManyTags();
  }
  return all.toSorted((left, right) => (left.key < right.key ? -1 : 1));
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

/** Tags as replies have them. */
export function tagShapes(tags: readonly Tag[]): TagShape[] {
  return tags.map(({ key, value }) => ({ Key: key, Value: value }));
}
