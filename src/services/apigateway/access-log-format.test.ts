import { expect, test } from "vitest";
import { accessLogFormatProblem } from "./access-log-format.ts";

test.each([
  '$context.identity.sourceIp - - [$context.requestTime] "$context.httpMethod $context.routeKey $context.protocol" $context.status $context.responseLength $context.requestId',
  '{"requestId":"$context.requestId","why":"$context.authorizer.error","tenant":"$context.authorizer.claims.tenant"}',
  "${context.extendedRequestId}|${context.status}",
])("accepts %s", (format) => {
  expect(accessLogFormatProblem(format)).toBeUndefined();
});

test.each([
  [
    "$context.requestId\n$context.status",
    "The following errors are found in Access Log Format: Access Log format must be single line: '$context.requestId\n$context.status'",
  ],
  [
    "$context.status",
    "The following errors are found in Access Log Format: Access Log format must include either $context.requestId or $context.extendedRequestId : '$context.status'",
  ],
  [
    "$context.requestId $context.wafResponseCode ${context.nonsense}",
    "The following context variables are not supported: [$context.wafResponseCode, $context.nonsense]",
  ],
  [
    "$context.extendedRequestId $context.status|$context.stage",
    "The following context variables are not supported: [$context.status|]",
  ],
  [
    `$context.requestId ${"x".repeat(3100)}`,
    "The following errors are found in Access Log Format: Access Log format must be at most 3072 bytes long",
  ],
])("refuses %j", (format, problem) => {
  expect(accessLogFormatProblem(format)).toBe(problem);
});
