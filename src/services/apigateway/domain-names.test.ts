import { afterEach, beforeEach, describe, expect, test } from "vitest";
import { type ApiCalls, importCertificate, openApiCalls, owner } from "../../../test/api-calls.ts";
import { putRestApi } from "../../../test/rest-gateway.ts";
import { selfSigned } from "../../../test/self-signed.ts";

const absentArn = `arn:aws:acm:us-east-1:${owner}:certificate/11111111-2222-3333-4444-555555555555`;
const badSlash = "400 BadRequestException: API mapping key should not start with a '/' or have consecutive '/'s.";
const noDomain = "404 NotFoundException: Invalid domain name identifier specified";

let calls: ApiCalls;
let certificateArn: string;
let domain: { readonly DomainName: string; readonly DomainNameConfigurations: readonly object[] };
beforeEach(async () => {
  calls = await openApiCalls();
  certificateArn = await importCertificate(calls);
  domain = { DomainName: "api.example.com", DomainNameConfigurations: [{ CertificateArn: certificateArn }] };
});
afterEach(() => calls.close());

async function newStage(): Promise<string> {
  const { ApiId } = await calls.call("CreateApi", { Name: "pets", ProtocolType: "HTTP" });
  await calls.call("CreateStage", { ApiId, StageName: "prod" });
  return String(ApiId);
}

describe("a custom domain", () => {
  test("is created with what it was given and AWS's defaults, read back, changed and deleted", async () => {
    const created = await calls.call("CreateDomainName", { ...domain, Tags: { team: "pets" } });
    expect(created).toEqual({
      ApiMappingSelectionExpression: "$request.basepath",
      DomainName: "api.example.com",
      DomainNameArn: "arn:aws:apigateway:us-east-1::/domainnames/api.example.com",
      DomainNameConfigurations: [
        {
          ApiGatewayDomainName: expect.stringMatching(/^d-[a-z0-9]{10}\.execute-api\.us-east-1\.amazonaws\.com$/),
          CertificateArn: certificateArn,
          DomainNameStatus: "AVAILABLE",
          EndpointType: "REGIONAL",
          HostedZoneId: "Z1UJRXOUMOOFQ8",
          IpAddressType: "ipv4",
          SecurityPolicy: "TLS_1_2",
        },
      ],
      RoutingMode: "API_MAPPING_ONLY",
      Tags: { team: "pets" },
    });
    const updated = await calls.call("UpdateDomainName", {
      DomainName: domain.DomainName,
      RoutingMode: "ROUTING_RULE_ONLY",
    });
    expect(updated).toEqual({ ...created, RoutingMode: "ROUTING_RULE_ONLY" });
    expect(await calls.call("GetDomainName", { DomainName: "API.example.com" })).toEqual(updated);
    expect(await calls.call("GetDomainNames", {})).toEqual({ Items: [updated] });
    await calls.call("TagResource", { ResourceArn: updated["DomainNameArn"], Tags: { stage: "live" } });
    expect(await calls.call("GetTags", { ResourceArn: updated["DomainNameArn"] })).toEqual({
      Tags: { team: "pets", stage: "live" },
    });
    await calls.call("DeleteDomainName", { DomainName: domain.DomainName });
    expect(await calls.refusal("GetDomainName", { DomainName: domain.DomainName })).toBe(noDomain);
  });

  test.each([
    ["GetDomainName", {}],
    ["UpdateDomainName", {}],
    ["DeleteDomainName", {}],
    ["CreateApiMapping", { ApiId: "a1", Stage: "prod" }],
    ["GetApiMappings", {}],
    ["CreateRoutingRule", { Priority: 1, Actions: [], Conditions: [] }],
    ["ListRoutingRules", {}],
  ])("is the resource of %s under the name it has, in whatever case it is called", async (operation, members) => {
    const [check] = await calls.checks(operation, { ...members, DomainName: "API.Example.com" });
    expect(check?.resource).toMatch(/::\/domainnames\/api\.example\.com(?:\/|$)/);
  });

  test("has one ARN, which is in lower case", async () => {
    await calls.call("CreateDomainName", domain);
    const ResourceArn = "arn:aws:apigateway:us-east-1::/domainnames/API.example.com";
    expect(await calls.refusal("TagResource", { ResourceArn, Tags: { a: "b" } })).toBe(
      "400 BadRequestException: Invalid ARN specified in the request",
    );
  });

  test("is not taken from under another account's wildcard", async () => {
    await calls.call("CreateDomainName", { ...domain, DomainName: "*.example.com" });
    const other = calls.as({ accountId: "222222222222" });
    expect(await other.refusal("CreateDomainName", { ...domain, DomainName: "API.example.com" })).toBe(
      "409 ConflictException: The domain name conflicts with a wildcard custom domain of another account.",
    );
    expect(await calls.call("CreateDomainName", domain)).toMatchObject({ DomainName: "api.example.com" });
  });

  test("with a wildcard is not laid over another account's names", async () => {
    const other = calls.as({ accountId: "222222222222" });
    const wildcard = { ...domain, DomainName: "*.example.com" };
    await calls.call("CreateDomainName", domain);
    expect(await other.refusal("CreateDomainName", wildcard)).toBe(
      "409 ConflictException: The wildcard domain name conflicts with a custom domain of another account.",
    );
    expect(await calls.call("CreateDomainName", wildcard)).toMatchObject({ DomainName: "*.example.com" });
  });

  test("belongs to one account and region, and nobody else can have its name", async () => {
    await calls.call("CreateDomainName", domain);
    const other = calls.as({ accountId: "222222222222" });
    expect(await other.refusal("GetDomainName", domain)).toBe(noDomain);
    expect(await calls.as({ region: "eu-west-1" }).refusal("GetDomainName", domain)).toBe(noDomain);
    expect(await other.refusal("CreateDomainName", domain)).toBe(
      "400 BadRequestException: The domain name you provided already exists.",
    );
  });

  test.each([
    [{ DomainName: "localhost" }, "Invalid domain name specified: localhost"],
    [{ DomainName: "10.0.0.1" }, "Invalid domain name specified: 10.0.0.1"],
    [{ DomainName: "sts.amazonaws.com" }, "Invalid domain name specified: sts.amazonaws.com"],
    [
      { DomainName: "a.execute-api.us-east-1.localhost.x" },
      "Invalid domain name specified: a.execute-api.us-east-1.localhost.x",
    ],
    [{ DomainName: "my_api.example.com" }, "Domain names cannot contain an underscore character"],
    [{ DomainNameConfigurations: [] }, "Invalid input. Expected one domain name configuration"],
    [{ DomainNameConfigurations: undefined }, "Invalid input. Expected one domain name configuration"],
    [
      { DomainNameConfigurations: [{ CertificateArn: absentArn, EndpointType: "EDGE" }] },
      "EDGE endpoint type is not supported for APIGatewayV2 domainName",
    ],
    [
      { DomainNameConfigurations: [{ CertificateArn: absentArn, SecurityPolicy: "TLS_1_0" }] },
      "Only REGIONAL domain names with a security policy of TLS 1.2 can be managed through the API Gateway V2 API. For TLS 1.0 domain names, please use the API Gateway V1 API to upgrade your security policy to TLS 1.2. Currently, only REST APIs can be attached to a domain name with a security policy of TLS 1.0.",
    ],
    [
      { DomainNameConfigurations: [{ CertificateArn: "arn:aws:acm:eu-west-1:111111111111:certificate/x" }] },
      "Invalid certificate ARN: arn:aws:acm:eu-west-1:111111111111:certificate/x. Certificate must be in 'us-east-1'.",
    ],
    [{ DomainNameConfigurations: [{ CertificateArn: absentArn }] }, "The provided certificate does not exist."],
    [
      { DomainNameConfigurations: [{ CertificateArn: absentArn.replace(owner, "222222222222") }] },
      "The certificate provided must be owned by the account creating the domain.",
    ],
    [{ DomainName: "api.example.org" }, "The domain name to be created is not covered by the provided certificate."],
    [{ DomainName: "v1.api.example.com" }, "The domain name to be created is not covered by the provided certificate."],
  ])("cannot be made with %j", async (input, message) => {
    expect(await calls.refusal("CreateDomainName", { ...domain, ...input })).toBe(
      `400 BadRequestException: ${message}`,
    );
  });
});

test("a domain with a wildcard needs a certificate with the same one, on every change", async () => {
  const wildcard = { ...domain, DomainName: "*.example.com" };
  await calls.call("CreateDomainName", wildcard);
  const CertificateArn = await importCertificate(calls, selfSigned.rsa);
  const change = { DomainName: "*.example.com", DomainNameConfigurations: [{ CertificateArn }] };
  expect(await calls.refusal("UpdateDomainName", change)).toBe(
    "400 BadRequestException: The domain name to be created is not covered by the provided certificate.",
  );
});

test("the certificate that proves ownership must exist too", async () => {
  const [configuration] = domain.DomainNameConfigurations;
  const given = { ...configuration, OwnershipVerificationCertificateArn: absentArn };
  expect(await calls.refusal("CreateDomainName", { ...domain, DomainNameConfigurations: [given] })).toBe(
    "400 BadRequestException: The provided certificate does not exist.",
  );
});

describe("an API mapping", () => {
  test("is created, read, changed and deleted, and keeps its API and stage from being deleted", async () => {
    const ApiId = await newStage();
    await calls.call("CreateDomainName", domain);
    const { DomainName } = domain;
    const created = await calls.call("CreateApiMapping", { DomainName, ApiId, Stage: "prod" });
    expect(created).toEqual({
      ApiId,
      ApiMappingId: expect.stringMatching(/^[a-z0-9]{6}$/),
      ApiMappingKey: "",
      Stage: "prod",
    });
    const one = { DomainName, ApiMappingId: created["ApiMappingId"] };
    const updated = await calls.call("UpdateApiMapping", { ...one, ApiId, ApiMappingKey: "v1/pets" });
    expect(updated).toEqual({ ...created, ApiMappingKey: "v1/pets" });
    expect(await calls.call("GetApiMapping", one)).toEqual(updated);
    expect(await calls.call("GetApiMappings", { DomainName })).toEqual({ Items: [updated] });
    expect(
      await calls.refusal("CreateApiMapping", { DomainName, ApiId, Stage: "prod", ApiMappingKey: "v1/pets" }),
    ).toBe("409 ConflictException: ApiMapping key already exists for this domain name");
    expect(await calls.refusal("DeleteApi", { ApiId })).toBe(
      `400 BadRequestException: Deleting API ${ApiId} failed. Please remove all API mappings for the API from your custom domain names.`,
    );
    expect(await calls.refusal("DeleteStage", { ApiId, StageName: "prod" })).toBe(
      "400 BadRequestException: Deleting stage prod failed. Please remove all base path mappings related to the stage in your domains: api.example.com",
    );
    await calls.call("DeleteApiMapping", one);
    expect(await calls.refusal("GetApiMapping", one)).toBe(
      "404 NotFoundException: The api mapping resource specified in the request was not found.",
    );
    await calls.call("DeleteApi", { ApiId });
  });

  test.each([
    [{ ApiMappingKey: "/v1" }, badSlash],
    [{ ApiMappingKey: "v1//a" }, badSlash],
    [{ ApiMappingKey: "v1/" }, "400 BadRequestException: API mapping key should not end with a '/'."],
    [
      { ApiMappingKey: "a b" },
      "400 BadRequestException: An ApiMapping key may contain only letters, numbers and one of $-_.+!*'(),/",
    ],
    [{ ApiMappingKey: "a".repeat(301) }, "400 BadRequestException: API mapping key must have a length of at most 300"],
    [{ Stage: "none" }, "400 BadRequestException: Invalid stage identifier specified"],
    [{ ApiId: "none" }, `404 NotFoundException: Invalid API identifier specified ${owner}:none`],
    [{ DomainName: "other.example.com" }, noDomain],
    [{ ApiId: "private001" }, "400 BadRequestException: A public custom domain name leads to public APIs only"],
  ])("cannot be made with %j", async (input, refusal) => {
    const ApiId = await newStage();
    const api = { endpointConfiguration: { types: ["PRIVATE"], ipAddressType: "dualstack" } } as const;
    await putRestApi(calls.store, { apiId: "private001", methods: [], api });
    await calls.call("CreateDomainName", domain);
    const wanted = { DomainName: domain.DomainName, ApiId, Stage: "prod", ...input };
    expect(await calls.refusal("CreateApiMapping", wanted)).toBe(refusal);
  });
});

describe("a routing rule", () => {
  const rules = { RoutingMode: "ROUTING_RULE_THEN_API_MAPPING" };
  const action = { ApiId: "rest000001", Stage: "prod", StripBasePath: true };
  const wanted = {
    DomainName: "api.example.com",
    Priority: 100,
    Conditions: [
      { MatchBasePaths: { AnyOf: ["v1"] } },
      { MatchHeaders: { AnyOf: [{ Header: "x-version", ValueGlob: "2*" }] } },
    ],
    Actions: [{ InvokeApi: action }],
  };
  const oneHeader = (Header: string, ValueGlob = "on") => ({ MatchHeaders: { AnyOf: [{ Header, ValueGlob }] } });
  beforeEach(() => putRestApi(calls.store, { apiId: action.ApiId, methods: [] }));

  test("leads to a REST API; it is created, listed by priority, replaced and deleted", async () => {
    await calls.call("CreateDomainName", { ...domain, ...rules });
    const { DomainName, ...shown } = wanted;
    const created = await calls.call("CreateRoutingRule", wanted);
    const id = String(created["RoutingRuleId"]);
    const arn = `arn:aws:apigateway:us-east-1::/domainnames/api.example.com/routingrules/${id}`;
    expect(created).toEqual({ ...shown, RoutingRuleId: id, RoutingRuleArn: arn });
    const second = await calls.call("CreateRoutingRule", { ...wanted, Priority: 2, Conditions: [] });
    expect(await calls.call("ListRoutingRules", { DomainName })).toEqual({ RoutingRules: [second, created] });
    expect(await calls.refusal("CreateRoutingRule", wanted)).toMatch(/^409 ConflictException: /);
    const put = await calls.call("PutRoutingRule", { ...wanted, RoutingRuleId: id, Priority: 1 });
    expect(put).toEqual({ ...created, Priority: 1 });
    expect(await calls.call("GetRoutingRule", { DomainName, RoutingRuleId: id })).toEqual(put);
    await calls.call("DeleteRoutingRule", { DomainName, RoutingRuleId: id });
    const gone = await calls.refusal("GetRoutingRule", { DomainName, RoutingRuleId: id });
    expect(gone).toMatch(/^404 NotFoundException: /);
  });

  test.each([
    [oneHeader("x-version", "*a*"), oneHeader("x-version", "b*")],
    [oneHeader("X-Version", "*")],
    [oneHeader("x", `*${"a".repeat(38)}*`)],
    [oneHeader("x".repeat(39), "a".repeat(127))],
    [{ MatchBasePaths: { AnyOf: ["New/Users-1.0_$+!*'()"] } }],
  ])("may have the conditions %j, %j", async (...Conditions) => {
    await calls.call("CreateDomainName", { ...domain, ...rules });
    expect(await calls.call("CreateRoutingRule", { ...wanted, Conditions })).toMatchObject({ Conditions });
  });

  test.each([
    [{}],
    [{ ...oneHeader("a"), MatchBasePaths: { AnyOf: ["v1"] } }],
    [{ MatchBasePaths: { AnyOf: [] } }],
    [{ MatchBasePaths: { AnyOf: ["v1", "v2"] } }],
    [{ MatchBasePaths: { AnyOf: ["v1"] } }, { MatchBasePaths: { AnyOf: ["v1"] } }],
    [{ MatchBasePaths: { AnyOf: ["a b"] } }],
    [{ MatchBasePaths: { AnyOf: [""] } }],
    [{ MatchBasePaths: { AnyOf: ["a".repeat(128)] } }],
    [{ MatchHeaders: { AnyOf: [...oneHeader("a").MatchHeaders.AnyOf, ...oneHeader("b").MatchHeaders.AnyOf] } }],
    [oneHeader("a"), oneHeader("b"), oneHeader("c")],
    [oneHeader("")],
    [oneHeader("a", "")],
    [oneHeader("a b")],
    [oneHeader("a", "x,y")],
    [oneHeader("a", "x*y")],
    [oneHeader("a", "**")],
    [oneHeader("a", "*x*y")],
    [oneHeader("a".repeat(40))],
    [oneHeader("a", "a".repeat(128))],
    [oneHeader("a", `*${"a".repeat(39)}*`)],
    ...["Authorization", "ORIGIN", "te", "Via", "x-restAPI", "X-Forwarded-For", "x-amz-date", "x-amzn-trace-id"].map(
      (name) => [oneHeader(name)],
    ),
    ...["access-control-request-method", "apigw-x", "x-apigw-api-id", "Connection", "Forwarded"].map((name) => [
      oneHeader(name),
    ]),
  ])("must not have the conditions %j", async (...Conditions) => {
    await calls.call("CreateDomainName", { ...domain, ...rules });
    expect(await calls.refusal("CreateRoutingRule", { ...wanted, Conditions })).toMatch(/^400 BadRequestException: /);
  });

  test.each([
    [{ Actions: [] }, "400 BadRequestException: Exactly one action must be specified"],
    [
      { Actions: [{ InvokeApi: { ...action, Stage: "dev" } }] },
      "400 BadRequestException: Invalid stage identifier specified",
    ],
    [
      { Actions: [{ InvokeApi: { ...action, ApiId: "none" } }] },
      `404 NotFoundException: Invalid API identifier specified ${owner}:none`,
    ],
  ])("is refused with %j", async (input, refusal) => {
    await calls.call("CreateDomainName", { ...domain, ...rules });
    expect(await calls.refusal("CreateRoutingRule", { ...wanted, ...input })).toBe(refusal);
  });

  test("leads to no HTTP API and no private one", async () => {
    await calls.call("CreateDomainName", { ...domain, ...rules });
    const api = { endpointConfiguration: { types: ["PRIVATE"], ipAddressType: "dualstack" } } as const;
    await putRestApi(calls.store, { apiId: "private001", methods: [], api });
    for (const ApiId of [await newStage(), "private001"]) {
      const Actions = [{ InvokeApi: { ...action, ApiId } }];
      expect(await calls.refusal("CreateRoutingRule", { ...wanted, Actions })).toMatch(/^400 BadRequestException: /);
    }
  });

  test("is created and an API is mapped only where the routing mode uses them", async () => {
    await calls.call("CreateDomainName", domain);
    expect(await calls.refusal("CreateRoutingRule", wanted)).toMatch(/^400 BadRequestException: /);
    const { DomainName } = wanted;
    const mapping = { DomainName, ApiId: action.ApiId, Stage: "prod" };
    await calls.call("UpdateDomainName", { DomainName, RoutingMode: "ROUTING_RULE_ONLY" });
    await calls.call("CreateRoutingRule", wanted);
    expect(await calls.refusal("CreateApiMapping", mapping)).toMatch(/^400 BadRequestException: /);
    await calls.call("UpdateDomainName", { DomainName, RoutingMode: "API_MAPPING_ONLY" });
    await calls.call("CreateApiMapping", mapping);
    expect(await calls.call("ListRoutingRules", { DomainName })).toMatchObject({ RoutingRules: [{ Priority: 100 }] });
  });
});
