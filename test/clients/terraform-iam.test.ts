import { generateKeyPairSync } from "node:crypto";
import { copyFile, mkdir, rm, writeFile } from "node:fs/promises";
import { join } from "node:path";
import { fileURLToPath } from "node:url";
import { GetAccountSummaryCommand, IAMClient } from "@aws-sdk/client-iam";
import { afterAll, beforeAll, describe, expect, test } from "vitest";
import { certificates, privateKeys } from "../certificates.ts";
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

const files = ["main.tf", "import-ids.tf"];

/** Every IAM resource and data source of Terraform's AWS provider. */
describe.skipIf(terraform === undefined || plugins === undefined)("Terraform, for IAM", () => {
  let fixture: ClientFixture;
  let folder: string;
  let inputs: Readonly<Record<string, string>>;

  beforeAll(async () => {
    fixture = await startFixture();
    folder = join(fixture.directory, "iam");
    await mkdir(folder);
    for (const name of files) {
      await copyFile(fileURLToPath(new URL(`./iam/${name}`, import.meta.url)), join(folder, name));
    }
    await writeFile(join(fixture.directory, "terraform.rc"), "");
    inputs = terraformInputs();
  });

  afterAll(() => fixture.close());

  test("builds everything and reads it back", { timeout: 180_000 }, async () => {
    await terraformWell("init", "-no-color", "-input=false", `-plugin-dir=${plugins ?? ""}`);
    expect(await apply()).toContain("Apply complete! Resources: 41 added, 0 changed, 0 destroyed.");
    expect(await output("read_back")).toEqual({
      access_keys: ["Inactive"],
      alias: "sallyport-corp",
      certificate_path: "/cloudfront/web/",
      group_users: ["bob"],
      oidc_arn: `arn:aws:iam::${accountA.id}:oidc-provider/ci.example.com/oidc`,
      oidc_url: "ci.example.com/oidc",
      policy: "Reads users & more",
      policy_by_name: `arn:aws:iam::${accountA.id}:policy/team/read`,
      policy_of_aws: "arn:aws:iam::aws:policy/AdministratorAccess",
      profile_role: "reader",
      profiles_of_role: ["hosts"],
      role_session: 7200,
      roles: ["reader"],
      saml_tags: { managed: "terraform", team: "platform" },
      session_issuer: `arn:aws:iam::${accountA.id}:user/admin`,
      simulated: { "iam:DeleteUser": "implicitDeny", "iam:GetUser": "allowed" },
      ssh_key: "Inactive",
      user_boundary: `arn:aws:iam::${accountA.id}:policy/boundary`,
      users: ["alice"],
    });
  });

  test("changes in place what can be changed", { timeout: 180_000 }, async () => {
    inputs = { ...inputs, TF_VAR_changed: "true" };
    // An account alias cannot be changed, so that another takes its place.
    expect(await apply()).toContain("Apply complete! Resources: 1 added, 25 changed, 1 destroyed.");
  });

  test("imports everything into an empty state and finds nothing to change", { timeout: 180_000 }, async () => {
    const ids = Object.entries(await output("import_ids")).map(([to, id]) => ({ to, id: JSON.stringify(id) }));
    await writeFile(
      join(folder, "imports.tf"),
      ids.map(({ to, id }) => `import {\n  to = ${to}\n  id = ${id}\n}\n`).join("\n"),
    );
    await rm(join(folder, "terraform.tfstate"));
    // Memberships, attachments and STS preferences are made anew: the provider has no import for them.
    expect(await apply()).toContain(`Apply complete! Resources: ${ids.length} imported, 3 added, 0 changed`);
    await rm(join(folder, "imports.tf"));
    const planned = await run(terraform ?? "", ["plan", "-no-color", "-input=false", "-detailed-exitcode"], options());
    expect(planned).toMatchObject({ code: 0, stdout: expect.stringContaining("No changes.") });
  });

  test("destroys what it imported", { timeout: 180_000 }, async () => {
    const destroyed = await terraformWell("destroy", "-no-color", "-input=false", "-auto-approve");
    expect(destroyed).toContain("Destroy complete! Resources: 41 destroyed.");
    const client = new IAMClient({ endpoint: fixture.endpoint, region, credentials: accountA.admin });
    const { SummaryMap } = await client.send(new GetAccountSummaryCommand({}));
    expect(SummaryMap).toMatchObject({ Users: 1, Groups: 0, Roles: 0, Policies: 0, Providers: 0, MFADevices: 0 });
  });

  function apply(): Promise<string> {
    return terraformWell("apply", "-no-color", "-input=false", "-auto-approve");
  }

  async function output(name: string): Promise<object> {
    // Both outputs are objects.
    return JSON.parse(await terraformWell("output", "-json", name)) as object;
  }

  function terraformWell(...args: readonly string[]): Promise<string> {
    return runWell(terraform ?? "", args, options());
  }

  function options() {
    const env = {
      ...inputs,
      TF_VAR_endpoint: fixture.endpoint,
      AWS_ACCESS_KEY_ID: accountA.admin.accessKeyId,
      AWS_SECRET_ACCESS_KEY: accountA.admin.secretAccessKey,
      TF_IN_AUTOMATION: "1",
      TF_CLI_CONFIG_FILE: join(fixture.directory, "terraform.rc"),
      CHECKPOINT_DISABLE: "1",
      // The provider's schema is large; collecting its garbage less often halves the run.
      GOGC: "400",
    };
    return { cwd: folder, env, timeoutMs: 170_000 };
  }
});

/** Certificates, keys and metadata that the configuration uploads. */
function terraformInputs(): Readonly<Record<string, string>> {
  const { publicKey } = generateKeyPairSync("rsa", { modulusLength: 2048 });
  return {
    TF_VAR_certificate: certificates.leaf,
    TF_VAR_private_key: privateKeys.leaf,
    TF_VAR_signing_certificate: certificates.root,
    TF_VAR_ssh_public_key: publicKey.export({ type: "spki", format: "pem" }).trim(),
    TF_VAR_saml_metadata: samlMetadata(),
  };
}

/** Metadata with two keys, as while one replaces the other: the provider takes none below 1000 characters. */
function samlMetadata(): string {
  const keys = [certificates.root, certificates.issuer].map((certificate) => {
    const body = certificate.replaceAll(/-----[A-Z ]+-----|\n/g, "");
    return `<md:KeyDescriptor use="signing"><ds:KeyInfo><ds:X509Data><ds:X509Certificate>${body}</ds:X509Certificate></ds:X509Data></ds:KeyInfo></md:KeyDescriptor>`;
  });
  return `<md:EntityDescriptor xmlns:md="urn:oasis:names:tc:SAML:2.0:metadata" xmlns:ds="http://www.w3.org/2000/09/xmldsig#" entityID="https://idp.example/metadata"><md:IDPSSODescriptor protocolSupportEnumeration="urn:oasis:names:tc:SAML:2.0:protocol">${keys.join("")}<md:SingleSignOnService Binding="urn:oasis:names:tc:SAML:2.0:bindings:HTTP-POST" Location="https://idp.example/sso"/></md:IDPSSODescriptor></md:EntityDescriptor>`;
}
