import type { Step } from "../operation-row.ts";

/** A permission policy. */
export const document = JSON.stringify({
  Version: "2012-10-17",
  Statement: [{ Effect: "Allow", Action: "s3:GetObject", Resource: "*" }],
});

/** The same with other words, as a second version. */
export const otherDocument = document.replace("GetObject", "PutObject");

/** The trust policy of a role for the account's own users. */
export const trustPolicy = JSON.stringify({
  Version: "2012-10-17",
  Statement: [{ Effect: "Allow", Principal: { AWS: "arn:aws:iam::{account}:root" }, Action: "sts:AssumeRole" }],
});

/** The ARN of the customer managed policy `readers`. */
export const readersArn = "arn:aws:iam::{account}:policy/readers";

/** The ARN of a customer managed policy that is nowhere. */
export const absentArn = "arn:aws:iam::{account}:policy/absent";

/** A tag as requests carry it. */
export const tags = [{ Key: "team", Value: "blue" }];

/** The condition keys for the tags of `bob`, `reader` and `readers`. */
export const resourceTagKeys = { "aws:ResourceTag/team": "blue", "iam:ResourceTag/team": "blue" };

/** Makes the user `bob`. */
export const bob: Step = ["CreateUser", { UserName: "bob", Path: "/team/", Tags: tags }];

/** Makes the group `staff`. */
export const staff: Step = ["CreateGroup", { GroupName: "staff" }];

/** Makes the role `reader`. */
export const reader: Step = [
  "CreateRole",
  { RoleName: "reader", Path: "/app/", AssumeRolePolicyDocument: trustPolicy, Tags: tags },
];

/** Makes the customer managed policy `readers`. */
export const readers: Step = ["CreatePolicy", { PolicyName: "readers", PolicyDocument: document, Tags: tags }];
