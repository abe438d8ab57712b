/** A managed policy as AWS's reference of managed policies shows its default version. */
export interface PublishedPolicy {
  readonly name: string;
  /** `/` when absent. */
  readonly path?: string;
  readonly id: string;
  readonly description: string;
  /** The number of the default version. */
  readonly version: number;
  readonly created: string;
  /** When the default version was made. */
  readonly updated: string;
  readonly statements: readonly object[];
}

const writeLogs = ["logs:CreateLogGroup", "logs:CreateLogStream", "logs:PutLogEvents"];

/** AWS's policies for the services of this server and the most used general ones, word for word. */
export const publishedPolicies: readonly PublishedPolicy[] = [
  {
    name: "AdministratorAccess",
    id: "ANPAIWMBCKSKIEE64ZLYK",
    description: "Provides full access to AWS services and resources.",
    version: 1,
    created: "2015-02-06T18:39:46Z",
    updated: "2015-02-06T18:39:46Z",
    statements: [allow("*", "*")],
  },
  {
    name: "PowerUserAccess",
    id: "ANPAJYRXTHIB4FOVS3ZXS",
    description:
      "Provides full access to AWS services and resources, but does not allow management of Users and groups.",
    version: 12,
    created: "2015-02-06T18:39:47Z",
    updated: "2026-02-12T17:59:14Z",
    statements: [
      { Effect: "Allow", NotAction: ["iam:*", "organizations:*", "account:*"], Resource: "*" },
      allow(
        [
          "account:GetAccountInformation",
          "account:GetGovCloudAccountInformation",
          "account:GetPrimaryEmail",
          "account:ListRegions",
          "iam:CreateServiceLinkedRole",
          "iam:DeleteServiceLinkedRole",
          "iam:ListRoles",
          "organizations:DescribeEffectivePolicy",
          "organizations:DescribeOrganization",
        ],
        "*",
      ),
    ],
  },
  {
    name: "AWSDenyAll",
    id: "ANPAZKAPJZG4P43IUQ5E5",
    description: "Deny all access.",
    version: 2,
    created: "2019-05-01T22:36:14Z",
    updated: "2023-12-18T16:42:05Z",
    statements: [{ Sid: "DenyAll", Effect: "Deny", Action: ["*"], Resource: "*" }],
  },
  {
    name: "IAMFullAccess",
    id: "ANPAI7XKCFMBPM3QQRRVQ",
    description: "Provides full access to IAM via the AWS Management Console.",
    version: 2,
    created: "2015-02-06T18:40:38Z",
    updated: "2019-06-21T19:40:00Z",
    statements: [
      allow(
        [
          "iam:*",
          "organizations:DescribeAccount",
          "organizations:DescribeOrganization",
          "organizations:DescribeOrganizationalUnit",
          "organizations:DescribePolicy",
          "organizations:ListChildren",
          "organizations:ListParents",
          "organizations:ListPoliciesForTarget",
          "organizations:ListRoots",
          "organizations:ListPolicies",
          "organizations:ListTargetsForPolicy",
        ],
        "*",
      ),
    ],
  },
  {
    name: "IAMReadOnlyAccess",
    id: "ANPAJKSO7NDY4T57MWDSQ",
    description: "Provides read only access to IAM via the AWS Management Console.",
    version: 4,
    created: "2015-02-06T18:40:39Z",
    updated: "2018-01-25T19:11:27Z",
    statements: [
      allow(
        [
          "iam:GenerateCredentialReport",
          "iam:GenerateServiceLastAccessedDetails",
          "iam:Get*",
          "iam:List*",
          "iam:SimulateCustomPolicy",
          "iam:SimulatePrincipalPolicy",
        ],
        "*",
      ),
    ],
  },
  {
    name: "IAMUserChangePassword",
    id: "ANPAJ4L4MM2A7QIEB56MS",
    description: "Provides the ability for an IAM user to change their own password.",
    // The number is observed in 2026; the document is that of v3, the newest that is published.
    version: 5,
    created: "2016-11-15T00:25:16Z",
    updated: "2025-05-29T21:52:00Z",
    statements: [
      allow(["iam:ChangePassword"], ["arn:aws:iam::*:user/${aws:username}", "arn:aws:iam::*:user/*/${aws:username}"]),
      allow(["iam:GetAccountPasswordPolicy"], "*"),
    ],
  },
  {
    name: "AmazonAPIGatewayAdministrator",
    id: "ANPAJ4PT6VY5NLKTNUYSI",
    description:
      "Provides full access to create/edit/delete APIs in Amazon API Gateway via the AWS Management Console.",
    version: 1,
    created: "2015-07-09T17:34:45Z",
    updated: "2015-07-09T17:34:45Z",
    statements: [allow(["apigateway:*"], "arn:aws:apigateway:*::/*")],
  },
  {
    name: "AmazonAPIGatewayInvokeFullAccess",
    id: "ANPAIIWAX2NOOQJ4AIEQ6",
    description: "Provides full access to invoke APIs in Amazon API Gateway.",
    version: 2,
    created: "2015-07-09T17:36:12Z",
    updated: "2018-12-18T18:25:10Z",
    statements: [allow(["execute-api:Invoke", "execute-api:ManageConnections"], "arn:aws:execute-api:*:*:*")],
  },
  {
    name: "AmazonAPIGatewayPushToCloudWatchLogs",
    path: "/service-role/",
    id: "ANPAIK4GFO7HLKYN64ASK",
    description: "Allows API Gateway to push logs to user's account.",
    version: 1,
    created: "2015-11-11T23:41:46Z",
    updated: "2015-11-11T23:41:46Z",
    statements: [
      allow(
        [
          "logs:CreateLogGroup",
          "logs:CreateLogStream",
          "logs:DescribeLogGroups",
          "logs:DescribeLogStreams",
          "logs:PutLogEvents",
          "logs:GetLogEvents",
          "logs:FilterLogEvents",
        ],
        "*",
      ),
    ],
  },
  {
    name: "AWSLambdaBasicExecutionRole",
    path: "/service-role/",
    id: "ANPAJNCQGXC42545SKXIK",
    description: "Provides write permissions to CloudWatch Logs.",
    version: 1,
    created: "2015-04-09T15:03:43Z",
    updated: "2015-04-09T15:03:43Z",
    statements: [allow(writeLogs, "*")],
  },
  {
    name: "AWSLambdaVPCAccessExecutionRole",
    path: "/service-role/",
    id: "ANPAJVTME3YLVNL72YR2K",
    description:
      "Provides minimum permissions for a Lambda function to execute while accessing a resource within a VPC - " +
      "create, describe, delete network interfaces and write permissions to CloudWatch Logs. ",
    version: 3,
    created: "2016-02-11T23:15:26Z",
    updated: "2024-01-05T22:38:26Z",
    statements: [
      {
        Sid: "AWSLambdaVPCAccessExecutionPermissions",
        ...allow(
          [
            ...writeLogs,
            "ec2:CreateNetworkInterface",
            "ec2:DescribeNetworkInterfaces",
            "ec2:DescribeSubnets",
            "ec2:DeleteNetworkInterface",
            "ec2:AssignPrivateIpAddresses",
            "ec2:UnassignPrivateIpAddresses",
          ],
          "*",
        ),
      },
    ],
  },
  {
    name: "AWSLambdaRole",
    path: "/service-role/",
    id: "ANPAJX4DPCRGTC4NFDUXI",
    description: "Default policy for AWS Lambda service role.",
    version: 1,
    created: "2015-02-06T18:41:28Z",
    updated: "2015-02-06T18:41:28Z",
    statements: [allow(["lambda:InvokeFunction"], ["*"])],
  },
  {
    name: "AmazonS3FullAccess",
    id: "ANPAIFIR6V6BVTRAHWINE",
    description: "Provides full access to all buckets via the AWS Management Console.",
    version: 2,
    created: "2015-02-06T18:40:58Z",
    updated: "2021-09-27T20:16:37Z",
    statements: [allow(["s3:*", "s3-object-lambda:*"], "*")],
  },
  {
    name: "AmazonS3ReadOnlyAccess",
    id: "ANPAIZTJ4DXE7G6AGAE6M",
    description: "Provides read only access to all buckets via the AWS Management Console.",
    version: 3,
    created: "2015-02-06T18:40:59Z",
    updated: "2023-08-10T21:31:39Z",
    statements: [
      allow(["s3:Get*", "s3:List*", "s3:Describe*", "s3-object-lambda:Get*", "s3-object-lambda:List*"], "*"),
    ],
  },
];

function allow(action: string | readonly string[], resource: string | readonly string[]): object {
  return { Effect: "Allow", Action: action, Resource: resource };
}
