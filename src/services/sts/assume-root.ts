import { AssumeRoot$, type AssumeRootRequest, type AssumeRootResponse } from "@aws-sdk/client-sts";
import { iamArn } from "../../arn/arn.ts";
import type { WithRequired } from "../../wire/operation.ts";
import { operation } from "../call.ts";
import { stsErrors } from "./errors.ts";

type Input = WithRequired<AssumeRootRequest, "TargetPrincipal" | "TaskPolicyArn">;

/** The policies that an AssumeRoot session may have. */
const taskPolicy =
  /^arn:aws:iam::aws:policy\/root-task\/(?:IAMAuditRootUserCredentials|IAMCreateRootUserPassword|IAMDeleteRootUserCredentials|S3UnlockBucketPolicy|SQSUnlockQueuePolicy)$/;

/**
 * AssumeRoot: refused to everyone, as on AWS where an organization has not enabled privileged sessions of root, which no
 * operation here can enable.
 */
export const assumeRoot = operation<Input, AssumeRootResponse>(AssumeRoot$, {
  writes: () => false,
  authorize: ({ TargetPrincipal, TaskPolicyArn }) => {
    const { arn = "" } = TaskPolicyArn;
    if (!taskPolicy.test(arn)) {
      throw stsErrors.policyNotForRoot(arn);
    }
    const resource = TargetPrincipal.startsWith("arn:") ? TargetPrincipal : iamArn(TargetPrincipal, "root");
    const impossible = "the caller's organization has not enabled privileged sessions of its accounts' root";
    return [
      { action: "sts:AssumeRoot", resource, withoutReason: true, impossible, context: { "sts:TaskPolicyArn": arn } },
    ];
  },
  handle: async () => {
    throw new Error("AssumeRoot was authorized, though it never is");
  },
});
