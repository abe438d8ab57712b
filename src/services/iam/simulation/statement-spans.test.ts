import { expect, test } from "vitest";
import { statementSpans } from "./statement-spans.ts";

const allow = { Effect: "Allow", Action: "s3:GetObject", Resource: "*" };

test.each([
  {
    name: "the second of a list starts behind the first",
    document: JSON.stringify({
      Version: "2012-10-17",
      Statement: [
        { ...allow, Sid: "Allow" },
        { ...allow, Effect: "Deny", Sid: "Deny" },
      ],
    }),
    start: { Line: 1, Column: 109 },
    end: { Line: 1, Column: 179 },
  },
  {
    name: "one outside a list starts behind its brace",
    document: '{"Statement": {"Effect": "Allow", "Action": "s3:GetObject", "Resource": "*"}}',
    start: { Line: 1, Column: 16 },
    end: { Line: 1, Column: 77 },
  },
  {
    name: "one outside a list, behind a version",
    document: `{"Version": "2012-10-17", "Statement": {"Sid": "", "Effect": "Allow", "Action": "s3:GetObject", "Resource": "*"}}`,
    start: { Line: 1, Column: 41 },
    end: { Line: 1, Column: 113 },
  },
  {
    name: "over several lines",
    document: JSON.stringify({ Version: "2012-10-17", Statement: [{ ...allow, Sid: "First" }] }, undefined, 2),
    start: { Line: 3, Column: 17 },
    end: { Line: 9, Column: 6 },
  },
  {
    name: "over lines that end with carriage returns",
    document: ` \r\n${JSON.stringify({ Version: "2012-10-17", Statement: [allow] }, undefined, 2).replaceAll("\n", "\r\n")}\r\n `,
    start: { Line: 4, Column: 17 },
    end: { Line: 9, Column: 6 },
  },
])("$name", ({ document, start, end }) => {
  expect(statementSpans(document).at(-1)).toEqual({ StartPosition: start, EndPosition: end });
});

test("a text that is no policy has none", () => {
  expect(statementSpans("{")).toEqual([]);
});
