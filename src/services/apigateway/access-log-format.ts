import { quotas } from "./quotas.ts";

/** The `$context` variables that access logs of HTTP APIs may name; any `authorizer.` variable is accepted too. */
const supportedVariables: ReadonlySet<string> = new Set([
  "accountId",
  "apiId",
  "awsEndpointRequestId",
  "awsEndpointRequestId2",
  "customDomain.basePathMatched",
  "dataProcessed",
  "domainName",
  "domainPrefix",
  "error.message",
  "error.messageString",
  "error.responseType",
  "extendedRequestId",
  "httpMethod",
  "identity.accountId",
  "identity.caller",
  "identity.cognitoAuthenticationProvider",
  "identity.cognitoAuthenticationType",
  "identity.cognitoIdentityId",
  "identity.cognitoIdentityPoolId",
  "identity.principalOrgId",
  "identity.clientCert.clientCertPem",
  "identity.clientCert.subjectDN",
  "identity.clientCert.issuerDN",
  "identity.clientCert.serialNumber",
  "identity.clientCert.validity.notBefore",
  "identity.clientCert.validity.notAfter",
  "identity.sourceIp",
  "identity.user",
  "identity.userAgent",
  "identity.userArn",
  "integration.error",
  "integration.integrationStatus",
  "integration.latency",
  "integration.requestId",
  "integration.status",
  "integrationErrorMessage",
  "integrationLatency",
  "integrationStatus",
  "path",
  "protocol",
  "requestId",
  "requestTime",
  "requestTimeEpoch",
  "resourcePath",
  "responseLatency",
  "responseLength",
  "routeKey",
  "stage",
  "status",
]);

/** Why an access log format cannot be used, in AWS's observed words; undefined when it can. */
export function accessLogFormatProblem(format: string): string | undefined {
  const found = "The following errors are found in Access Log Format: Access Log format must";
  if (new TextEncoder().encode(format).length > quotas.accessLogFormatBytesMax) {
    return `${found} be at most ${quotas.accessLogFormatBytesMax} bytes long`;
  }
  if (/[\r\n]/.test(format)) {
    return `${found} be single line: '${format}'`;
  }
  const names = contextVariables(format);
  if (!names.includes("requestId") && !names.includes("extendedRequestId")) {
    return `${found} include either $context.requestId or $context.extendedRequestId : '${format}'`;
  }
  const unsupported = names.filter((name) => !isSupported(name));
  if (unsupported.length > 0) {
    const listed = unsupported.map((name) => `$context.${name}`).join(", ");
    return `The following context variables are not supported: [${listed}]`;
  }
  return undefined;
}

/** The names behind `$context.` in a format. Observed: a `|` is taken for part of the name. */
function contextVariables(format: string): readonly string[] {
  const matches = format.matchAll(/\$context\.([A-Za-z0-9_.|-]+)|\$\{context\.([A-Za-z0-9_.-]+)\}/g);
  return Array.from(matches, ([, bare, braced]) => bare ?? braced ?? "");
}

function isSupported(name: string): boolean {
  return supportedVariables.has(name) || /^authorizer\.[A-Za-z0-9_.-]+$/.test(name);
}
