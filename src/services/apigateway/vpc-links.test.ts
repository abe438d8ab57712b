import { afterEach, beforeEach, describe, expect, test } from "vitest";
import { type ApiCalls, openApiCalls, owner } from "../../../test/api-calls.ts";

let calls: ApiCalls;
beforeEach(async () => {
  calls = await openApiCalls();
});
afterEach(() => calls.close());

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
    expect(await calls.refusal("UpdateVpcLink", { VpcLinkId, Name: "" })).toBe(
      "400 BadRequestException: Name must have a length of at least 1",
    );
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
      "400 BadRequestException: For VpcLink VPC_LINK, integration uri should be a valid ELB listener ARN or a valid Cloud Map service ARN.",
    );
  });

  test("needs a subnet", async () => {
    expect(await calls.refusal("CreateVpcLink", { ...wanted, SubnetIds: [] })).toBe(
      "400 BadRequestException: SubnetIds for a vpc link cannot be empty",
    );
  });

  test.each([[{ SubnetIds: ["x y"] }], [{ SecurityGroupIds: ["x y"] }]])("cannot be made with %j", async (input) => {
    expect(await calls.refusal("CreateVpcLink", { ...wanted, ...input })).toMatch(/^400 BadRequestException: /);
  });
});
