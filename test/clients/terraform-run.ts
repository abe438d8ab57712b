import { copyFile, mkdir, writeFile } from "node:fs/promises";
import { join } from "node:path";
import { fileURLToPath } from "node:url";
import { selfSigned } from "../self-signed.ts";
import { accountA, type ClientFixture } from "./fixture.ts";
import { executables, type Output, reportMissing, run, runWell } from "./run-client.ts";
import { awsProviderFolder, pluginFolders } from "./terraform-provider.ts";

/** Terraform with AWS's provider, as far as the machine has them. */
export interface Terraform {
  readonly program: string;
  readonly plugins: string;
}

/** Finds Terraform and AWS's provider; says what is missing, of which undefined is returned. */
export async function findTerraform(): Promise<Terraform | undefined> {
  const [program] = await executables("terraform");
  const plugins = await awsProviderFolder();
  if (program === undefined) {
    reportMissing("terraform", "there is no terraform on the search path");
  } else if (plugins === undefined) {
    reportMissing("terraform", `no provider hashicorp/aws in ${pluginFolders.join(", ")}; set TF_PLUGIN_DIR`);
  }
  return program === undefined || plugins === undefined ? undefined : { program, plugins };
}

/** A configuration in a folder of its own, initialised, with the commands as account A's administrator. */
export interface TerraformFolder {
  /** Runs a command that must succeed; its standard output. */
  well(...args: readonly string[]): Promise<string>;
  /** What a plan ends with: code 0 when there is nothing to change, 2 when there is. */
  plan(...args: readonly string[]): Promise<Output>;
}

/** Copies `{name}/main.tf` into the fixture's folder and initialises it there. */
export async function terraformFolder(
  { program, plugins }: Terraform,
  fixture: ClientFixture,
  name: string,
): Promise<TerraformFolder> {
  const folder = join(fixture.directory, name);
  await mkdir(folder);
  await copyFile(fileURLToPath(new URL(`./${name}/main.tf`, import.meta.url)), join(folder, "main.tf"));
  const rc = join(fixture.directory, "terraform.rc");
  await writeFile(rc, "");
  const env = {
    TF_VAR_endpoint: fixture.endpoint,
    TF_VAR_access_key: accountA.admin.accessKeyId,
    TF_VAR_secret_key: accountA.admin.secretAccessKey,
    TF_VAR_certificate: selfSigned.domains.certificate,
    TF_VAR_private_key: selfSigned.domains.privateKey,
    TF_IN_AUTOMATION: "1",
    TF_INPUT: "0",
    TF_CLI_ARGS_plan: "-no-color",
    TF_CLI_ARGS_apply: "-no-color",
    TF_CLI_ARGS_destroy: "-no-color",
    TF_CLI_CONFIG_FILE: rc,
    CHECKPOINT_DISABLE: "1",
    // The provider's schema is large; collecting its garbage less often halves the run.
    GOGC: "400",
  };
  const options = { cwd: folder, env, timeoutMs: 170_000 };
  await runWell(program, ["init", `-plugin-dir=${plugins}`], options);
  return {
    well: (...args) => runWell(program, args, options),
    plan: (...args) => run(program, ["plan", "-detailed-exitcode", ...args], options),
  };
}
