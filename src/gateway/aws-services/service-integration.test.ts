import http from "node:http";
import { afterAll, afterEach, beforeAll, expect, test } from "vitest";
import {
  type GatewayFixture,
  listen,
  owner,
  putApi,
  region,
  send,
  startGateway,
  type TestReply,
  type TestRequest,
} from "../../../test/gateway.ts";
import { allowPolicy, type Called, readCall, serviceTrust } from "../../../test/aws-service.ts";

let fixture: GatewayFixture;
let service: http.Server;
const calls: Called[] = [];
/** What the service answers, where a test changes it. */
let answer: (response: http.ServerResponse) => void;

const queueUrl = `https://sqs.${region}.amazonaws.com/${owner}/orders`;
const machine = `arn:aws:states:${region}:${owner}:stateMachine:Order`;
const execution = `arn:aws:states:${region}:${owner}:execution:Order:one`;

beforeAll(async () => {
  service = http.createServer((request, response) => {
    void readCall(request, fixture.tokens)
      .then((called) => calls.push(called))
      .then(() => answer(response));
  });
  const url = `http://127.0.0.1:${await listen(service)}`;
  fixture = await startGateway({
    serviceEndpoints: { events: url, sqs: `${url}/prefix/`, appconfig: url, kinesis: url, states: url },
  });
  await fixture.store.write(async ({ accounts, roles, entityPolicies }) => {
    await accounts.insert({ accountId: owner, name: "owner", createdAtMs: 0 });
    const trusting = serviceTrust("apigateway.amazonaws.com");
    for (const [roleName, trustPolicy, policy] of [
      ["Caller", trusting, allowPolicy("*")],
      ["NoPolicy", trusting, allowPolicy("s3:*")],
      ["OtherQueue", trusting, allowPolicy("sqs:SendMessage", `arn:aws:sqs:${region}:${owner}:other`)],
      ["Untrusting", serviceTrust("lambda.amazonaws.com"), allowPolicy("*")],
      ["ForApi", serviceTrust("apigateway.amazonaws.com", "arn:aws:execute-api:*:*:api1/*"), allowPolicy("*")],
      ["ForOther", serviceTrust("apigateway.amazonaws.com", "arn:aws:execute-api:*:*:other/*"), allowPolicy("*")],
    ] as const) {
      const role = { roleName, path: "/", createdAtMs: 0, trustedIds: {}, maxSessionDurationSeconds: 3600, tags: [] };
      await roles.insert({ accountId: owner, roleId: `AROA${roleName.toUpperCase()}`, trustPolicy, ...role });
      const holder = { kind: "role", id: `AROA${roleName.toUpperCase()}` } as const;
      await entityPolicies.putInline(owner, holder, { policyName: "p", document: policy });
    }
  });
});

afterEach(() => {
  calls.length = 0;
  answerWith(200, "application/json", "{}");
});
answerWith(200, "application/json", "{}");

afterAll(async () => {
  await fixture.close();
  service.closeAllConnections();
  service.close();
});

test.each<{
  subtype: string;
  parameters: Readonly<Record<string, string>>;
  expected: Partial<Called>;
  request?: TestRequest;
}>([
  {
    subtype: "EventBridge-PutEvents",
    parameters: { Detail: "$request.body", DetailType: "order", Source: "shop.${request.querystring.shop}" },
    request: { path: "/?shop=north", body: '{"a":1}' },
    expected: {
      line: "POST /",
      type: "application/x-amz-json-1.1",
      target: "AWSEvents.PutEvents",
      scope: "events/us-east-1",
      body: '{"Entries":[{"Detail":"{\\"a\\":1}","DetailType":"order","Source":"shop.north"}]}',
    },
  },
  {
    subtype: "EventBridge-PutEvents",
    parameters: {
      Detail: "{}",
      DetailType: "order",
      Source: "shop",
      Time: "2026-09-24T20:16:29Z",
      EventBusName: "orders",
      Resources: "arn:one, arn:two",
      TraceHeader: "Root=1",
      Region: "eu-west-1",
    },
    expected: {
      scope: "events/eu-west-1",
      body:
        '{"Entries":[{"Detail":"{}","DetailType":"order","Source":"shop","EventBusName":"orders","TraceHeader":"Root=1",' +
        '"Resources":["arn:one","arn:two"],"Time":1790280989}]}',
    },
  },
  {
    subtype: "SQS-SendMessage",
    parameters: {
      QueueUrl: queueUrl,
      MessageBody: "$request.body.text",
      MessageAttributes: '{"kind":{"DataType":"String","StringValue":"${request.header.x-kind}"}}',
      DelaySeconds: "5",
    },
    request: { body: '{"text":"a & b"}', headers: { "x-kind": "new" } },
    expected: {
      line: `POST /prefix/${owner}/orders`,
      type: "application/x-www-form-urlencoded; charset=utf-8",
      scope: "sqs/us-east-1",
      body: [
        "Action=SendMessage",
        "Version=2012-11-05",
        `QueueUrl=${encodeURIComponent(queueUrl)}`,
        "MessageBody=a%20%26%20b",
        "MessageAttribute.1.Name=kind",
        "MessageAttribute.1.Value.DataType=String",
        "MessageAttribute.1.Value.StringValue=new",
        "DelaySeconds=5",
      ].join("&"),
    },
  },
  {
    subtype: "SQS-ReceiveMessage",
    parameters: { QueueUrl: queueUrl, AttributeNames: '["All","SentTimestamp"]', WaitTimeSeconds: "0" },
    expected: {
      body: `Action=ReceiveMessage&Version=2012-11-05&QueueUrl=${encodeURIComponent(queueUrl)}&AttributeName.1=All&AttributeName.2=SentTimestamp&WaitTimeSeconds=0`,
    },
  },
  {
    subtype: "SQS-DeleteMessage",
    parameters: { QueueUrl: queueUrl, ReceiptHandle: "$request.path.handle" },
    request: { path: "/receipt/AQEB%2F1%3D" },
    expected: {
      body: `Action=DeleteMessage&Version=2012-11-05&QueueUrl=${encodeURIComponent(queueUrl)}&ReceiptHandle=AQEB%2F1%3D`,
    },
  },
  {
    subtype: "SQS-PurgeQueue",
    parameters: { QueueUrl: queueUrl },
    expected: { body: `Action=PurgeQueue&Version=2012-11-05&QueueUrl=${encodeURIComponent(queueUrl)}` },
  },
  {
    subtype: "AppConfig-GetConfiguration",
    parameters: { Application: "a b", Environment: "prod", Configuration: "c/d", ClientId: "$context.requestId" },
    expected: {
      line: expect.stringMatching(
        /^GET \/applications\/a%20b\/environments\/prod\/configurations\/c%2Fd\?client_id=[\w-]{15}%3D$/,
      ),
      scope: "appconfig/us-east-1",
      body: "",
    },
  },
  {
    subtype: "Kinesis-PutRecord",
    parameters: { StreamName: "clicks", Data: "$request.body.data", PartitionKey: "$context.identity.sourceIp" },
    request: { body: '{"data":"SGVsbG8="}' },
    expected: {
      type: "application/x-amz-json-1.1",
      target: "Kinesis_20131202.PutRecord",
      scope: "kinesis/us-east-1",
      body: '{"StreamName":"clicks","Data":"SGVsbG8=","PartitionKey":"127.0.0.1"}',
    },
  },
  {
    subtype: "StepFunctions-StartExecution",
    parameters: { StateMachineArn: machine, Input: "$request.body" },
    request: { body: '{"input":"{}"}' },
    expected: {
      type: "application/x-amz-json-1.0",
      target: "AWSStepFunctions.StartExecution",
      scope: "states/us-east-1",
      body: `{"stateMachineArn":"${machine}","input":"{\\"input\\":\\"{}\\"}"}`,
    },
  },
  {
    subtype: "StepFunctions-StartSyncExecution",
    parameters: { StateMachineArn: machine, Name: "one", TraceHeader: "Root=1" },
    expected: {
      target: "AWSStepFunctions.StartSyncExecution",
      body: `{"stateMachineArn":"${machine}","name":"one","traceHeader":"Root=1"}`,
    },
  },
  {
    subtype: "StepFunctions-StopExecution",
    parameters: { ExecutionArn: execution, Cause: "late", Error: "Late" },
    expected: {
      target: "AWSStepFunctions.StopExecution",
      body: `{"executionArn":"${execution}","cause":"late","error":"Late"}`,
    },
  },
])("$subtype is called, signed by the integration's role", async ({ subtype, parameters, request, expected }) => {
  const { status } = await call({ subtype, parameters, ...request });
  expect(calls).toEqual([expect.objectContaining({ ...expected, issuerId: "AROACALLER", signatureIsRight: true })]);
  expect(status).toBe(200);
});

test("the service's answer goes to the client under the gateway's request id", async () => {
  answerWith(200, "text/xml", "<SendMessageResponse/>");
  const reply = await send1();
  expect(reply).toMatchObject({ status: 200, body: "<SendMessageResponse/>" });
  expect(reply.headers).toMatchObject({ "content-type": "text/xml", "content-length": "22" });
  expect(reply.rawHeaders).toContain("apigw-requestid");
});

test("the answer is mapped as the integration says", async () => {
  const reply = await send1({
    integration: { responseParameters: { "200": { "overwrite:statuscode": "202", "append:header.x-kind": "queued" } } },
  });
  expect(reply.status).toBe(202);
  expect(reply.headers["x-kind"]).toBe("queued");
});

test.each([
  ["that does not trust the gateway", "Untrusting"],
  ["that trusts the gateway for another API only", "ForOther"],
  ["that does not exist", "Nobody"],
])("a role %s is not acted in", async (_, role) => {
  const reply = await send1({ role });
  expect(reply).toMatchObject({ status: 500, body: '{"message":"Internal Server Error"}' });
  expect(failureOf(reply)).toBe(
    "API Gateway doesn’t have permissions to assume the IAM role configured on the integration. Check the permissions and try again.",
  );
  expect(calls).toEqual([]);
});

test("a role that trusts the gateway for this API is acted in", async () => {
  expect(await send1({ role: "ForApi" })).toMatchObject({ status: 200 });
});

test.each([
  ["has no permission at all", "NoPolicy"],
  ["may use another queue only", "OtherQueue"],
])("a role that %s reaches no service", async (_, role) => {
  const reply = await send1({ role });
  expect(reply).toMatchObject({ status: 500, body: '{"message":"Internal Server Error"}' });
  expect(failureOf(reply)).toBe(
    "The IAM role configured on the integration or API Gateway doesn't have permissions to call the integration. Check the permissions and try again.",
  );
  expect(evaluationsOf(reply)).toEqual([
    ["sts:AssumeRole", true],
    ["sqs:SendMessage", false],
  ]);
  expect(calls).toEqual([]);
});

test("a change of the trust policy counts from the next request", async () => {
  expect(await send1({ role: "ForApi" })).toMatchObject({ status: 200 });
  const change = (trustPolicy: string) =>
    fixture.store.write(async ({ roles }) => {
      const role = await roles.get(owner, "ForApi");
      expect(role).toBeDefined();
      if (role !== undefined) {
        await roles.update({ ...role, trustPolicy });
      }
    });
  await change(serviceTrust("lambda.amazonaws.com"));
  expect(await send1({ role: "ForApi" })).toMatchObject({ status: 500 });
  await change(serviceTrust("apigateway.amazonaws.com"));
  expect(await send1({ role: "ForApi" })).toMatchObject({ status: 200 });
});

test("a stage variable does not lead to a role of another account", async () => {
  const credentialsArn = "arn:aws:iam::${stageVariables.account}:role/Caller";
  const reply = await send1({ integration: { credentialsArn }, stageVariables: { account: "222222222222" } });
  expect(reply).toMatchObject({ status: 500 });
  expect(await send1({ integration: { credentialsArn }, stageVariables: { account: owner } })).toMatchObject({
    status: 200,
  });
});

test("the caller's own permissions are nobody's on a route without IAM", async () => {
  expect(await send1({ integration: { credentialsArn: "arn:aws:iam::*:user/*" } })).toMatchObject({ status: 500 });
  expect(calls).toEqual([]);
});

test.each<[string, Readonly<Record<string, string>>, TestRequest]>([
  ["a required parameter", { QueueUrl: queueUrl, MessageBody: "$request.body.text" }, { body: "{}" }],
  ["an optional one", { QueueUrl: queueUrl, MessageBody: "x", MessageGroupId: "$request.header.x-group" }, {}],
  ["an empty one", { QueueUrl: queueUrl, MessageBody: "$request.body" }, {}],
  ["a queue that is none", { QueueUrl: "$request.body", MessageBody: "x" }, { body: "http://evil/" }],
  [
    "attributes that are none",
    { QueueUrl: queueUrl, MessageBody: "x", MessageAttributes: "$request.body" },
    { body: "[1]" },
  ],
  [
    "a region that is none",
    { QueueUrl: queueUrl, MessageBody: "x", Region: "$request.body" },
    { body: "us-east-1/sts" },
  ],
])("without a good value for %s the client is told 400", async (_, parameters, request) => {
  const reply = await call({ subtype: "SQS-SendMessage", parameters, ...request });
  expect(reply).toMatchObject({ status: 400, body: '{"message":"Bad Request"}' });
  expect(calls).toEqual([]);
});

test("what the service refuses is a 500 whose cause is kept", async () => {
  answerWith(400, "application/json", '{"__type":"ResourceNotFoundException"}');
  const reply = await send1();
  expect(reply).toMatchObject({ status: 500, body: '{"message":"Internal Server Error"}' });
  expect(failureOf(reply)).toBe('SQS-SendMessage answered 400: {"__type":"ResourceNotFoundException"}');
});

test("a service that does not answer in time is a 503, one that cuts the connection a 500", async () => {
  answer = () => undefined;
  expect(await send1({ integration: { timeoutInMillis: 50 } })).toMatchObject({ status: 503 });
  answer = (response) => response.destroy();
  expect(await send1()).toMatchObject({ status: 500 });
});

test("an answer without end is cut", async () => {
  answer = (response) => {
    response.writeHead(200);
    const chunk = Buffer.alloc(1024 * 1024);
    const more = () => {
      while (!response.destroyed && response.write(chunk));
    };
    response.on("drain", more);
    more();
  };
  expect(await send1()).toMatchObject({ status: 500 });
});

test("a service without an endpoint is named in a 502", async () => {
  const bare = await startGateway();
  try {
    await putApi(bare.store, apiOf({ subtype: "Kinesis-PutRecord", parameters: {} }));
    expect(await send(bare.port, {})).toMatchObject({
      status: 502,
      body: '{"message":"No service is connected for Kinesis-PutRecord"}',
    });
  } finally {
    await bare.close();
  }
});

interface ServiceCase extends TestRequest {
  readonly subtype: string;
  readonly parameters: Readonly<Record<string, string>>;
  readonly role?: string;
  readonly integration?: object;
  readonly stageVariables?: Readonly<Record<string, string>>;
}

function apiOf({ subtype, parameters, role = "Caller", integration, stageVariables = {} }: ServiceCase) {
  const record = {
    integrationType: "AWS_PROXY" as const,
    integrationSubtype: subtype,
    requestParameters: parameters,
    credentialsArn: `arn:aws:iam::${owner}:role/${role}`,
    ...integration,
  };
  return {
    apiId: "api1",
    routes: [
      { key: "POST /", uri: "", integration: record },
      { key: "$default", uri: "", integration: record },
      { key: "GET /receipt/{handle+}", uri: "", integration: record },
    ],
    stages: [{ stageName: "$default", stageVariables }],
  };
}

async function call(asked: ServiceCase): Promise<TestReply> {
  await putApi(fixture.store, apiOf(asked));
  const { path = "/", body, headers } = asked;
  const request = { path, ...(headers !== undefined && { headers }) };
  return send(fixture.port, body === undefined ? request : { ...request, method: "POST", body });
}

/** Sends a message to a queue, with what a test changes. */
function send1(changed: Partial<ServiceCase> = {}): Promise<TestReply> {
  return call({ subtype: "SQS-SendMessage", parameters: { QueueUrl: queueUrl, MessageBody: "x" }, ...changed });
}

function recordOf({ headers }: TestReply) {
  return fixture.decisions.get(String(headers["apigw-requestid"]));
}

function failureOf(reply: TestReply): string | undefined {
  return recordOf(reply)?.integrationFailure;
}

function evaluationsOf(reply: TestReply) {
  return recordOf(reply)?.evaluations.map(({ request, decision }) => [request.action, decision.allowed]);
}

function answerWith(status: number, type: string, body: string): void {
  answer = (response) => {
    response.writeHead(status, { "content-type": type, "content-length": Buffer.byteLength(body) });
    response.end(body);
  };
}
