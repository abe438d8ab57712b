import {
  ListTagsForResource$,
  type ListTagsForResourceRequest,
  TagResource$,
  type TagResourceRequest,
  UntagResource$,
  type UntagResourceRequest,
} from "@aws-sdk/client-organizations";
import type { Tag } from "../../store/records.ts";
import type { WithRequired } from "../../wire/operation.ts";
import { awsControlPolicy } from "../../store/aws-control-policies.ts";
import { organizationsErrors } from "./errors.ts";
import { askedNodes, findNode } from "./nodes.ts";
import {
  administratorOperation,
  type AskedResource,
  managementOperation,
  type OrganizationCall,
} from "./organization-operation.ts";
import { pagedList } from "./paging.ts";
import { askedPolicy } from "./policy-lookup.ts";
import { askedResourcePolicy, findResourcePolicy } from "./resource-policy.ts";
import { addTags, requestTagKeys, tagShapes } from "./tag-rules.ts";

/** The operations on tags of roots, units, accounts, policies and the resource policy. */
export const tagOperations = [
  managementOperation(TagResource$, {
    on: (input: WithRequired<TagResourceRequest, "ResourceId" | "Tags">, call) => askedResource(call, input.ResourceId),
    keys: ({ Tags }) => requestTagKeys(Tags),
    handle: async (input, call) => {
      const { tags, save } = await requireTagged(call, input.ResourceId);
      await save(addTags(tags, input.Tags));
    },
  }),
  managementOperation(UntagResource$, {
    on: (input: WithRequired<UntagResourceRequest, "ResourceId" | "TagKeys">, call) =>
      askedResource(call, input.ResourceId),
    keys: ({ TagKeys }) => ({ "aws:TagKeys": TagKeys }),
    handle: async (input, call) => {
      const { tags, save } = await requireTagged(call, input.ResourceId);
      await save(tags.filter(({ key }) => !input.TagKeys.includes(key)));
    },
  }),
  administratorOperation(ListTagsForResource$, {
    on: (input: WithRequired<ListTagsForResourceRequest, "ResourceId">, call) => askedResource(call, input.ResourceId),
    handle: async (input, call) => {
      const { tags } = await requireTagged(call, input.ResourceId);
      const { entries, next } = pagedList(tags, { NextToken: input.NextToken }, ({ key }) => key);
      return { Tags: tagShapes(entries), ...next };
    },
  }),
];

async function askedResource(call: OrganizationCall, resourceId: string): Promise<readonly AskedResource[]> {
  if (resourceId.startsWith("rp-")) {
    return askedResourcePolicy(call, resourceId);
  }
  return resourceId.startsWith("p-") ? [await askedPolicy(call, resourceId)] : askedNodes(call, resourceId);
}

interface TaggedResource {
  readonly tags: readonly Tag[];
  readonly save: (tags: readonly Tag[]) => Promise<void>;
}

/** What has that id and takes tags; throws TargetNotFoundException when nothing has, as for AWS's own policies. */
async function requireTagged(call: OrganizationCall, resourceId: string): Promise<TaggedResource> {
  const { tx, organization } = call;
  const node = await findNode(call, resourceId);
  if (node !== undefined) {
    return { tags: node.tags, save: (tags) => tx.organizations.updateNode({ ...node, tags }) };
  }
  const policy = await tx.organizationPolicies.get(organization.organizationId, resourceId);
  if (policy !== undefined) {
    return { tags: policy.tags, save: (tags) => tx.organizationPolicies.update({ ...policy, tags }) };
  }
  const resourcePolicy = await findResourcePolicy(call);
  if (resourcePolicy?.detail.policyId === resourceId) {
    return {
      tags: resourcePolicy.detail.tags,
      save: (tags) => tx.organizationParts.update({ ...resourcePolicy, detail: { ...resourcePolicy.detail, tags } }),
    };
  }
  if (awsControlPolicy(resourceId) !== undefined) {
    return { tags: [], save: () => Promise.reject(organizationsErrors.policyOfAws()) };
  }
  throw organizationsErrors.targetNotFound();
}
