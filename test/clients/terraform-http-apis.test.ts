import { copyFile, mkdir, writeFile } from "node:fs/promises";
import { join } from "node:path";
import { fileURLToPath } from "node:url";
import { ApiGatewayV2Client, GetApisCommand, GetDomainNamesCommand } from "@aws-sdk/client-apigatewayv2";
import { afterAll, beforeAll, describe, expect, test } from "vitest";
import { selfSigned } from "../self-signed.ts";
import { accountA, type ClientFixture, region, startFixture } from "./fixture.ts";
import { executables, reportMissing, run, runWell } from "./run-client.ts";
import { awsProviderFolder, pluginFolders } from "./terraform-provider.ts";

const [terraform] = await executables("terraform");
const plugins = await awsProviderFolder();
if (terraform === undefined) {
  reportMissing("terraform", "there is no terraform on the search path");
} else if (plugins === undefined) {
  reportMissing("terraform", `no provider hashicorp/aws in ${pluginFolders.join(", ")}; set TF_PLUGIN_DIR`);
}

/** Domains, mappings, VPC links, stages with settings and an API of a document, as Terraform's AWS provider makes them. */
describe.skipIf(terraform === undefined || plugins === undefined)("Terraform, for HTTP APIs", () => {
  let fixture: ClientFixture;
  let folder: string;

  beforeAll(async () => {
    fixture = await startFixture();
    folder = join(fixture.directory, "http-apis");
    await mkdir(folder);
    await copyFile(fileURLToPath(new URL("./http-apis/main.tf", import.meta.url)), join(folder, "main.tf"));
    await writeFile(join(fixture.directory, "terraform.rc"), "");
  });

  afterAll(() => fixture.close());

  test("builds them, finds nothing to change, and destroys them", { timeout: 280_000 }, async () => {
    await terraformWell("init", "-no-color", "-input=false", `-plugin-dir=${plugins ?? ""}`);
    const applied = await terraformWell("apply", "-no-color", "-input=false", "-auto-approve");
    expect(applied).toContain("Apply complete! Resources: 9 added, 0 changed, 0 destroyed.");
    const planned = await run(terraform ?? "", ["plan", "-no-color", "-input=false", "-detailed-exitcode"], options());
    expect(planned).toMatchObject({ code: 0, stdout: expect.stringContaining("No changes.") });
    const destroyed = await terraformWell("destroy", "-no-color", "-input=false", "-auto-approve");
    expect(destroyed).toContain("Destroy complete! Resources: 9 destroyed.");
    const client = new ApiGatewayV2Client({ endpoint: fixture.endpoint, region, credentials: accountA.admin });
    expect((await client.send(new GetApisCommand({}))).Items).toEqual([]);
    expect((await client.send(new GetDomainNamesCommand({}))).Items).toEqual([]);
  });

  function terraformWell(...args: readonly string[]): Promise<string> {
    return runWell(terraform ?? "", args, options());
  }

  function options() {
    const environment = {
      TF_VAR_endpoint: fixture.endpoint,
      TF_VAR_access_key: accountA.admin.accessKeyId,
      TF_VAR_secret_key: accountA.admin.secretAccessKey,
      TF_VAR_certificate: selfSigned.domains.certificate,
      TF_VAR_private_key: selfSigned.domains.privateKey,
      TF_IN_AUTOMATION: "1",
      TF_CLI_CONFIG_FILE: join(fixture.directory, "terraform.rc"),
      CHECKPOINT_DISABLE: "1",
      // The provider's schema is large; collecting its garbage less often halves the run.
      GOGC: "400",
    };
    return { cwd: folder, env: environment, timeoutMs: 170_000 };
  }
});
