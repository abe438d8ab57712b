import { copyFile, mkdir, rm, writeFile } from "node:fs/promises";
import { join } from "node:path";
import { fileURLToPath } from "node:url";
import { OrganizationsClient, paginateListAccounts } from "@aws-sdk/client-organizations";
import { afterAll, beforeAll, describe, expect, test } from "vitest";
import { assumeRole } from "./build-article.ts";
import { accountA, accountB, type ClientFixture, region, startFixture } from "./fixture.ts";
import type { Credentials } from "./invoke.ts";
import { executables, reportMissing, run, runWell } from "./run-client.ts";
import { awsProviderFolder, pluginFolders } from "./terraform-provider.ts";

const [aws] = await executables("aws");
if (aws === undefined) {
  reportMissing("aws-cli", "there is no aws on the search path");
}
const [terraform] = await executables("terraform");
const plugins = await awsProviderFolder();
if (terraform === undefined || plugins === undefined) {
  reportMissing("terraform", `no terraform, or no provider hashicorp/aws in ${pluginFolders.join(", ")}`);
}

let fixture: ClientFixture;
beforeAll(async () => {
  fixture = await startFixture();
});
afterAll(() => fixture.close());

function environment({ accessKeyId, secretAccessKey, sessionToken }: Credentials): Record<string, string> {
  return {
    AWS_ACCESS_KEY_ID: accessKeyId,
    AWS_SECRET_ACCESS_KEY: secretAccessKey,
    ...(sessionToken !== undefined && { AWS_SESSION_TOKEN: sessionToken }),
    AWS_DEFAULT_REGION: region,
    HOME: fixture.directory,
    CHECKPOINT_DISABLE: "1",
    TF_CLI_CONFIG_FILE: join(fixture.directory, "terraform.rc"),
    TF_IN_AUTOMATION: "1",
    TF_VAR_endpoint: fixture.endpoint,
    GOGC: "400",
  };
}

describe.skipIf(aws === undefined)("the AWS CLI", () => {
  async function cli(credentials: Credentials, command: string): Promise<unknown> {
    const args = [...command.split(" "), "--output", "json", "--endpoint-url", fixture.endpoint];
    const text = await runWell(aws ?? "", args, { env: environment(credentials) });
    return text === "" ? undefined : JSON.parse(text);
  }

  test("builds an organization whose policy binds a new account at once", { timeout: 120_000 }, async () => {
    const manage = (command: string) => cli(accountA.admin, `organizations ${command}`);
    expect(await manage("create-organization")).toMatchObject({ Organization: { MasterAccountId: accountA.id } });
    const { Roots } = (await manage("list-roots")) as { readonly Roots: readonly [{ readonly Id: string }] };
    const [{ Id: rootId }] = Roots;
    await manage(`enable-policy-type --root-id ${rootId} --policy-type SERVICE_CONTROL_POLICY`);
    await manage("create-account --account-name dev --email dev@example.org");
    const made = (await manage("list-create-account-status --states SUCCEEDED")) as {
      readonly CreateAccountStatuses: readonly [{ readonly AccountId: string }];
    };
    const [{ AccountId: accountId }] = made.CreateAccountStatuses;
    const role = `arn:aws:iam::${accountId}:role/OrganizationAccountAccessRole`;
    const session = await assumeRole(fixture.endpoint, role, accountA.admin);
    await cli(session, "iam create-user --user-name alice");
    const content = '{"Version":"2012-10-17","Statement":[{"Effect":"Deny","Action":"iam:CreateUser","Resource":"*"}]}';
    const policy = (await manage(
      `create-policy --name no-users --description none --type SERVICE_CONTROL_POLICY --content ${content}`,
    )) as { readonly Policy: { readonly PolicySummary: { readonly Id: string } } };
    const policyId = policy.Policy.PolicySummary.Id;
    await manage(`attach-policy --policy-id ${policyId} --target-id ${accountId}`);
    await expect(cli(session, "iam create-user --user-name bob")).rejects.toThrow(
      /AccessDenied.* with an explicit deny in a service control policy: arn:aws:organizations::/,
    );
  });

  test("shows errors by their names", { timeout: 60_000 }, async () => {
    await expect(cli(accountA.admin, "organizations describe-account --account-id 999999999999")).rejects.toThrow(
      "An error occurred (AccountNotFoundException) when calling the DescribeAccount operation: " +
        "You specified an account that doesn't exist.",
    );
  });

  test("shares its organization with the SDK's paginators", async () => {
    const client = new OrganizationsClient({ endpoint: fixture.endpoint, region, credentials: accountA.admin });
    const names: (string | undefined)[] = [];
    for await (const { Accounts = [] } of paginateListAccounts({ client, pageSize: 1 }, {})) {
      names.push(...Accounts.map(({ Name }) => Name));
    }
    expect(new Set(names)).toEqual(new Set(["api-owner", "dev"]));
  });
});

describe.skipIf(terraform === undefined || plugins === undefined)("Terraform", () => {
  let folder: string;
  beforeAll(async () => {
    folder = join(fixture.directory, "organizations");
    await mkdir(folder);
    const source = fileURLToPath(new URL("organizations/main.tf", import.meta.url));
    await copyFile(source, join(folder, "main.tf"));
    await writeFile(join(fixture.directory, "terraform.rc"), "");
  });

  const options = () => ({ cwd: folder, env: environment(accountB.admin), timeoutMs: 170_000 });

  const common = ["-no-color", "-input=false"];
  const well = (...args: readonly string[]) => runWell(terraform ?? "", args, options());
  // Both outputs are objects.
  const output = async (name: string) => JSON.parse(await well("output", "-json", name)) as object;

  test("applies every resource and reads it back", { timeout: 400_000 }, async () => {
    await well("init", ...common, `-plugin-dir=${plugins ?? ""}`);
    const applied = await well("apply", ...common, "-auto-approve");
    expect(applied).toContain("Apply complete! Resources: 19 added, 0 changed, 0 destroyed.");
    expect(await output("read_back")).toEqual({
      account_state: "ACTIVE",
      all_accounts: ["caller", "dev"],
      all_units: ["Workloads"],
      backup_policies: 1,
      caller: `arn:aws:iam::${accountB.id}:user/admin`,
      delegated: ["dev"],
      delegated_services: ["sso.amazonaws.com"],
      feature_set: "ALL",
      policy: "SERVICE_CONTROL_POLICY",
      tag_policies: 1,
      tags: { team: "platform" },
      unit: true,
      units: ["Workloads"],
    });
  });

  test("imports it all into an empty state and finds nothing to change", { timeout: 400_000 }, async () => {
    const ids = Object.entries(await output("import_ids")).map(([to, id]) => ({ to, id: JSON.stringify(id) }));
    const imports = ids.map(({ to, id }) => `import {\n  to = ${to}\n  id = ${id}\n}\n`).join("\n");
    await writeFile(join(folder, "imports.tf"), imports);
    await rm(join(folder, "terraform.tfstate"));
    const imported = await well("apply", ...common, "-auto-approve");
    expect(imported).toContain(`Apply complete! Resources: ${ids.length} imported, 0 added, 0 changed, 0 destroyed.`);
    await rm(join(folder, "imports.tf"));
    const plan = await run(terraform ?? "", ["plan", ...common, "-detailed-exitcode"], options());
    expect(plan).toMatchObject({ code: 0, stdout: expect.stringContaining("No changes.") });
  });

  test("destroys what it imported", { timeout: 400_000 }, async () => {
    const destroyed = await well("destroy", ...common, "-auto-approve");
    expect(destroyed).toContain("Destroy complete! Resources: 19 destroyed.");
  });
});
