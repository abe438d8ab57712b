import { afterAll, beforeAll, describe, expect, test } from "vitest";
import type { SigningCredentials } from "../../src/sigv4/sign.ts";
import { signed } from "./draft.ts";
import { exchange, type Reply } from "./exchange.ts";
import { accountA, credentialsIn, elementOf, type Fixture, keys, policy, region, startFixture } from "./fixture.ts";
import { queryError } from "./planes.ts";

let fixture: Fixture;
let user: SigningCredentials;
const userArn = `arn:aws:iam::${accountA}:user/worker`;

beforeAll(async () => {
  fixture = await startFixture();
  const { must } = fixture;
  await must(keys.adminA, "CreateUser", {
    UserName: "worker",
    "Tags.member.1.Key": "team",
    "Tags.member.1.Value": "red",
  });
  user = longTerm(await must(keys.adminA, "CreateAccessKey", { UserName: "worker" }));
});

afterAll(() => fixture.close());

function longTerm(xml: string): SigningCredentials {
  const { accessKeyId, secretAccessKey } = credentialsIn(xml);
  return { accessKeyId, secretAccessKey };
}

/** The statements of the worker's only policy, with the answers to `GET /pets/1`, GetUser and GetApis. */
interface Row {
  readonly name: string;
  readonly statements: readonly object[];
  readonly invoke: 200 | 403;
  readonly iam: 200 | 403;
  readonly apis: 200 | 403;
  /** The end of IAM's refusal. */
  readonly reason?: string;
}

const notAllowed = "because no identity-based policy allows the iam:GetUser action";
const denied = "with an explicit deny in an identity-based policy";
const everything = { Effect: "Allow", Action: "*", Resource: "*" };
const all = { invoke: 200, iam: 200, apis: 200 } as const;
const none = { invoke: 403, iam: 403, apis: 403 } as const;

const rows: readonly Row[] = [
  { name: "a policy that allows everything", statements: [everything], ...all },
  {
    name: "a policy that allows something else",
    statements: [{ Effect: "Allow", Action: "s3:*", Resource: "*" }],
    ...none,
    reason: notAllowed,
  },
  {
    name: "a policy on another resource",
    statements: [{ Effect: "Allow", Action: "*", Resource: "arn:aws:s3:::*" }],
    ...none,
    reason: notAllowed,
  },
  {
    name: "an explicit deny beside an allow",
    statements: [everything, { Effect: "Deny", Action: ["execute-api:Invoke", "iam:GetUser"], Resource: "*" }],
    invoke: 403,
    iam: 403,
    apis: 200,
    reason: denied,
  },
  {
    name: "an explicit deny before an allow",
    statements: [{ Effect: "Deny", Action: "*", Resource: "*" }, everything],
    ...none,
    reason: denied,
  },
  {
    name: "a NotAction that lists the action",
    statements: [{ Effect: "Allow", NotAction: ["iam:*", "EXECUTE-API:in*"], Resource: "*" }],
    invoke: 403,
    iam: 403,
    apis: 200,
    reason: notAllowed,
  },
  {
    name: "a deny on all but one action",
    statements: [everything, { Effect: "Deny", NotAction: "execute-api:Invoke", Resource: "*" }],
    invoke: 200,
    iam: 403,
    apis: 403,
    reason: denied,
  },
  {
    name: "a NotResource that lists the resource",
    statements: [
      { Effect: "Allow", Action: "*", NotResource: ["arn:aws:iam::*:user/*", "arn:aws:execute-api:*:*:*/GET/*"] },
    ],
    invoke: 403,
    iam: 403,
    apis: 200,
    reason: notAllowed,
  },
  {
    name: "a source address that is not the caller's",
    statements: [{ ...everything, Condition: { IpAddress: { "aws:SourceIp": "10.0.0.0/8" } } }],
    ...none,
    reason: notAllowed,
  },
  {
    name: "the caller's source address",
    statements: [{ ...everything, Condition: { IpAddress: { "aws:SourceIp": "127.0.0.1" } } }],
    ...all,
  },
  {
    name: "a deny from outside a network",
    statements: [
      everything,
      { Effect: "Deny", Action: "*", Resource: "*", Condition: { NotIpAddress: { "aws:SourceIp": ["10.0.0.0/8"] } } },
    ],
    ...none,
    reason: denied,
  },
  {
    name: "another team's tag",
    statements: [{ ...everything, Condition: { StringEquals: { "aws:PrincipalTag/team": "blue" } } }],
    ...none,
    reason: notAllowed,
  },
  {
    name: "the caller's own tag",
    statements: [{ ...everything, Condition: { StringEquals: { "aws:PrincipalTag/Team": "red" } } }],
    ...all,
  },
  {
    name: "a tag that the caller has not",
    statements: [{ ...everything, Condition: { StringLike: { "aws:PrincipalTag/clearance": "*" } } }],
    ...none,
    reason: notAllowed,
  },
  {
    name: "TLS, which is not there",
    statements: [{ ...everything, Condition: { Bool: { "aws:SecureTransport": "true" } } }],
    ...none,
    reason: notAllowed,
  },
  {
    name: "a second factor, which no long-term key has",
    statements: [{ ...everything, Condition: { Bool: { "aws:MultiFactorAuthPresent": "true" } } }],
    ...none,
    reason: notAllowed,
  },
  {
    name: "a time that is over",
    statements: [{ ...everything, Condition: { DateLessThan: { "aws:CurrentTime": "2026-09-24T20:16:08Z" } } }],
    ...none,
    reason: notAllowed,
  },
  {
    name: "a condition on a key that nothing carries",
    statements: [{ ...everything, Condition: { StringEquals: { "aws:SourceVpc": "vpc-1" } } }],
    ...none,
    reason: notAllowed,
  },
  {
    name: "a deny of old sessions, which spares long-term keys",
    statements: [
      everything,
      {
        Effect: "Deny",
        Action: "*",
        Resource: "*",
        Condition: { DateLessThan: { "aws:TokenIssueTime": "2030-01-01T00:00:00Z" } },
      },
    ],
    ...all,
  },
  {
    name: "the wrong method, path, stage, API, account and region of the API",
    statements: [
      {
        Effect: "Allow",
        Action: "execute-api:Invoke",
        Resource: [
          `arn:aws:execute-api:${region}:${accountA}:API/$default/POST/pets/1`,
          `arn:aws:execute-api:${region}:${accountA}:API/$default/GET/pets/2`,
          `arn:aws:execute-api:${region}:${accountA}:API/$default/GET/pets`,
          `arn:aws:execute-api:${region}:${accountA}:API/$default/GET/pets/1/`,
          `arn:aws:execute-api:${region}:${accountA}:API/$default/GET//pets/1`,
          `arn:aws:execute-api:${region}:${accountA}:API/$default/get/pets/1`,
          `arn:aws:execute-api:${region}:${accountA}:API/prod/*/*`,
          `arn:aws:execute-api:${region}:${accountA}:other/*`,
          `arn:aws:execute-api:${region}:222222222222:API/*`,
          `arn:aws:execute-api:eu-west-1:${accountA}:API/*`,
          `arn:aws-cn:execute-api:${region}:${accountA}:API/*`,
        ],
      },
    ],
    ...none,
    reason: notAllowed,
  },
  {
    name: "exactly this method and path",
    statements: [
      {
        Effect: "Allow",
        Action: "execute-api:Invoke",
        Resource: `arn:aws:execute-api:${region}:${accountA}:API/$default/GET/pets/1`,
      },
    ],
    invoke: 200,
    iam: 403,
    apis: 403,
    reason: notAllowed,
  },
];

describe("identity policies", () => {
  test.each(rows)("$name", async ({ statements, invoke, iam, apis, reason }) => {
    await putPolicy(statements);
    expect(await outcomes(user)).toMatchObject({
      invoke,
      iam,
      apis,
      ...(reason && { body: iamRefusal(userArn, reason) }),
    });
  });

  test("no policy at all", async () => {
    await fixture.must(keys.adminA, "DeleteUserPolicy", { UserName: "worker", PolicyName: "only" });
    expect(await outcomes(user)).toMatchObject({ ...none, body: iamRefusal(userArn, notAllowed) });
    await putPolicy([everything]);
    expect(await outcomes(user)).toMatchObject(all);
  });

  test("an explicit deny in a managed policy is named by its ARN", async () => {
    await putPolicy([everything]);
    const created = await fixture.must(keys.adminA, "CreatePolicy", {
      PolicyName: "Denial",
      PolicyDocument: policy({ Effect: "Deny", Action: "*", Resource: "*" }),
    });
    const attachment = { UserName: "worker", PolicyArn: elementOf(created, "Arn") };
    await fixture.must(keys.adminA, "AttachUserPolicy", attachment);
    const refused = await outcomes(user);
    await fixture.must(keys.adminA, "DetachUserPolicy", attachment);
    expect(refused).toMatchObject({ ...none, body: iamRefusal(userArn, `${denied}: ${attachment.PolicyArn}`) });
    expect(await outcomes(user)).toMatchObject(all);
  });
});

describe("permissions boundaries", () => {
  test.each([
    {
      name: "that allows nothing here",
      document: { Effect: "Allow", Action: "s3:*", Resource: "*" },
      reason: "because no permissions boundary allows the iam:GetUser action",
    },
    {
      name: "that denies",
      document: { Effect: "Deny", Action: "*", Resource: "*" },
      reason: "with an explicit deny in a permissions boundary: ARN",
    },
  ])("a boundary $name", async ({ document, reason }) => {
    await putPolicy([everything]);
    const created = await fixture.must(keys.adminA, "CreatePolicy", {
      PolicyName: `Boundary${document.Effect}`,
      PolicyDocument: policy(document),
    });
    const PermissionsBoundary = elementOf(created, "Arn");
    await fixture.must(keys.adminA, "PutUserPermissionsBoundary", { UserName: "worker", PermissionsBoundary });
    const refused = await outcomes(user);
    await fixture.must(keys.adminA, "DeleteUserPermissionsBoundary", { UserName: "worker" });
    expect(refused).toMatchObject({ ...none, body: iamRefusal(userArn, reason.replace("ARN", PermissionsBoundary)) });
    expect(await outcomes(user)).toMatchObject(all);
  });

  test("a boundary grants nothing", async () => {
    await putPolicy([{ Effect: "Allow", Action: "s3:*", Resource: "*" }]);
    const PermissionsBoundary = "arn:aws:iam::aws:policy/AdministratorAccess";
    await fixture.must(keys.adminA, "PutUserPermissionsBoundary", { UserName: "worker", PermissionsBoundary });
    expect(await outcomes(user)).toMatchObject(none);
    await fixture.must(keys.adminA, "DeleteUserPermissionsBoundary", { UserName: "worker" });
  });
});

describe("iam:PassRole", () => {
  const passed = `arn:aws:iam::${accountA}:role/passed`;
  const apigateway = { Effect: "Allow", Action: "apigateway:*", Resource: "*" };
  const passRole = { Effect: "Allow", Action: "iam:PassRole", Resource: passed };
  const toService = (service: string) => ({ StringEquals: { "iam:PassedToService": service } });

  test.each([
    { name: "without the permission", statements: [apigateway], status: 403 },
    { name: "with it on another role", statements: [apigateway, { ...passRole, Resource: `${passed}2` }], status: 403 },
    { name: "with it", statements: [apigateway, passRole], status: 201 },
    {
      name: "with it for another service",
      statements: [apigateway, { ...passRole, Condition: toService("ec2.amazonaws.com") }],
      status: 403,
    },
    {
      name: "with it for API Gateway",
      statements: [apigateway, { ...passRole, Condition: toService("apigateway.amazonaws.com") }],
      status: 201,
    },
    {
      name: "of another account",
      statements: [everything],
      role: passed.replace(accountA, "222222222222"),
      status: 403,
    },
  ])("a role handed to an integration $name answers $status", async ({ statements, status, role = passed }) => {
    await putPolicy(statements);
    const body = JSON.stringify({
      integrationType: "AWS_PROXY",
      integrationSubtype: "SQS-SendMessage",
      credentialsArn: role,
      payloadFormatVersion: "1.0",
      requestParameters: { QueueUrl: "$request.header.queue", MessageBody: "$request.body" },
    });
    const reply = await exchange(
      fixture.port,
      signed(
        fixture.draft(user, {
          method: "POST",
          host: "localhost",
          path: `/v2/apis/${fixture.apiId}/integrations`,
          service: "apigateway",
          headers: ["Content-Type", "application/json"],
          body,
        }),
      ),
    );
    expect(reply.status).toBe(status);
    const refusal =
      role === passed
        ? `User: ${userArn} is not authorized to perform: iam:PassRole on resource: ${passed} because no identity-based policy allows the iam:PassRole action`
        : "Cross-account pass role is not allowed.";
    expect(status === 201 || reply.body).toBe(status === 201 || JSON.stringify({ message: refusal }));
  });

  test.each([
    { name: "without the permission", statements: [apigateway], status: 403 },
    { name: "with it", statements: [apigateway, passRole], status: 201 },
  ])("is asked of whoever imports a document with a role: $name", async ({ statements, status }) => {
    const integration = {
      type: "aws_proxy",
      uri: `arn:aws:lambda:us-east-1:${accountA}:function:f`,
      payloadFormatVersion: "2.0",
      credentials: passed,
    };
    const paths = { "/a": { get: { "x-amazon-apigateway-integration": integration } } };
    await putPolicy(statements);
    const reply = await importApi(JSON.stringify({ openapi: "3.0.1", info: { title: "a" }, paths }));
    expect(reply.status).toBe(status);
  });

  test("a document of whoever may not import any is not read", async () => {
    await putPolicy([passRole]);
    const start = performance.now();
    const reply = await importApi("!a ".repeat(650_000));
    expect(performance.now() - start).toBeLessThan(1_500);
    expect([reply.status, reply.body]).toEqual([403, expect.stringContaining("apigateway:PUT")]);
  });

  async function importApi(document: string) {
    const body = JSON.stringify({ body: document });
    const request = { method: "PUT", host: "localhost", path: "/v2/apis", service: "apigateway" };
    const headers = ["Content-Type", "application/json"];
    return exchange(fixture.port, signed(fixture.draft(user, { ...request, headers, body })));
  }
});

describe("root", () => {
  test("may do everything in its account", async () => {
    expect(await outcomes(keys.rootA)).toMatchObject({ invoke: 200, iam: 200, apis: 200 });
  });

  test("of another account may do nothing here", async () => {
    expect(await fixture.invokeStatus(keys.rootB)).toBe(403);
    expect((await fixture.call(keys.rootB, "GetUser", { UserName: "worker" })).code).toBe("NoSuchEntity");
  });

  test("may not assume roles", async () => {
    const reply = await fixture.call(keys.rootB, "AssumeRole", { RoleArn: fixture.roleArn, RoleSessionName: "root" });
    expect(reply).toMatchObject({
      status: 403,
      body: queryError("sts", { code: "AccessDenied", message: "Roles may not be assumed by root accounts." }),
    });
  });
});

async function putPolicy(statements: readonly object[]): Promise<void> {
  await fixture.must(keys.adminA, "PutUserPolicy", {
    UserName: "worker",
    PolicyName: "only",
    PolicyDocument: policy(...statements).replaceAll(":API/", `:${fixture.apiId}/`),
  });
}

/** What the three kinds of call answer to those credentials. */
async function outcomes(credentials: SigningCredentials) {
  const apis = await exchange(
    fixture.port,
    signed(fixture.draft(credentials, { host: "localhost", path: "/v2/apis", service: "apigateway" })),
  );
  const iam = await fixture.call(credentials, "GetUser", { UserName: "worker" });
  const invoked = await fixture.invoke(credentials);
  if (invoked.status === 403 && invoked.body !== '{"message":"Forbidden"}') {
    throw new Error(`an invoke was refused with ${invoked.body}`);
  }
  if (apis.status === 403 && !isApiGatewayDenial(apis)) {
    throw new Error(`API Gateway refused with ${apis.body}`);
  }
  return { invoke: invoked.status, iam: iam.status, apis: apis.status, ...(iam.status === 403 && { body: iam.body }) };
}

function isApiGatewayDenial({ headers, body }: Reply): boolean {
  return (
    headers.get("x-amzn-errortype") === "AccessDeniedException" &&
    /^\{"message":"User: \S+ is not authorized to perform: apigateway:GET on resource: arn:aws:apigateway:us-east-1::\/apis (?:because|with) /.test(
      body,
    )
  );
}

function iamRefusal(arn: string, reason: string): string {
  return queryError("iam", {
    code: "AccessDenied",
    message: `User: ${arn} is not authorized to perform: iam:GetUser on resource: user worker ${reason}`,
  });
}
