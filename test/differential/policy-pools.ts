import type { PolicyPrincipal } from "../../src/policy/decision.ts";

// The pools are small and full of near misses, so that random policies and requests meet often.

export const home = "111111111111";
export const away = "222222222222";
export const aliceArn = `arn:aws:iam::${home}:user/team/alice`;
export const readerArn = `arn:aws:iam::${home}:role/app/Reader`;
const readerSessionArn = `arn:aws:sts::${home}:assumed-role/Reader/s1`;
const federatedArn = `arn:aws:sts::${home}:federated-user/fred`;
export const providerArn = `arn:aws:iam::${home}:oidc-provider/id.example.com`;

export const callers: readonly PolicyPrincipal[] = [
  { type: "root", accountId: home, arn: `arn:aws:iam::${home}:root` },
  { type: "user", accountId: home, arn: aliceArn, uniqueId: "AIDAALICE" },
  { type: "user", accountId: away, arn: `arn:aws:iam::${away}:user/bob`, uniqueId: "AIDABOB" },
  { type: "roleSession", accountId: home, arn: readerSessionArn, issuerArn: readerArn, uniqueId: "AROAREADER" },
  { type: "federatedUser", accountId: home, arn: federatedArn, issuerArn: aliceArn, uniqueId: "AIDAALICE" },
  { type: "service", accountId: "", arn: "lambda.amazonaws.com" },
  { type: "webIdentity", accountId: "", arn: providerArn },
  { type: "anonymous", accountId: "", arn: "" },
];

export const actions = ["iam:GetRole", "s3:GetObject", "sts:AssumeRole", "execute-api:Invoke", "s3:Put", "iam:List"];
export const actionPatterns = [
  ...actions,
  "*",
  "*",
  "*",
  "iam:*",
  "IAM:getrole",
  "s3:Get?bject",
  "s3:*t",
  "s3:P*",
  "sts:Assume*",
  "execute-api:*v*e",
  "e*:Invoke",
  "invoke",
  ":Invoke",
  "s3:",
];

export const apiArn = `arn:aws:execute-api:us-east-1:${home}:abc/$default/GET/pets/alice`;
export const resources = [
  apiArn,
  readerArn,
  "arn:aws:s3:::bucket/alice/*",
  "arn:aws:s3:::bucket/a:b",
  "arn:aws:s3:::bucket/bob",
  "*",
  "arn:aws",
];
export const resourcePatterns = [
  ...resources,
  "*",
  "*",
  "arn:aws:execute-api:us-east-1:*:abc/*/GET/*",
  `arn:aws:execute-api:*:${home}:abc/$default/*/pets/?lice`,
  "arn:aws:execute-api:us-east-1:*",
  "arn:aws:s3:::bucket/*",
  "arn:aws:s3:::*alice*",
  "arn:aws:s3:::bucket/${aws:username}",
  "arn:aws:s3:::bucket/${aws:username, 'bob'}",
  "arn:aws:s3:::bucket/${aws:username}/${*}",
  "arn:aws:s3:::bucket/${aws:TagKeys}*",
  "arn:aws:s3::${aws:username}:bucket/*",
  "arn:*:iam::*:role/*",
  "arn:aws:iam:*",
  "arn:aws:*:::bucket/b??",
  "bucket",
  "arn:aws:s3:::bucket/${",
  "${aws:username}",
];

export const awsPrincipals = [
  "*",
  home,
  away,
  `arn:aws:iam::${home}:root`,
  aliceArn,
  readerArn,
  readerSessionArn,
  federatedArn,
  "AIDAALICE",
  "AROAREADER",
  "AROAOTHER",
];

export const trustedIds: Readonly<Record<string, string>> = { [aliceArn]: "AIDAALICE", [readerArn]: "AROAOTHER" };

const stringValues = [
  "alice",
  "Alice",
  "a*",
  "*",
  "?lice",
  "bob",
  "",
  "${aws:username}",
  "${aws:username, 'bob'}",
  "${*}",
  "a${?}",
  "${aws:TagKeys}",
  "${a${aws:username}",
];
export const valuesByFamily: Readonly<Record<string, readonly string[]>> = {
  String: stringValues,
  Numeric: ["1", "2.5", "1.0", "-3", "abc", "", "1e1"],
  Date: ["2026-01-01T00:00:00Z", "2026-01-01", "1767225600", "1800000000", "never"],
  Bool: ["true", "TRUE", "false", "yes"],
  Binary: ["YQ==", "Yg=="],
  Ip: [
    "10.0.0.0/8",
    "10.1.2.3",
    "0.0.0.0/0",
    "::1",
    "2001:db8::/32",
    "::/0",
    "10.0.0.0/33",
    "10.0.0.0/08",
    "256.1.1.1",
    "1.2.3",
  ],
  Arn: [
    readerArn,
    "arn:aws:iam::*:role/*",
    "arn:aws:*:*:*:*",
    "*",
    "arn:aws:iam::1*:role/app/*",
    "arn:*",
    "${aws:PrincipalArn}",
    "arn:aws:iam::*:${aws:none}*",
    "arn:aws:iam::${aws:username}:role/x",
  ],
  Null: ["true", "false", "True", "maybe"],
};

export const operators = [
  [
    "String",
    [
      "StringEquals",
      "StringNotEquals",
      "StringEqualsIgnoreCase",
      "StringNotEqualsIgnoreCase",
      "StringLike",
      "StringNotLike",
    ],
  ],
  ["Numeric", orders("Numeric")],
  ["Date", orders("Date")],
  ["Bool", ["Bool"]],
  ["Binary", ["BinaryEquals"]],
  ["Ip", ["IpAddress", "NotIpAddress"]],
  ["Arn", ["ArnEquals", "ArnNotEquals", "ArnLike", "ArnNotLike"]],
  ["Null", ["Null"]],
] as const;

export const keysByFamily: Readonly<Record<string, readonly string[]>> = {
  String: ["aws:username", "AWS:UserName", "aws:TagKeys", "aws:PrincipalArn", "aws:none"],
  Numeric: ["aws:MultiFactorAuthAge", "aws:username", "aws:none", "x:numbers"],
  Date: ["aws:CurrentTime", "aws:EpochTime", "aws:none"],
  Bool: ["aws:SecureTransport", "aws:none"],
  Binary: ["x:binary", "aws:none"],
  Ip: ["aws:SourceIp", "aws:username", "aws:none"],
  Arn: ["aws:PrincipalArn", "aws:SourceArn", "aws:none"],
  Null: ["aws:username", "aws:none", "aws:TagKeys"],
};

function orders(prefix: string): readonly string[] {
  return ["Equals", "NotEquals", "LessThan", "LessThanEquals", "GreaterThan", "GreaterThanEquals"].map(
    (name) => prefix + name,
  );
}
