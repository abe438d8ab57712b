import {
  AddTagsToCertificate$,
  type AddTagsToCertificateRequest,
  ListTagsForCertificate$,
  type ListTagsForCertificateRequest,
  RemoveTagsFromCertificate$,
  type RemoveTagsFromCertificateRequest,
} from "@aws-sdk/client-acm";
import type { WithRequired } from "../../wire/operation.ts";
import { operation } from "../call.ts";
import { certificateChecks, requireCertificate } from "./found-certificate.ts";
import { addTags, removeTags, requestTagKeys } from "./tag-rules.ts";

/** The operations on tags of certificates. */
export const tagOperations = [
  operation(AddTagsToCertificate$, {
    authorize: (input: WithRequired<AddTagsToCertificateRequest, "CertificateArn" | "Tags">, call) =>
      certificateChecks(call, {
        action: "acm:AddTagsToCertificate",
        arn: input.CertificateArn,
        keys: requestTagKeys(input.Tags),
      }),
    handle: async (input, call) => {
      const found = await requireCertificate(call, input.CertificateArn);
      await call.tx.certificates.update({ ...found, tags: addTags(found.tags, input.Tags) });
    },
  }),
  operation(RemoveTagsFromCertificate$, {
    authorize: (input: WithRequired<RemoveTagsFromCertificateRequest, "CertificateArn" | "Tags">, call) =>
      certificateChecks(call, {
        action: "acm:RemoveTagsFromCertificate",
        arn: input.CertificateArn,
        keys: requestTagKeys(input.Tags),
      }),
    handle: async (input, call) => {
      const found = await requireCertificate(call, input.CertificateArn);
      await call.tx.certificates.update({ ...found, tags: removeTags(found.tags, input.Tags) });
    },
  }),
  operation(ListTagsForCertificate$, {
    authorize: (input: WithRequired<ListTagsForCertificateRequest, "CertificateArn">, call) =>
      certificateChecks(call, { action: "acm:ListTagsForCertificate", arn: input.CertificateArn }),
    handle: async (input, call) => {
      const { tags } = await requireCertificate(call, input.CertificateArn);
      return { Tags: tags.map(({ key, value }) => ({ Key: key, Value: value })) };
    },
  }),
];
