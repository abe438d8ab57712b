import { expect, test } from "vitest";
import { isCredentialsArn, isFunctionArn, isHttpEndpoint } from "./integration-uri.ts";

test.each([
  ["https://example.com", true],
  ["http://127.0.0.1:9000/base?fixed=1", true],
  ["http://[::1]:9000/", true],
  ["https://example.com/pets/{petId}/{proxy}", true],
  ["https://${stageVariables.host}/v1", true],
  ["http://localhost:${stageVariables.port}/", true],
  ["https://api-${stageVariables.env}.example.com:${stageVariables.port}/x", true],
  ["https://example.com/?id={id}", true],
  ["", false],
  ["example.com", false],
  ["ftp://example.com", false],
  ["file:///etc/passwd", false],
  ["${stageVariables.url}", false],
  ["https://", false],
  ["https://user:secret@example.com", false],
  ["https://{host}/", false],
  ["https://example.com/{proxy+}", false],
  ["https://example.com/{unclosed", false],
  ["https://example.com/${context.path}", false],
  ["https://example.com/a b", false],
  ["https://example.com/#part", false],
  ["https://example.com:99999/", false],
  ["arn:aws:lambda:us-east-1:111111111111:function:echo", false],
])("isHttpEndpoint(%j) is %s", (uri, expected) => {
  expect(isHttpEndpoint(uri)).toBe(expected);
});

test.each([
  ["arn:aws:lambda:us-east-1:111111111111:function:echo", true],
  ["arn:aws:lambda:us-east-1:111111111111:function:echo:live", true],
  ["arn:aws:lambda:us-east-1:111111111111:function:${stageVariables.name}", true],
  [
    "arn:aws:apigateway:us-east-1:lambda:path/2015-03-31/functions/arn:aws:lambda:us-east-1:111111111111:function:echo/invocations",
    true,
  ],
  ["arn:aws:lambda:us-east-1:111111111111:layer:echo", false],
  ["arn:aws:apigateway:us-east-1:lambda:path/2015-03-31/functions/echo/invocations", false],
  ["echo", false],
])("isFunctionArn(%s) is %s", (text, expected) => {
  expect(isFunctionArn(text)).toBe(expected);
});

test.each([
  ["arn:aws:iam::111111111111:role/service/gateway", true],
  ["arn:aws:iam::*:user/*", true],
  ["arn:aws:iam::111111111111:user/alice", false],
  ["gateway", false],
])("isCredentialsArn(%s) is %s", (text, expected) => {
  expect(isCredentialsArn(text)).toBe(expected);
});
