import { mkdir, writeFile } from "node:fs/promises";
import { join, resolve } from "node:path";
import type { SigningCredentials } from "../../sigv4/sign.ts";

/** What the profiles are made of. */
export interface ClientConfigOptions {
  /** Where the `aws` folder goes. */
  readonly directory: string;
  readonly endpoint: string;
  readonly region: string;
  /** Profile name to long-term key. */
  readonly keys: Readonly<Record<string, SigningCredentials>>;
  /** A profile that assumes a role with another profile's key. */
  readonly role: { readonly profile: string; readonly roleArn: string; readonly sourceProfile: string };
}

/** The files written, as absolute paths. */
export interface ClientConfig {
  readonly configFile: string;
  readonly credentialsFile: string;
}

/** Writes a config and a credentials file for the AWS CLI and SDKs; the credentials are for their owner only. */
export async function writeClientConfig(options: ClientConfigOptions): Promise<ClientConfig> {
  const { endpoint, region, keys, role } = options;
  const folder = resolve(options.directory, "aws");
  await mkdir(folder, { recursive: true, mode: 0o700 });
  const common = [`region = ${region}`, `endpoint_url = ${endpoint}`, "output = json"];
  const profiles = Object.keys(keys).map((name) => section(`profile ${name}`, common));
  const roleProfile = section(`profile ${role.profile}`, [
    `role_arn = ${role.roleArn}`,
    `source_profile = ${role.sourceProfile}`,
    "role_session_name = role_session",
    ...common,
  ]);
  const secrets = Object.entries(keys).map(([name, { accessKeyId, secretAccessKey }]) =>
    section(name, [`aws_access_key_id = ${accessKeyId}`, `aws_secret_access_key = ${secretAccessKey}`]),
  );
  const configFile = join(folder, "config");
  const credentialsFile = join(folder, "credentials");
  await writeFile(configFile, [...profiles, roleProfile].join("\n"));
  await writeFile(credentialsFile, secrets.join("\n"), { mode: 0o600 });
  return { configFile, credentialsFile };
}

function section(name: string, lines: readonly string[]): string {
  return [`[${name}]`, ...lines, ""].join("\n");
}
