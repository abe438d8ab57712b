import { APIGatewayClient, GetRestApisCommand } from "@aws-sdk/client-api-gateway";
import { afterAll, beforeAll, describe, expect, test } from "vitest";
import { accountA, type ClientFixture, region, startFixture } from "./fixture.ts";
import { findTerraform, type TerraformFolder, terraformFolder } from "./terraform-run.ts";

const terraform = await findTerraform();

/** REST APIs with all that belongs to them, as Terraform's AWS provider makes them. */
describe.skipIf(terraform === undefined)("Terraform, for REST APIs", () => {
  let fixture: ClientFixture;
  let folder: TerraformFolder;

  beforeAll(async () => {
    fixture = await startFixture();
    if (terraform !== undefined) {
      folder = await terraformFolder(terraform, fixture, "rest-apis");
    }
  }, 120_000);

  afterAll(() => fixture.close());

  test("builds, changes, imports and destroys them, and never finds more to change", { timeout: 590_000 }, async () => {
    const unchanged = { code: 0, stdout: expect.stringContaining("No changes.") };
    const applied = await folder.well("apply", "-auto-approve");
    expect(applied).toContain("Apply complete! Resources: 21 added, 0 changed, 0 destroyed.");
    expect(await folder.plan()).toMatchObject(unchanged);

    const renamed = "-var=description=Animals";
    expect(await folder.well("apply", "-auto-approve", renamed)).toContain("0 added, 2 changed, 0 destroyed.");
    expect(await folder.plan(renamed)).toMatchObject(unchanged);

    const api = (await folder.well("output", "-raw", "api")).trim();
    const ids = JSON.parse(await folder.well("output", "-json", "ids")) as Readonly<Record<string, string>>;
    const imports = [
      ["aws_api_gateway_rest_api.pets", api],
      ["aws_api_gateway_rest_api_policy.pets", api],
      ["aws_api_gateway_integration_response.ok", `${api}/${ids["pet"]}/GET/200`],
      ["aws_api_gateway_stage.live", `${api}/live`],
    ];
    await folder.well("state", "rm", ...imports.map(([address = ""]) => address));
    for (const [address = "", id = ""] of imports) {
      await folder.well("import", renamed, address, id);
    }
    expect(await folder.plan(renamed)).toMatchObject(unchanged);

    expect(await folder.well("destroy", "-auto-approve")).toContain("Destroy complete! Resources: 21 destroyed.");
    const client = new APIGatewayClient({ endpoint: fixture.endpoint, region, credentials: accountA.admin });
    expect((await client.send(new GetRestApisCommand({}))).items).toEqual([]);
  });
});
