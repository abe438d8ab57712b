import { ApiGatewayV2Client, GetApisCommand, GetDomainNamesCommand } from "@aws-sdk/client-apigatewayv2";
import { afterAll, beforeAll, describe, expect, test } from "vitest";
import { accountA, type ClientFixture, region, startFixture } from "./fixture.ts";
import { findTerraform, type TerraformFolder, terraformFolder } from "./terraform-run.ts";

const terraform = await findTerraform();

/** Domains, mappings, VPC links, stages with settings and an API of a document, as Terraform's AWS provider makes them. */
describe.skipIf(terraform === undefined)("Terraform, for HTTP APIs", () => {
  let fixture: ClientFixture;
  let folder: TerraformFolder;

  beforeAll(async () => {
    fixture = await startFixture();
    if (terraform !== undefined) {
      folder = await terraformFolder(terraform, fixture, "http-apis");
    }
  }, 120_000);

  afterAll(() => fixture.close());

  test("builds them, finds nothing to change, and destroys them", { timeout: 280_000 }, async () => {
    const applied = await folder.well("apply", "-auto-approve");
    expect(applied).toContain("Apply complete! Resources: 9 added, 0 changed, 0 destroyed.");
    expect(await folder.plan()).toMatchObject({ code: 0, stdout: expect.stringContaining("No changes.") });
    const destroyed = await folder.well("destroy", "-auto-approve");
    expect(destroyed).toContain("Destroy complete! Resources: 9 destroyed.");
    const client = new ApiGatewayV2Client({ endpoint: fixture.endpoint, region, credentials: accountA.admin });
    expect((await client.send(new GetApisCommand({}))).Items).toEqual([]);
    expect((await client.send(new GetDomainNamesCommand({}))).Items).toEqual([]);
  });
});
