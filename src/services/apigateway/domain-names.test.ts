import { afterEach, beforeEach, describe, expect, test } from "vitest";
import { type ApiCalls, importCertificate, openApiCalls, owner } from "../../../test/api-calls.ts";
import { selfSigned } from "../../../test/self-signed.ts";

const absentArn = `arn:aws:acm:us-east-1:${owner}:certificate/11111111-2222-3333-4444-555555555555`;
const badSlash = "400 BadRequestException: API mapping key should not start with a '/' or have consecutive '/'s.";
const noDomain = "404 NotFoundException: The domain name resource specified in the request was not found.";

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

  test("belongs to one account and region, and nobody else can have its name", async () => {
    await calls.call("CreateDomainName", domain);
    const other = calls.as({ accountId: "222222222222" });
    expect(await other.refusal("GetDomainName", domain)).toBe(noDomain);
    expect(await calls.as({ region: "eu-west-1" }).refusal("GetDomainName", domain)).toBe(noDomain);
    expect(await other.refusal("CreateDomainName", domain)).toBe(
      "409 ConflictException: The domain name resource already exists.",
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
    [{ DomainNameConfigurations: [] }, "Exactly one domain name configuration must be specified"],
    [
      { DomainNameConfigurations: [{ CertificateArn: absentArn, EndpointType: "EDGE" }] },
      "Invalid endpoint type specified. Must be REGIONAL",
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
    expect(await calls.refusal("DeleteApi", { ApiId })).toMatch(
      /^400 BadRequestException: Please remove all base path/,
    );
    expect(await calls.refusal("DeleteStage", { ApiId, StageName: "prod" })).toMatch(/^400 .*this stage$/);
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
    [{ ApiMappingKey: "a b" }, "400 BadRequestException: Invalid API mapping key specified: a b"],
    [{ Stage: "none" }, "404 NotFoundException: Invalid stage identifier specified"],
    [{ ApiId: "none" }, `404 NotFoundException: Invalid API identifier specified ${owner}:none`],
    [{ DomainName: "other.example.com" }, noDomain],
  ])("cannot be made with %j", async (input, refusal) => {
    const ApiId = await newStage();
    await calls.call("CreateDomainName", domain);
    const wanted = { DomainName: domain.DomainName, ApiId, Stage: "prod", ...input };
    expect(await calls.refusal("CreateApiMapping", wanted)).toBe(refusal);
  });
});

test("a routing rule is created, listed by priority, replaced and deleted", async () => {
  const ApiId = await newStage();
  await calls.call("CreateDomainName", domain);
  const { DomainName } = domain;
  const wanted = {
    DomainName,
    Priority: 100,
    Conditions: [
      { MatchBasePaths: { AnyOf: ["v1"] } },
      { MatchHeaders: { AnyOf: [{ Header: "x-version", ValueGlob: "2*" }] } },
    ],
    Actions: [{ InvokeApi: { ApiId, Stage: "prod", StripBasePath: true } }],
  };
  const { DomainName: _, ...shown } = wanted;
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
  expect(await calls.refusal("CreateRoutingRule", { ...wanted, Actions: [] })).toBe(
    "400 BadRequestException: Exactly one action must be specified",
  );
  expect(await calls.refusal("CreateRoutingRule", { ...wanted, Conditions: [{}] })).toMatch(
    /^400 BadRequestException: /,
  );
  await calls.call("DeleteRoutingRule", { DomainName, RoutingRuleId: id });
  expect(await calls.refusal("GetRoutingRule", { DomainName, RoutingRuleId: id })).toMatch(/^404 NotFoundException: /);
});

describe("a VPC link", () => {
  const wanted = { Name: "inside", SubnetIds: ["subnet-1"], SecurityGroupIds: ["sg-1"] };
  const uri = `arn:aws:elasticloadbalancing:us-east-1:${owner}:listener/app/inside/1/2`;

  test("leads to what is of its own account", async () => {
    const { VpcLinkId: ConnectionId } = await calls.call("CreateVpcLink", wanted);
    const { ApiId } = await calls.call("CreateApi", { Name: "pets", ProtocolType: "HTTP" });
    const integration = {
      ...{ ApiId, IntegrationType: "HTTP_PROXY", IntegrationMethod: "ANY", PayloadFormatVersion: "1.0" },
      ...{ ConnectionType: "VPC_LINK", ConnectionId, IntegrationUri: uri },
    };
    const elsewhere = { IntegrationUri: uri.replace(owner, "222222222222") };
    const refusal =
      "400 BadRequestException: The listener or service behind a VPC link must be owned by the account of the API";
    expect(await calls.refusal("CreateIntegration", { ...integration, ...elsewhere })).toBe(refusal);
    const { IntegrationId } = await calls.call("CreateIntegration", integration);
    expect(await calls.refusal("UpdateIntegration", { ApiId, IntegrationId, ...elsewhere })).toBe(refusal);
  });

  test("is pending in the reply that made it and available from then on", async () => {
    const created = await calls.call("CreateVpcLink", wanted);
    expect(created).toEqual({
      ...wanted,
      CreatedDate: new Date("2026-09-24T20:16:08Z"),
      Tags: {},
      VpcLinkId: expect.stringMatching(/^[a-z0-9]{6}$/),
      VpcLinkStatus: "PENDING",
      VpcLinkStatusMessage: "VPC link is provisioning ENIs",
      VpcLinkVersion: "V2",
    });
    const { VpcLinkId } = created;
    const ready = {
      ...created,
      VpcLinkStatus: "AVAILABLE",
      VpcLinkStatusMessage: "VPC link is ready to route traffic",
    };
    expect(await calls.call("GetVpcLink", { VpcLinkId })).toEqual(ready);
    expect(await calls.call("GetVpcLinks", {})).toEqual({ Items: [ready] });
    expect(await calls.call("UpdateVpcLink", { VpcLinkId, Name: "renamed" })).toEqual({ ...ready, Name: "renamed" });
    await calls.call("DeleteVpcLink", { VpcLinkId });
    expect(await calls.refusal("GetVpcLink", { VpcLinkId })).toBe(
      `404 NotFoundException: Invalid VpcLink identifier specified ${String(VpcLinkId)}`,
    );
  });

  test("is what a private integration goes through, if it is the account's own", async () => {
    const { ApiId } = await calls.call("CreateApi", { Name: "pets", ProtocolType: "HTTP" });
    const { VpcLinkId } = await calls.call("CreateVpcLink", wanted);
    const integration = {
      ApiId,
      IntegrationType: "HTTP_PROXY",
      IntegrationMethod: "ANY",
      IntegrationUri: uri,
      ConnectionType: "VPC_LINK",
      ConnectionId: VpcLinkId,
      PayloadFormatVersion: "1.0",
      TlsConfig: { ServerNameToVerify: "inside.example.com" },
    };
    expect(await calls.call("CreateIntegration", integration)).toMatchObject({
      ConnectionId: VpcLinkId,
      ConnectionType: "VPC_LINK",
      IntegrationUri: uri,
    });
    expect(await calls.refusal("CreateIntegration", { ...integration, ConnectionId: "none" })).toBe(
      "404 NotFoundException: Invalid VpcLink identifier specified none",
    );
    expect(await calls.refusal("CreateIntegration", { ...integration, IntegrationUri: "http://inside" })).toBe(
      "400 BadRequestException: Invalid ARN specified in the request",
    );
  });

  test.each([[{ SubnetIds: ["x y"] }], [{ SubnetIds: [] }], [{ SecurityGroupIds: ["x y"] }]])(
    "cannot be made with %j",
    async (input) => {
      expect(await calls.refusal("CreateVpcLink", { ...wanted, ...input })).toMatch(/^400 BadRequestException: /);
    },
  );
});
