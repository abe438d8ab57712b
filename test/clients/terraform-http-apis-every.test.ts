import { copyFile, mkdir, readFile, writeFile } from "node:fs/promises";
import http from "node:http";
import type { AddressInfo } from "node:net";
import { join } from "node:path";
import { fileURLToPath } from "node:url";
import { ApiGatewayV2Client, GetApisCommand, GetVpcLinksCommand } from "@aws-sdk/client-apigatewayv2";
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

/** All resources and data sources of API Gateway V2 with all of their members: made, changed in place, imported, destroyed. */
describe.skipIf(terraform === undefined || plugins === undefined)("Terraform, for all of API Gateway V2", () => {
  let fixture: ClientFixture;
  let issuer: http.Server;
  let issuerUrl: string;

  beforeAll(async () => {
    fixture = await startFixture();
    issuer = http.createServer((_, response) => {
      response.setHeader("content-type", "application/json");
      response.end(JSON.stringify({ issuer: issuerUrl, jwks_uri: `${issuerUrl}/keys`, keys: [] }));
    });
    await new Promise<void>((resolve) => issuer.listen(0, "127.0.0.1", resolve));
    // A TCP server's address is never a string.
    issuerUrl = `http://127.0.0.1:${(issuer.address() as AddressInfo).port}`;
    await writeFile(join(fixture.directory, "terraform.rc"), "");
  });

  afterAll(async () => {
    issuer.closeAllConnections();
    issuer.close();
    await fixture.close();
  });

  test(
    "each is made, read without a difference, changed in place, imported and destroyed",
    { timeout: 400_000 },
    async () => {
      const made = await folderWith("made");
      expect(await apply(made)).toContain("Apply complete! Resources: 25 added, 0 changed, 0 destroyed.");
      await expectNoChanges(made);
      expect(await output(made, "seen")).toEqual({
        api: "all members",
        arn: "arn:aws:execute-api:us-east-1::ID",
        cors: 300,
        exported: ["/$default", "/orders", "/pets", "/pets/{proxy+}"],
        invoke_url: "https://ID.execute-api.us-east-1.amazonaws.com/by-hand",
        link: "inside",
        named: 1,
        tagged: true,
        yaml: false,
      });
      expect(await apply(made, "-var", "second=true")).toContain(
        "Apply complete! Resources: 0 added, 19 changed, 0 destroyed.",
      );
      await expectNoChanges(made, "-var", "second=true");
      await importAll(Object.entries((await output(made, "imports")) as Readonly<Record<string, string>>));
      const destroyed = await well(made, "destroy", "-auto-approve");
      expect(destroyed).toContain("Destroy complete! Resources: 25 destroyed.");
      const client = new ApiGatewayV2Client({ endpoint: fixture.endpoint, region, credentials: accountA.admin });
      expect((await client.send(new GetApisCommand({}))).Items).toEqual([]);
      expect((await client.send(new GetVpcLinksCommand({}))).Items).toEqual([]);
    },
  );

  /** Takes what there is into a state that knows nothing of it, and finds it as the configuration has it. */
  async function importAll(resources: readonly (readonly [string, string])[]): Promise<void> {
    const folder = await folderWith("imported");
    const configuration = await readFile(join(folder, "main.tf"), "utf8");
    // APIs of a quick creation or a document hold what no reply tells, and so cannot be imported without a difference.
    const kept = configuration
      .split(/^(?=resource|data|output|#|locals|provider|variable|terraform)/m)
      .filter((block) => !/^resource "aws_apigatewayv2_api" "(?:quick|quick_lambda|imported)"/.test(block));
    const imports = resources.map(([to, id]) => `import {\n  to = ${to}\n  id = ${JSON.stringify(id)}\n}\n`);
    await writeFile(join(folder, "main.tf"), [...kept, ...imports].join("\n"));
    const applied = await apply(folder, "-var", "second=true");
    expect(applied).toMatch(new RegExp(`Resources: ${resources.length} imported, 0 added, \\d+ changed, 0 destroyed`));
    await expectNoChanges(folder, "-var", "second=true");
  }

  async function folderWith(name: string): Promise<string> {
    const folder = join(fixture.directory, name);
    await mkdir(folder);
    await copyFile(fileURLToPath(new URL("./http-apis/every/main.tf", import.meta.url)), join(folder, "main.tf"));
    await well(folder, "init", `-plugin-dir=${plugins ?? ""}`);
    return folder;
  }

  function apply(folder: string, ...args: readonly string[]): Promise<string> {
    return well(folder, "apply", "-auto-approve", ...args);
  }

  async function expectNoChanges(folder: string, ...args: readonly string[]): Promise<void> {
    const all = ["plan", "-no-color", "-input=false", "-detailed-exitcode", ...args];
    const planned = await run(terraform ?? "", all, options(folder));
    expect(planned).toMatchObject({ code: 0, stdout: expect.stringContaining("No changes.") });
  }

  async function output(folder: string, name: string): Promise<unknown> {
    return JSON.parse(await runWell(terraform ?? "", ["output", "-json", name], options(folder)));
  }

  function well(folder: string, command: string, ...args: readonly string[]): Promise<string> {
    return runWell(terraform ?? "", [command, "-no-color", "-input=false", ...args], options(folder));
  }

  function options(cwd: string) {
    const env = {
      TF_VAR_endpoint: fixture.endpoint,
      TF_VAR_access_key: accountA.admin.accessKeyId,
      TF_VAR_secret_key: accountA.admin.secretAccessKey,
      TF_VAR_issuer: issuerUrl,
      TF_VAR_certificate: selfSigned.domains.certificate,
      TF_VAR_private_key: selfSigned.domains.privateKey,
      TF_IN_AUTOMATION: "1",
      TF_CLI_CONFIG_FILE: join(fixture.directory, "terraform.rc"),
      CHECKPOINT_DISABLE: "1",
      // The provider's schema is large; collecting its garbage less often halves the run.
      GOGC: "400",
    };
    return { cwd, env, timeoutMs: 170_000 };
  }
});
