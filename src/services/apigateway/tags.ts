import {
  GetTags$,
  type GetTagsRequest,
  type GetTagsResponse,
  TagResource$,
  type TagResourceRequest,
  UntagResource$,
  type UntagResourceRequest,
} from "@aws-sdk/client-apigatewayv2";
import type { Operation, WithRequired } from "../../wire/operation.ts";
import { type Call, operation } from "../call.ts";
import { parseTaggableArn } from "./arns.ts";
import { apiTags, type ConditionContext, permission, requestTags, resourceTags, stageTags } from "./authorization.ts";
import { badRequest } from "./errors.ts";
import { foundApi, foundStage } from "./found.ts";
import { domainTags, foundDomain, foundVpcLink, vpcLinkTags } from "./found-regional.ts";
import { type TagSet, withoutTags, withTags } from "./tag-set.ts";

/** The operations on tags. */
export const tagOperations: readonly Operation<Call>[] = [
  operation(GetTags$, {
    authorize: permission(GetTags$, presentTagKeys),
    handle: getTags,
  }),
  operation(TagResource$, {
    authorize: permission(TagResource$, async (input: OnResource<TagResourceRequest>, call) => ({
      ...(await presentTagKeys(input, call)),
      ...requestTags(input.Tags),
    })),
    handle: tagResource,
  }),
  operation(UntagResource$, {
    authorize: permission(UntagResource$, async (input: OnResource<UntagResourceRequest, "TagKeys">, call) => ({
      ...(await presentTagKeys(input, call)),
      "aws:TagKeys": input.TagKeys,
    })),
    handle: untagResource,
  }),
];

type OnResource<Request extends { ResourceArn?: unknown }, More extends keyof Request = never> = WithRequired<
  Request,
  "ResourceArn" | More
>;

async function getTags(input: OnResource<GetTagsRequest>, call: Call): Promise<GetTagsResponse> {
  const { tags } = await taggedResource(call, input.ResourceArn);
  return { Tags: { ...tags } };
}

async function tagResource(input: OnResource<TagResourceRequest>, call: Call): Promise<object> {
  const resource = await taggedResource(call, input.ResourceArn);
  await resource.replaceTags(withTags(resource.tags, input.Tags));
  return {};
}

async function untagResource(input: OnResource<UntagResourceRequest, "TagKeys">, call: Call): Promise<object> {
  const resource = await taggedResource(call, input.ResourceArn);
  await resource.replaceTags(withoutTags(resource.tags, input.TagKeys));
  return {};
}

/** A resource's tags and the way to replace them; tags are no part of what is deployed. */
interface TaggedResource {
  readonly tags: TagSet;
  readonly replaceTags: (tags: TagSet) => Promise<void>;
}

async function taggedResource(call: Call, arn: string): Promise<TaggedResource> {
  const taggable = parseTaggableArn(arn, call.region);
  if (taggable === undefined) {
    throw badRequest("Invalid ARN specified in the request");
  }
  if (taggable.kind === "domainName") {
    const domain = await foundDomain(call, taggable.domainName);
    return { tags: domain.tags, replaceTags: (tags) => call.tx.domainNames.update({ ...domain, tags }) };
  }
  if (taggable.kind === "vpcLink") {
    const link = await foundVpcLink(call, taggable.vpcLinkId);
    return { tags: link.tags, replaceTags: (tags) => call.tx.vpcLinks.update({ ...link, tags }) };
  }
  const api = await foundApi(call, taggable.apiId);
  if (taggable.kind === "api") {
    return { tags: api.tags, replaceTags: (tags) => call.tx.apis.update({ ...api, tags }) };
  }
  const stage = await foundStage(call, api.apiId, taggable.stageName);
  return {
    tags: stage.tags,
    replaceTags: (tags) => call.tx.stages.put(call.accountId, api.apiId, { ...stage, tags }),
  };
}

async function presentTagKeys(input: { readonly ResourceArn: string }, call: Call): Promise<ConditionContext> {
  return resourceTags(await presentTags(call, input.ResourceArn));
}

/** The tags of the resource that an ARN names; none when it names nothing, which is reported after authorization. */
async function presentTags(call: Call, arn: string): Promise<TagSet> {
  const taggable = parseTaggableArn(arn, call.region);
  switch (taggable?.kind) {
    case "api":
      return apiTags(call, taggable.apiId);
    case "stage":
      return stageTags(call, taggable.apiId, taggable.stageName);
    case "domainName":
      return domainTags(call, taggable.domainName);
    case "vpcLink":
      return vpcLinkTags(call, taggable.vpcLinkId);
    case undefined:
      return {};
  }
}
