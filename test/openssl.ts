import { execFile } from "node:child_process";
import { mkdtemp, readFile, rm, writeFile } from "node:fs/promises";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { promisify } from "node:util";
import type { KeyPair } from "./self-signed.ts";

const runFile = promisify(execFile);

/** What a certificate is made like by OpenSSL's command. */
export interface OpensslOptions {
  /** `/C=US/CN=client`. */
  readonly subject: string;
  /** Who signs it; it signs itself when absent. */
  readonly issuer?: KeyPair;
  /** X.509v3 extensions as OpenSSL's configuration writes them: `subjectAltName=DNS:api.example.com`. */
  readonly extensions?: readonly string[];
  /** `ec -pkeyopt …` or `rsa:1024`; P-256 when absent. */
  readonly key?: readonly string[];
  /** SHA-256 when absent. */
  readonly digest?: string;
  /** In decimal; a long random one when absent. */
  readonly serial?: number;
  /** How long it is valid, from now; ten when absent. */
  readonly days?: number;
}

/** The extensions of an authority. */
export const authorityExtensions = ["basicConstraints=critical,CA:TRUE", "keyUsage=critical,keyCertSign,cRLSign"];

const p256 = ["-newkey", "ec", "-pkeyopt", "ec_paramgen_curve:P-256"];

/**
 * Makes a certificate of version 1, as `openssl x509 -req` does and AWS's walk-through of mutual TLS has it done. Less than
 * no days make one that has expired.
 */
export async function opensslVersion1(
  subject: string,
  issuer: KeyPair,
  { days = 10 }: Pick<OpensslOptions, "days"> = {},
): Promise<KeyPair> {
  return inFolder(async (file) => {
    await writeFile(file("issuer.pem"), issuer.certificate);
    await writeFile(file("issuer.key"), issuer.privateKey);
    const request = ["-new", "-config", file("empty.cnf"), "-nodes", "-subj", subject, "-keyout", file("own.key")];
    await runFile("openssl", ["req", ...request, ...p256, "-out", file("own.csr")]);
    const signing = ["-CA", file("issuer.pem"), "-CAkey", file("issuer.key"), "-set_serial", "01", "-days", `${days}`];
    await runFile("openssl", ["x509", "-req", "-in", file("own.csr"), ...signing, "-out", file("own.pem")]);
  });
}

/** Makes a certificate with `openssl req`. */
export async function opensslCertificate(options: OpensslOptions): Promise<KeyPair> {
  const { subject, issuer, extensions = [], key = p256, digest = "sha256", serial, days = 10 } = options;
  return inFolder(async (file) => {
    if (issuer !== undefined) {
      await writeFile(file("issuer.pem"), issuer.certificate);
      await writeFile(file("issuer.key"), issuer.privateKey);
    }
    await runFile("openssl", [
      ...["req", "-x509", "-config", file("empty.cnf"), "-nodes", `-${digest}`, "-subj", subject, "-days", `${days}`],
      ...key,
      ...["-keyout", file("own.key"), "-out", file("own.pem")],
      ...(issuer === undefined ? [] : ["-CA", file("issuer.pem"), "-CAkey", file("issuer.key")]),
      ...(serial === undefined ? [] : ["-set_serial", `${serial}`]),
      ...extensions.flatMap((extension) => ["-addext", extension]),
    ]);
  });
}

/** Runs commands that leave `own.pem` and `own.key` in a folder of theirs. */
async function inFolder(work: (file: (name: string) => string) => Promise<void>): Promise<KeyPair> {
  const folder = await mkdtemp(join(tmpdir(), "sallyport-openssl-"));
  const file = (name: string) => join(folder, name);
  try {
    // A configuration of its own, as the system's adds extensions.
    await writeFile(file("empty.cnf"), "[req]\ndistinguished_name = name\n[name]\n");
    await work(file);
    const [certificate, privateKey] = await Promise.all([
      readFile(file("own.pem"), "utf8"),
      readFile(file("own.key"), "utf8"),
    ]);
    return { certificate, privateKey };
  } finally {
    await rm(folder, { recursive: true });
  }
}
