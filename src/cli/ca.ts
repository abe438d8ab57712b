import { X509Certificate } from "node:crypto";
import { Command } from "commander";
import pc from "picocolors";
import { findAuthority } from "../server/tls/certificate-authority.ts";
import { systemSources } from "../sources.ts";
import { keepAuthorityFile } from "./authority-file.ts";
import { print } from "./output.ts";
import { openCommandStore, type StoreOptions, withStoreOptions } from "./store-options.ts";

interface CaOptions extends StoreOptions {
  readonly pem?: boolean;
  readonly json?: boolean;
}

/** `sallyport ca`: says where the certificate of the local authority is and how clients come to trust it; never its key. */
export function caCommand(): Command {
  const command = new Command("ca")
    .description("show the certificate authority of this installation and how to trust it")
    .option("--pem", "print the certificate itself")
    .option("--json", "print JSON");
  return withStoreOptions(command).action(showAuthority);
}

async function showAuthority(options: CaOptions): Promise<void> {
  const store = await openCommandStore(options);
  try {
    const { certificate: pem } = await findAuthority({ store, sources: systemSources });
    if (options.pem) {
      process.stdout.write(pem);
      return;
    }
    const certificateFile = keepAuthorityFile(options.data, pem);
    const { subject, fingerprint256, validToDate } = new X509Certificate(pem);
    const name = subject.replaceAll("\n", ", ");
    const validUntil = validToDate.toISOString();
    if (options.json) {
      print(JSON.stringify({ certificateFile, subject: name, fingerprint256, validUntil, pem }));
      return;
    }
    print(
      pc.bold("The certificate authority of this installation"),
      `  file         ${certificateFile}`,
      `  subject      ${name}`,
      `  SHA-256      ${fingerprint256}`,
      `  valid until  ${validUntil}`,
      "",
      pc.bold("How to trust it"),
      ...waysToTrust(shellWord(certificateFile)).map(([client, way]) => `  ${client.padEnd(23)}${way}`),
      "",
      pc.bold("How to reach the server by AWS's own names"),
      "  export HTTPS_PROXY=http://127.0.0.1:4566    its address, as `sallyport serve` prints it",
    );
  } finally {
    await store.close();
  }
}

/** What to tell each kind of client, the file's path being written as the shell wants it. */
function waysToTrust(file: string): readonly (readonly [client: string, way: string])[] {
  return [
    ["AWS CLI, boto3", `export AWS_CA_BUNDLE=${file}`],
    ["Node, AWS SDK for JS", `export NODE_EXTRA_CA_CERTS=${file}`],
    ["curl", `curl --cacert ${file} …`],
    ["Python's requests", `export REQUESTS_CA_BUNDLE=${file}`],
    ["Go on Linux, Terraform", `export SSL_CERT_FILE=${file}`],
    ["Debian, Ubuntu", `sudo cp ${file} /usr/local/share/ca-certificates/sallyport.crt && sudo update-ca-certificates`],
    ["Fedora, RHEL", `sudo trust anchor ${file}`],
    ["macOS", `sudo security add-trusted-cert -d -r trustRoot -k /Library/Keychains/System.keychain ${file}`],
    ["Windows", `certutil -addstore -f Root ${file}`],
    ["Firefox", "Settings, Privacy & Security, View Certificates, Authorities, Import"],
    ["Chrome on Linux", `certutil -d sql:$HOME/.pki/nssdb -A -t C,, -n sallyport -i ${file}`],
  ];
}

function shellWord(text: string): string {
  return /^[\w./:@%+=-]+$/.test(text) ? text : `'${text.replaceAll("'", "'\\''")}'`;
}
