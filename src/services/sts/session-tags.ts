import type { Tag as WireTag } from "@aws-sdk/client-sts";
import type { Session } from "../../identity/session-token.ts";
import type { Tag } from "../../store/records.ts";
import { stsErrors } from "./errors.ts";

/** The tags of a new session: those passed and those that flow on from the calling session. */
export interface SessionTags {
  readonly tags: readonly Tag[];
  /** Keys of the tags that flow on again. */
  readonly transitiveTagKeys: readonly string[];
}

/** What AssumeRole passes about tags. */
export interface PassedTags {
  readonly Tags?: WireTag[] | undefined;
  readonly TransitiveTagKeys?: string[] | undefined;
}

/**
 * Joins the tags passed with the transitive ones of the calling session, which cannot be overridden. Keys are compared
 * without regard to case. Throws AWS's InvalidParameterValue errors, whose texts were observed on STS.
 */
export function sessionTags(passed: PassedTags, caller: Session | undefined): SessionTags {
  const tags = passedTags(passed);
  const keys = new Set(tags.map(({ key }) => key.toLowerCase()));
  if (keys.size < tags.length) {
    throw stsErrors.duplicateTags();
  }
  const reserved = tags.find(({ key }) => /^aws:/i.test(key));
  if (reserved !== undefined) {
    throw stsErrors.reservedTag(reserved.key);
  }
  const transitive = passed.TransitiveTagKeys ?? [];
  if (transitive.some((key) => !keys.has(key.toLowerCase()))) {
    throw stsErrors.transitiveTagMissing();
  }
  const inherited = inheritedTags(caller);
  if (inherited.some(({ key }) => keys.has(key.toLowerCase()))) {
    throw stsErrors.transitiveTagConflict();
  }
  return {
    tags: [...inherited, ...tags],
    transitiveTagKeys: [...inherited.map(({ key }) => key), ...transitive],
  };
}

/** The tags that a call passes, as records. */
export function passedTags({ Tags = [] }: Pick<PassedTags, "Tags">): readonly Tag[] {
  return Tags.map(({ Key = "", Value = "" }) => ({ key: Key, value: Value }));
}

/** The tags that the calling session hands on to every session made from it. */
export function inheritedTags(caller: Session | undefined): readonly Tag[] {
  const flowing = new Set((caller?.transitiveTagKeys ?? []).map((key) => key.toLowerCase()));
  return (caller?.tags ?? []).filter(({ key }) => flowing.has(key.toLowerCase()));
}
