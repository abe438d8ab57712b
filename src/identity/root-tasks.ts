const audit = [
  "iam:ListAccessKeys",
  "iam:ListSigningCertificates",
  "iam:GetLoginProfile",
  "iam:ListMFADevices",
  "iam:GetUser",
  "iam:GetAccessKeyLastUsed",
];
const createPassword = ["iam:CreateLoginProfile", "iam:GetLoginProfile"];
const deleteCredentials = [
  "iam:DeleteAccessKey",
  "iam:DeleteSigningCertificate",
  "iam:DeleteLoginProfile",
  "iam:DeactivateMFADevice",
  ...audit,
];
const bucketPolicy = ["s3:DeleteBucketPolicy", "s3:PutBucketPolicy", "s3:GetBucketPolicy", "s3:ListAllMyBuckets"];
const queuePolicy = ["sqs:SetQueueAttributes", "sqs:GetQueueAttributes", "sqs:ListQueues", "sqs:GetQueueUrl"];
const everybodyButRoot = { ArnNotLike: { "aws:PrincipalArn": "arn:aws:iam::*:root" } };

/** Statements that leave a root session nothing but some actions. */
const onlyFor = (actions: readonly string[]) => ({ Effect: "Deny", NotAction: actions, Resource: "*" });
const onlyOnRoot = (actions: readonly string[]) => ({
  Effect: "Deny",
  Action: actions,
  NotResource: "arn:aws:iam::*:root",
});
const onlyByRoot = (actions: readonly string[]) => ({
  Effect: "Deny",
  Action: actions,
  Resource: "*",
  Condition: everybodyButRoot,
});

/**
 * What AWS's task policies deny, by their names: a session of AssumeRoot may do what root may and its task policy does
 * not deny. https://docs.aws.amazon.com/IAM/latest/UserGuide/security-iam-awsmanpol.html (that page describes the
 * statements about queues without showing them).
 */
const tasks: Readonly<Record<string, readonly object[]>> = {
  IAMAuditRootUserCredentials: [onlyFor([...audit, "iam:GetAccountSummary"]), onlyOnRoot(audit)],
  IAMCreateRootUserPassword: [onlyFor(createPassword), onlyOnRoot(createPassword)],
  IAMDeleteRootUserCredentials: [onlyFor(deleteCredentials), onlyOnRoot(deleteCredentials)],
  S3UnlockBucketPolicy: [onlyFor(bucketPolicy), onlyByRoot(bucketPolicy)],
  SQSUnlockQueuePolicy: [
    onlyFor(queuePolicy),
    {
      Effect: "Deny",
      Action: "sqs:GetQueueAttributes",
      Resource: "*",
      Condition: { StringNotEquals: { "aws:ResourceAccount": "${aws:PrincipalAccount}" } },
    },
    onlyByRoot(queuePolicy),
  ],
};

const prefix = "arn:aws:iam::aws:policy/root-task/";

/**
 * The session policy of a task of AssumeRoot, as JSON text: what AWS's task policy denies, and everything else allowed,
 * as root needs no permission. Undefined for an ARN that is not a task policy's.
 */
export function rootTaskDocument(taskPolicyArn: string): string | undefined {
  const name = taskPolicyArn.startsWith(prefix) ? taskPolicyArn.slice(prefix.length) : "";
  const denied = Object.hasOwn(tasks, name) ? tasks[name] : undefined;
  const everything = { Effect: "Allow", Action: "*", Resource: "*" };
  return denied && JSON.stringify({ Version: "2012-10-17", Statement: [...denied, everything] });
}
