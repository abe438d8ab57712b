import {
  ListInstanceProfileTags$,
  ListPolicyTags$,
  ListRoleTags$,
  ListUserTags$,
  type Tag as TagShape,
  TagInstanceProfile$,
  TagPolicy$,
  TagRole$,
  TagUser$,
  UntagInstanceProfile$,
  UntagPolicy$,
  UntagRole$,
  UntagUser$,
} from "@aws-sdk/client-iam";
import type { RoleRecord, Tag, UserRecord } from "../../store/records.ts";
import type { AuthorizationCheck, Operation } from "../../wire/operation.ts";
import { type PagingInput, pageOfAll, readWindow } from "../../wire/pagination.ts";
import { type Call, operation } from "../call.ts";
import { type ResourceQuestion, entityCheck, policyCheck, requestTagKeys } from "./checks.ts";
import { type PrincipalType, requireEntity, roleType, userType } from "./entities.ts";
import { instanceProfileCheck, type NamesInstanceProfile, requireInstanceProfile } from "./instance-profile-lookup.ts";
import { requireOwnPolicy, requirePolicy } from "./policy-lookup.ts";
import { type TagKeyCase, addTags, removeTags, tagRecords, tagShapes } from "./tag-rules.ts";

type Schema = Operation<Call>["schema"];

/** The tags of one kind of resource: how they are authorized, read and written. */
export interface Tagged<Named> {
  readonly keyCase: TagKeyCase;
  check(input: Named, context: Call, question: Omit<ResourceQuestion, "name">): Promise<AuthorizationCheck>;
  /** Throws NoSuchEntity when the resource is not there. */
  read(input: Named, context: Call): Promise<readonly Tag[]>;
  /** Replaces the tags by what `change` makes of them; throws as `read` does. */
  change(input: Named, context: Call, change: (tags: readonly Tag[]) => readonly Tag[]): Promise<void>;
}

const taggedPolicies: Tagged<{ readonly PolicyArn: string }> = {
  keyCase: "significant",
  check: (input, context, question) => policyCheck(context, { ...question, name: input.PolicyArn }),
  read: async (input, context) => (await requirePolicy(context, input.PolicyArn)).tags,
  change: async (input, context, change) => {
    const policy = await requireOwnPolicy(context, input.PolicyArn);
    await context.tx.policies.update({ ...policy, tags: change(policy.tags) });
  },
};

const taggedInstanceProfiles: Tagged<NamesInstanceProfile> = {
  keyCase: "significant",
  check: (input, context, question) => instanceProfileCheck(context, { ...question, name: input.InstanceProfileName }),
  read: async (input, context) => (await requireInstanceProfile(context, input.InstanceProfileName)).tags,
  change: async (input, context, change) => {
    const profile = await requireInstanceProfile(context, input.InstanceProfileName);
    await context.tx.instanceProfiles.update({ ...profile, tags: change(profile.tags) });
  },
};

/** The operations on tags of users, roles, policies and instance profiles. */
export const tagOperations = [
  ...operationsOf({ tag: TagUser$, untag: UntagUser$, list: ListUserTags$ }, taggedEntities(userType)),
  ...operationsOf({ tag: TagRole$, untag: UntagRole$, list: ListRoleTags$ }, taggedEntities(roleType)),
  ...operationsOf({ tag: TagPolicy$, untag: UntagPolicy$, list: ListPolicyTags$ }, taggedPolicies),
  ...operationsOf(
    { tag: TagInstanceProfile$, untag: UntagInstanceProfile$, list: ListInstanceProfileTags$ },
    taggedInstanceProfiles,
  ),
];

function taggedEntities<Named, Entity extends UserRecord | RoleRecord>(
  type: PrincipalType<Named, Entity>,
): Tagged<Named> {
  return {
    keyCase: "ignored",
    check: (input, context, question) => entityCheck(context, type, { ...question, name: type.nameIn(input) }),
    read: async (input, context) => (await requireEntity(context, type, type.nameIn(input))).tags,
    change: async (input, context, change) => {
      const entity = await requireEntity(context, type, type.nameIn(input));
      await type.saveTags(context, entity, change(entity.tags));
    },
  };
}

/** The three operations on the tags of a kind of resource: adding, removing and listing them. */
export function operationsOf<Named>(
  schemas: { readonly tag: Schema; readonly untag: Schema; readonly list: Schema },
  tagged: Tagged<Named>,
): readonly Operation<Call>[] {
  const { tag, untag, list } = schemas;
  return [
    operation(tag, {
      authorize: async (input: Named & { readonly Tags: readonly TagShape[] }, context) => [
        await tagged.check(input, context, { action: `iam:${tag[2]}`, keys: requestTagKeys(tagRecords(input.Tags)) }),
      ],
      handle: async (input, context) => {
        await tagged.change(input, context, (tags) => addTags(tags, tagRecords(input.Tags), tagged.keyCase));
        return {};
      },
    }),
    operation(untag, {
      authorize: async (input: Named & { readonly TagKeys: readonly string[] }, context) => [
        await tagged.check(input, context, { action: `iam:${untag[2]}`, keys: { "aws:TagKeys": input.TagKeys } }),
      ],
      handle: async (input, context) => {
        await tagged.change(input, context, (tags) => removeTags(tags, input.TagKeys, tagged.keyCase));
        return {};
      },
    }),
    operation(list, {
      authorize: async (input: Named & PagingInput, context) => [
        await tagged.check(input, context, { action: `iam:${list[2]}` }),
      ],
      handle: async (input, context) => {
        const window = readWindow(input);
        // By position: a tag key may be too long for a marker.
        const page = pageOfAll(await tagged.read(input, context), window, (_, index) => `${index}`.padStart(2, "0"));
        return { Tags: tagShapes(page.entries), ...page.paging };
      },
    }),
  ];
}
