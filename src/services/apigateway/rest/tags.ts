import {
  GetTags$,
  type GetTagsRequest,
  TagResource$,
  type TagResourceRequest,
  type Tags,
  UntagResource$,
  type UntagResourceRequest,
} from "@aws-sdk/client-api-gateway";
import { parseArn } from "../../../arn/arn.ts";
import type { Operation, WithRequired } from "../../../wire/operation.ts";
import { type Call, operation } from "../../call.ts";
import { type ConditionContext, permission, requestTags, resourceTags } from "../authorization.ts";
import { badRequest } from "../errors.ts";
import { type TagSet, withoutTags, withTags } from "../tag-set.ts";
import { restApiTags, restStageTags } from "./authorization.ts";
import { foundRestApi, foundStage } from "./found.ts";

/** The operations on the tags of REST APIs and their stages. */
export const tagOperations: readonly Operation<Call>[] = [
  operation(GetTags$, { authorize: permission(GetTags$, presentTagKeys), handle: getTags }),
  operation(TagResource$, {
    authorize: permission(TagResource$, async (input: TagInput, call) => ({
      ...(await presentTagKeys(input, call)),
      ...requestTags(input.tags),
    })),
    handle: async (input: TagInput, call) => {
      const resource = await taggedResource(call, input.resourceArn);
      await resource.replaceTags(withTags(resource.tags, input.tags));
      return {};
    },
  }),
  operation(UntagResource$, {
    authorize: permission(UntagResource$, async (input: UntagInput, call) => ({
      ...(await presentTagKeys(input, call)),
      "aws:TagKeys": input.tagKeys,
    })),
    handle: async (input: UntagInput, call) => {
      const resource = await taggedResource(call, input.resourceArn);
      await resource.replaceTags(withoutTags(resource.tags, input.tagKeys));
      return {};
    },
  }),
];

type TagInput = WithRequired<TagResourceRequest, "resourceArn" | "tags">;
type UntagInput = WithRequired<UntagResourceRequest, "resourceArn" | "tagKeys">;

async function getTags(input: WithRequired<GetTagsRequest, "resourceArn">, call: Call): Promise<Tags> {
  const { tags } = await taggedResource(call, input.resourceArn);
  return { tags: { ...tags } };
}

/** A resource's tags and the way to replace them; tags are no part of what is deployed. */
interface TaggedResource {
  readonly tags: TagSet;
  readonly replaceTags: (tags: TagSet) => Promise<void>;
}

async function taggedResource(call: Call, arn: string): Promise<TaggedResource> {
  const place = readTaggable(arn, call.region);
  if (place === undefined) {
    throw badRequest("Invalid ARN specified in the request");
  }
  const { restApiId, stageName } = place;
  if (stageName === undefined) {
    const api = await foundRestApi(call, restApiId);
    return { tags: api.tags, replaceTags: (tags) => call.tx.restApis.update({ ...api, tags }) };
  }
  const { stage } = await foundStage(call, { restApiId, stageName });
  return {
    tags: stage.tags,
    replaceTags: (tags) => call.tx.restStages.put(call.accountId, restApiId, { ...stage, tags }),
  };
}

/** The tags of the resource that an ARN names; none when it names nothing, which is reported after authorization. */
async function presentTagKeys(
  { resourceArn }: { readonly resourceArn: string },
  call: Call,
): Promise<ConditionContext> {
  const { restApiId, stageName } = readTaggable(resourceArn, call.region) ?? {};
  if (restApiId === undefined) {
    return {};
  }
  return resourceTags(
    await (stageName === undefined ? restApiTags(call, restApiId) : restStageTags(call, restApiId, stageName)),
  );
}

/** `arn:aws:apigateway:{region}::/restapis/{id}` or one of its stages; undefined for anything else. */
function readTaggable(
  text: string,
  region: string,
): { readonly restApiId: string; readonly stageName?: string } | undefined {
  const arn = parseArn(text);
  if (arn?.service !== "apigateway" || arn.region !== region || arn.account !== "") {
    return undefined;
  }
  const [, restApiId, stageName] = /^\/restapis\/([^/]+)(?:\/stages\/([^/]+))?$/.exec(arn.resource) ?? [];
  return restApiId === undefined ? undefined : { restApiId, ...(stageName !== undefined && { stageName }) };
}
