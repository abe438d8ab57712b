import { copyFile, mkdir, readdir, writeFile } from "node:fs/promises";
import { join } from "node:path";
import { fileURLToPath } from "node:url";
import { ApiGatewayV2Client, GetApisCommand } from "@aws-sdk/client-apigatewayv2";
import { IAMClient, ListPoliciesCommand, ListRolesCommand, ListUsersCommand } from "@aws-sdk/client-iam";
import { afterAll, beforeAll, describe, expect, test } from "vitest";
import { assumeRole } from "./build-article.ts";
import { accountA, accountB, type ClientFixture, region, startFixture } from "./fixture.ts";
import { answered, type Credentials, invoke, refusal, unsignedRefusal } from "./invoke.ts";
import { executables, reportMissing, run, runWell } from "./run-client.ts";
import { awsProviderFolder, pluginFolders } from "./terraform-provider.ts";

/** `examples/terraform` with Terraform and AWS's provider: two provider aliases for two accounts. */
const [terraform] = await executables("terraform");
const plugins = await awsProviderFolder();
if (terraform === undefined) {
  reportMissing("terraform", "there is no terraform on the search path");
} else if (plugins === undefined) {
  reportMissing("terraform", `no provider hashicorp/aws in ${pluginFolders.join(", ")}; set TF_PLUGIN_DIR`);
}

describe.skipIf(terraform === undefined || plugins === undefined)("Terraform", () => {
  let fixture: ClientFixture;
  let folder: string;
  let outputs: Readonly<Record<string, unknown>>;

  beforeAll(async () => {
    fixture = await startFixture();
    folder = join(fixture.directory, "terraform");
    const example = fileURLToPath(new URL("../../examples/terraform", import.meta.url));
    await mkdir(folder);
    for (const name of (await readdir(example)).filter((file) => file.endsWith(".tf"))) {
      await copyFile(join(example, name), join(folder, name));
    }
    await writeFile(join(fixture.directory, "terraform.rc"), "");
  });

  afterAll(() => fixture.close());

  test("initialises from the plugin folder and builds the article's six steps", { timeout: 180_000 }, async () => {
    await terraformWell("init", "-no-color", "-input=false", `-plugin-dir=${plugins ?? ""}`);
    const applied = await terraformWell("apply", "-no-color", "-input=false", "-auto-approve");
    expect(applied).toContain("Apply complete! Resources: 13 added, 0 changed, 0 destroyed.");
    outputs = valuesOf(await terraformWell("output", "-json"));
    expect(outputs["account_ids"]).toEqual([accountA.id, accountB.id]);
    const [version] = (await terraformWell("version")).split("\n");
    process.stdout.write(`terraform: ${version}; ${/Apply complete!.*/.exec(applied)?.[0]}\n`);
  });

  test("finds nothing to change when it plans again", { timeout: 120_000 }, async () => {
    const { code, stdout, stderr } = await runTerraform("plan", "-no-color", "-input=false", "-detailed-exitcode");
    expect({ code, stdout, stderr }).toMatchObject({ code: 0, stdout: expect.stringContaining("No changes.") });
  });

  test("what it built lets B's user in through A's role, and nobody else", async () => {
    const apiId = String(outputs["api_id"]);
    const user = {
      accessKeyId: String(outputs["access_key_id"]),
      secretAccessKey: String(outputs["secret_access_key"]),
    };
    const session = await assumeRole(fixture.endpoint, String(outputs["role_arn"]), user);
    expect(await invoke(fixture, { apiId })).toMatchObject(unsignedRefusal);
    expect(await invoke(fixture, { apiId, credentials: user })).toMatchObject(refusal);
    expect(await invoke(fixture, { apiId, credentials: session })).toMatchObject(answered({ path: "/pets" }));
    // The policy names the `$default` stage only; the stage `v1` has the same routes.
    expect(await invoke(fixture, { apiId, credentials: session, path: "/v1/pets" })).toMatchObject(refusal);
    const wrong = { ...session, secretAccessKey: `${session.secretAccessKey}x` };
    expect(await invoke(fixture, { apiId, credentials: wrong })).toMatchObject(refusal);
  });

  test("destroys everything it built", { timeout: 120_000 }, async () => {
    const destroyed = await terraformWell("destroy", "-no-color", "-input=false", "-auto-approve");
    expect(destroyed).toContain("Destroy complete! Resources: 13 destroyed.");
    const { endpoint } = fixture;
    const apis = new ApiGatewayV2Client({ endpoint, region, credentials: accountA.admin });
    expect((await apis.send(new GetApisCommand({}))).Items).toEqual([]);
    for (const { admin } of [accountA, accountB]) {
      const iam = new IAMClient({ endpoint, region, credentials: admin });
      expect((await iam.send(new ListPoliciesCommand({ Scope: "Local" }))).Policies).toEqual([]);
      expect((await iam.send(new ListRolesCommand({}))).Roles).toEqual([]);
      expect((await iam.send(new ListUsersCommand({}))).Users?.map(({ UserName }) => UserName)).toEqual(["admin"]);
    }
  });

  function terraformWell(...args: readonly string[]): Promise<string> {
    return runWell(terraform ?? "", args, { cwd: folder, env: environment(), timeoutMs: 170_000 });
  }

  function runTerraform(...args: readonly string[]) {
    return run(terraform ?? "", args, { cwd: folder, env: environment(), timeoutMs: 170_000 });
  }

  function environment(): Record<string, string> {
    return {
      TF_VAR_endpoint: fixture.endpoint,
      TF_VAR_backend_url: fixture.backendUrl,
      TF_VAR_account_a: keyOf(accountA.admin),
      TF_VAR_account_b: keyOf(accountB.admin),
      TF_IN_AUTOMATION: "1",
      TF_CLI_CONFIG_FILE: join(fixture.directory, "terraform.rc"),
      CHECKPOINT_DISABLE: "1",
      // The provider's schema is large; collecting its garbage less often halves the run.
      GOGC: "400",
    };
  }
});

function keyOf({ accessKeyId, secretAccessKey }: Credentials): string {
  return JSON.stringify({ access_key: accessKeyId, secret_key: secretAccessKey });
}

function valuesOf(json: string): Readonly<Record<string, unknown>> {
  // What `terraform output -json` prints: an object of outputs.
  const outputs = JSON.parse(json) as Readonly<Record<string, { readonly value: unknown }>>;
  return Object.fromEntries(Object.entries(outputs).map(([name, { value }]) => [name, value]));
}
