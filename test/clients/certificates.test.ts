import { copyFile, mkdir, mkdtemp, rm, writeFile } from "node:fs/promises";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { fileURLToPath } from "node:url";
import { afterAll, beforeAll, describe, expect, test } from "vitest";
import { authorityExtensions, opensslCertificate } from "../openssl.ts";
import type { KeyPair } from "../self-signed.ts";
import { accountA, type ClientFixture, region, startFixture } from "./fixture.ts";
import { executables, reportMissing, run, runWell } from "./run-client.ts";
import { awsProviderFolder, pluginFolders } from "./terraform-provider.ts";

const [terraform] = await executables("terraform");
const plugins = await awsProviderFolder();
if (terraform === undefined || plugins === undefined) {
  reportMissing("terraform", `no terraform, or no provider hashicorp/aws in ${pluginFolders.join(", ")}`);
}
const [curl] = await executables("curl");
const [aws] = await executables("aws");
const python = await firstPython();

const name = "pets.example.com";
const truststore = "s3://trust/clients.pem";

let fixture: ClientFixture;
let folder: string;
let authority: KeyPair;
let server: KeyPair;
let client: KeyPair;

beforeAll(async () => {
  folder = await mkdtemp(join(tmpdir(), "sallyport-certificates-"));
  authority = await opensslCertificate({ subject: "/O=Pets/CN=authority", extensions: authorityExtensions });
  const extensions = [`subjectAltName=DNS:${name}`];
  server = await opensslCertificate({ subject: `/CN=${name}`, issuer: authority, extensions });
  client = await opensslCertificate({ subject: "/CN=client", issuer: authority });
  await writeFile(join(folder, "clients.pem"), authority.certificate);
  await writeFile(join(folder, "client.pem"), client.certificate);
  await writeFile(join(folder, "client.key"), client.privateKey);
  await writeFile(join(folder, "server.pem"), server.certificate);
  await writeFile(join(folder, "server.key"), server.privateKey);
  const truststores = join(folder, "truststores.json");
  await writeFile(truststores, JSON.stringify({ truststores: { [truststore]: "clients.pem" } }));
  fixture = await startFixture(["--truststores", truststores]);
});

afterAll(async () => {
  await fixture.close();
  await rm(folder, { recursive: true });
});

describe.skipIf(aws === undefined)("the AWS CLI", () => {
  test("imports, describes, lists and deletes a certificate", async () => {
    const files = ["--certificate", "server.pem", "--private-key", "server.key", "--certificate-chain", "clients.pem"];
    const given = files.map((part) => (part.startsWith("--") ? part : `fileb://${join(folder, part)}`));
    const { CertificateArn } = await acm("import-certificate", ...given);
    const { Certificate } = await acm("describe-certificate", "--certificate-arn", CertificateArn);
    expect(Certificate).toMatchObject({ DomainName: name, Type: "IMPORTED", Issuer: "Pets", InUseBy: [] });
    const { CertificateSummaryList } = await acm("list-certificates", "--includes", "keyTypes=EC_prime256v1");
    expect(CertificateSummaryList).toMatchObject([{ CertificateArn }]);
    await acm("delete-certificate", "--certificate-arn", CertificateArn);
    await expect(acm("describe-certificate", "--certificate-arn", CertificateArn)).rejects.toThrow(
      `(ResourceNotFoundException) when calling the DescribeCertificate operation: Could not find certificate ${CertificateArn}.`,
    );
  });

  async function acm(...args: readonly string[]) {
    const env = {
      AWS_ACCESS_KEY_ID: accountA.admin.accessKeyId,
      AWS_SECRET_ACCESS_KEY: accountA.admin.secretAccessKey,
      AWS_DEFAULT_REGION: region,
    };
    const options = ["--endpoint-url", fixture.endpoint, "--output", "json"];
    const printed = await runWell(aws ?? "", ["acm", ...args, ...options], { env });
    return printed === "" ? undefined : JSON.parse(printed);
  }
});

describe.skipIf(python === undefined)("boto3", () => {
  test("does the same, with tags, pages and a re-import", async () => {
    const scene = {
      endpoint: fixture.endpoint,
      ...accountA.admin,
      ...server,
      chain: authority.certificate,
    };
    const script = fileURLToPath(new URL("certificates/certificates.py", import.meta.url));
    const report = JSON.parse(await runWell(python ?? "", [script], { env: { SCENE: JSON.stringify(scene) } }));
    expect(report).toEqual({
      arn: expect.stringMatching(/^arn:aws:acm:us-east-1:111111111111:certificate\/[0-9a-f-]{36}$/),
      described: {
        DomainName: name,
        Status: "ISSUED",
        Type: "IMPORTED",
        KeyAlgorithm: "EC-prime256v1",
        Issuer: "Pets",
      },
      imported: expect.stringMatching(/^20\d\d-/),
      got: server.certificate.trim(),
      listed: [report.arn],
      tags: [{ Key: "team", Value: "pets" }],
      again: report.arn,
      junk: ["ValidationException", "The private key is not supported."],
      gone: ["ResourceNotFoundException", `Could not find certificate ${report.arn}.`],
    });
  });
});

describe.skipIf(terraform === undefined || plugins === undefined || curl === undefined)("Terraform and curl", () => {
  test("import a certificate, put a domain with mutual TLS on it, call APIs", { timeout: 600_000 }, async () => {
    await mkdir(join(folder, "work"));
    await copyFile(fileURLToPath(new URL("certificates/main.tf", import.meta.url)), join(folder, "work", "main.tf"));
    await writeFile(join(folder, "terraform.rc"), "");
    await terraformWell("init", "-no-color", "-input=false", `-plugin-dir=${plugins ?? ""}`);
    const applied = await terraformWell("apply", "-no-color", "-input=false", "-auto-approve");
    expect(applied).toContain("Apply complete! Resources: 10 added, 0 changed, 0 destroyed.");
    const planned = await run(terraform ?? "", ["plan", "-no-color", "-input=false", "-detailed-exitcode"], options());
    expect(planned).toMatchObject({ code: 0, stdout: expect.stringContaining("No changes.") });

    const certified = ["--cert", join(folder, "client.pem"), "--key", join(folder, "client.key")];
    expect(await call(...certified)).toMatch(/"path":"\/dogs".* 200$/);
    expect(await call(...certified, "--request-target", "/v1/cats")).toMatch(/"path":"\/cats".* 200$/);
    expect(await call("--request-target", "/v1/cats")).toBe('{"message":"Forbidden"} 403');
    expect(await call()).toBe('{"message":"Forbidden"} 403');
    const other = [join(folder, "server.pem"), join(folder, "server.key")];
    expect(await call("--cert", other[0] ?? "", "--key", other[1] ?? "", "--http1.1")).toMatch(/ 200$/);

    const through = ["--proxy", fixture.endpoint, `https://${name}/dogs`];
    expect(await send(...through)).toBe('{"message":"Forbidden"} 403');
    expect(await send(...through, ...certified)).toMatch(/"path":"\/dogs".* 200$/);

    const [, arn = ""] = /certificate_arn = "(.+)"/.exec(applied) ?? [];
    await terraformWell("state", "rm", "aws_acm_certificate.pets");
    await terraformWell("import", "-no-color", "-input=false", "aws_acm_certificate.pets", arn);
    // Neither AWS nor this server gives a private key back, so that Terraform imports the certificate once more.
    const again = await terraformWell("apply", "-no-color", "-input=false", "-auto-approve");
    expect(again).toContain("Apply complete! Resources: 0 added, 1 changed, 0 destroyed.");
    const destroyed = await terraformWell("destroy", "-no-color", "-input=false", "-auto-approve");
    expect(destroyed).toContain("Destroy complete! Resources: 10 destroyed.");
  });

  /** Calls the domain at the server's port. */
  function call(...more: readonly string[]): Promise<string> {
    const at = `${name}:${fixture.port}`;
    return send("--resolve", `${at}:127.0.0.1`, ...more, `https://${at}/dogs`);
  }

  /** The answer's body and status. */
  function send(...more: readonly string[]): Promise<string> {
    const options = ["--cacert", join(folder, "clients.pem"), ...more];
    return runWell(curl ?? "", ["-sS", "--write-out", " %{http_code}", ...options]);
  }

  function terraformWell(...args: readonly string[]): Promise<string> {
    return runWell(terraform ?? "", args, options());
  }

  function options() {
    const environment = {
      TF_VAR_endpoint: fixture.endpoint,
      TF_VAR_access_key: accountA.admin.accessKeyId,
      TF_VAR_secret_key: accountA.admin.secretAccessKey,
      TF_VAR_backend: fixture.backendUrl,
      TF_VAR_truststore: truststore,
      TF_VAR_certificate: server.certificate,
      TF_VAR_chain: authority.certificate,
      TF_VAR_private_key: server.privateKey,
      TF_IN_AUTOMATION: "1",
      TF_CLI_CONFIG_FILE: join(folder, "terraform.rc"),
      CHECKPOINT_DISABLE: "1",
      // The provider's schema is large; collecting its garbage less often halves the run.
      GOGC: "400",
    };
    return { cwd: join(folder, "work"), env: environment, timeoutMs: 170_000 };
  }
});

async function firstPython(): Promise<string | undefined> {
  for (const candidate of await executables("python3")) {
    if ((await run(candidate, ["-c", "import boto3"])).code === 0) {
      return candidate;
    }
  }
  return undefined;
}
