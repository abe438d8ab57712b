import http from "node:http";
import { afterAll, beforeAll, expect, test } from "vitest";
import { allowPolicy, serviceTrust } from "../../test/aws-service.ts";
import { type GatewayFixture, hostOf, listen, owner, putApi, region, send, startGateway } from "../../test/gateway.ts";
import { type SigningCredentials, signRequest } from "../sigv4/sign.ts";
import type { AuthorizerRecord } from "../store/records.ts";

let fixture: GatewayFixture;
let endpoint: http.Server;
/** The functions that were called. */
const called: string[] = [];

const alice: SigningCredentials = { accessKeyId: "AKIAALICE", secretAccessKey: "alice-secret" };
const functionArn = `arn:aws:lambda:${region}:${owner}:function:echo`;
const notAssumed = (place: string) =>
  `API Gateway doesn’t have permissions to assume the IAM role configured on the ${place}. Check the permissions and try again.`;
const notPermitted = (place: string) =>
  `The IAM role configured on the ${place} or API Gateway doesn't have permissions to call the ${place}. Check the permissions and try again.`;

beforeAll(async () => {
  endpoint = http.createServer((request, response) => {
    called.push(decodeURIComponent(request.url?.split("/")[3] ?? ""));
    request.resume().on("end", () => response.end('{"isAuthorized":true,"statusCode":200,"body":"called"}'));
  });
  const url = `http://127.0.0.1:${await listen(endpoint)}`;
  fixture = await startGateway({}, { functions: new Map([["echo", { kind: "endpoint", url }]]) });
  await fixture.store.write(async ({ accounts, roles, users, accessKeys, entityPolicies }) => {
    await accounts.insert({ accountId: owner, name: "owner", createdAtMs: 0 });
    for (const [roleName, service, policy] of [
      ["Caller", "apigateway.amazonaws.com", allowPolicy("lambda:InvokeFunction", functionArn)],
      ["OfTag", "apigateway.amazonaws.com", allowPolicy("lambda:InvokeFunction", `${functionArn}:live`)],
      ["NoPolicy", "apigateway.amazonaws.com", allowPolicy("lambda:GetFunction", "*")],
      ["Untrusting", "lambda.amazonaws.com", allowPolicy("*", "*")],
    ] as const) {
      const roleId = `AROA${roleName.toUpperCase()}`;
      const trustPolicy = serviceTrust(service);
      const role = { roleName, path: "/", createdAtMs: 0, trustedIds: {}, maxSessionDurationSeconds: 3600, tags: [] };
      await roles.insert({ accountId: owner, roleId, trustPolicy, ...role });
      await entityPolicies.putInline(owner, { kind: "role", id: roleId }, { policyName: "p", document: policy });
    }
    await users.insert({
      accountId: owner,
      userId: "AIDAALICE",
      userName: "alice",
      path: "/",
      createdAtMs: 0,
      tags: [],
    });
    await accessKeys.insert({ ...alice, accountId: owner, userId: "AIDAALICE", status: "Active", createdAtMs: 0 });
    const invoke = { policyName: "p", document: allowPolicy("execute-api:Invoke", "*") };
    await entityPolicies.putInline(owner, { kind: "user", id: "AIDAALICE" }, invoke);
  });
});

afterAll(async () => {
  await fixture.close();
  endpoint.closeAllConnections();
  endpoint.close();
});

test.each([
  ["Caller", functionArn, undefined],
  ["OfTag", `${functionArn}:live`, undefined],
  ["Caller", `${functionArn}:live`, notPermitted("integration")],
  ["OfTag", functionArn, notPermitted("integration")],
  ["NoPolicy", functionArn, notPermitted("integration")],
  ["Untrusting", functionArn, notAssumed("integration")],
  ["Nobody", functionArn, notAssumed("integration")],
])("an integration in the role %s calls %s or fails with: %s", async (role, uri, failure) => {
  called.length = 0;
  const credentialsArn = `arn:aws:iam::${owner}:role/${role}`;
  await putApi(fixture.store, {
    apiId: "api1",
    routes: [{ key: "GET /", uri, integration: { ...lambda, credentialsArn } }],
  });
  const reply = await send(fixture.port, {});
  const requestId = String(reply.headers["apigw-requestid"]);
  expect(reply.status).toBe(failure === undefined ? 200 : 500);
  expect(called).toHaveLength(failure === undefined ? 1 : 0);
  expect(fixture.decisions.get(requestId)?.integrationFailure).toBe(failure);
});

test.each([
  ["may not", allowPolicy("execute-api:Invoke", "*"), 500],
  ["may", allowPolicy("lambda:InvokeFunction", functionArn), 200],
])("with the caller's own permissions a function is called when the caller %s", async (_, policy, status) => {
  called.length = 0;
  await fixture.store.write(({ entityPolicies }) =>
    entityPolicies.putInline(owner, { kind: "user", id: "AIDAALICE" }, { policyName: "own", document: policy }),
  );
  const integration = { ...lambda, credentialsArn: "arn:aws:iam::*:user/*" };
  const routes = [{ key: "GET /", uri: functionArn, auth: "AWS_IAM" as const, integration }];
  await putApi(fixture.store, { apiId: "api1", routes });
  const headers = ["host", hostOf("api1")];
  const request = { method: "GET", path: "/", query: "", headers, body: "" };
  const signed = signRequest({ ...request, credentials: alice, region, service: "execute-api", nowMs: Date.now() });
  expect(await send(fixture.port, { headers: signed })).toMatchObject({ status });
  expect(called).toHaveLength(status === 200 ? 1 : 0);
});

test.each([
  ["Caller", 200, undefined],
  ["NoPolicy", 500, notPermitted("authorizer")],
  ["Untrusting", 500, notAssumed("authorizer")],
])("an authorizer in the role %s answers %d", async (role, status, failure) => {
  called.length = 0;
  const authorizer: AuthorizerRecord = {
    authorizerId: "auth01",
    name: "auth",
    authorizerType: "REQUEST",
    identitySource: [],
    authorizerUri: `arn:aws:apigateway:${region}:lambda:path/2015-03-31/functions/${functionArn}/invocations`,
    authorizerPayloadFormatVersion: "2.0",
    enableSimpleResponses: true,
    authorizerCredentialsArn: `arn:aws:iam::${owner}:role/${role}`,
  };
  const route = {
    key: "GET /",
    uri: functionArn,
    integration: lambda,
    auth: "CUSTOM",
    authorizerId: "auth01",
  } as const;
  await putApi(fixture.store, { apiId: "api1", authorizers: [authorizer], routes: [route] });
  const reply = await send(fixture.port, {});
  expect(reply.status).toBe(status);
  expect(called).toHaveLength(failure === undefined ? 2 : 0);
  expect(fixture.decisions.get(String(reply.headers["apigw-requestid"]))?.authorizerFailure).toBe(failure);
});

const lambda = { integrationType: "AWS_PROXY", payloadFormatVersion: "2.0" } as const;
