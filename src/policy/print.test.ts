import { expect, test } from "vitest";
import { parsePolicy } from "./parse.ts";
import { printPolicy } from "./print.ts";

test.each([
  {
    Version: "2012-10-17",
    Id: "all-elements",
    Statement: [
      {
        Sid: "One",
        Effect: "Allow",
        Principal: { AWS: ["123456789012", "*"], Service: "lambda.amazonaws.com" },
        Action: ["iam:Get*", "iam:List*"],
        Resource: [],
        Condition: {
          StringLike: { "aws:userid": ["a", "b"], "aws:username": "c" },
          Bool: { "aws:SecureTransport": "true" },
        },
      },
      { Effect: "Deny", NotPrincipal: "*", NotAction: "*", NotResource: "arn:aws:s3:::a" },
    ],
  },
  { Statement: [{ Effect: "Deny" }] },
])("a document is printed as it was written: %#", (document) => {
  const parsed = parsePolicy(JSON.stringify(document));
  expect(parsed.ok && printPolicy(parsed.policy)).toBe(JSON.stringify(document, undefined, 2));
});
