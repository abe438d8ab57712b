import { X509Certificate } from "node:crypto";
import { mkdtemp, readFile, rm, stat } from "node:fs/promises";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { fileURLToPath } from "node:url";
import { afterAll, beforeAll, expect, test } from "vitest";
import { startServer } from "./clients/fixture.ts";
import { run } from "./clients/run-client.ts";

// `sallyport ca` as people and scripts meet it, before the first start and beside a running server.

const command = fileURLToPath(new URL("../bin/sallyport.mjs", import.meta.url));
const sallyport = (...args: readonly string[]) =>
  run(process.execPath, [command, ...args], { cwd: folder, env: { NO_COLOR: "1" } });

let folder: string;

beforeAll(async () => {
  folder = await mkdtemp(join(tmpdir(), "sallyport ca-"));
});

afterAll(() => rm(folder, { recursive: true, force: true }));

test("the authority is made by whoever asks first, and stays the same", async () => {
  const data = join(folder, "data");
  const { stdout: pem } = await sallyport("ca", "--pem", "--data", data);
  const certificate = new X509Certificate(pem);
  expect(certificate.ca).toBe(true);

  const server = await startServer(["--data", data]);
  const file = join(data, "ca.pem");
  expect(await readFile(file, "utf8")).toBe(pem);
  const { stdout: json } = await sallyport("ca", "--json", "--data", data);
  await server.stop();
  expect(JSON.parse(json)).toEqual({
    certificateFile: file,
    subject: certificate.subject.replace("\n", ", "),
    fingerprint256: certificate.fingerprint256,
    validUntil: certificate.validToDate.toISOString(),
    pem,
  });
});

test("each client's way to trust it names the file, as the shell wants it", async () => {
  const data = join(folder, "it's here");
  const { stdout, code } = await sallyport("ca", "--data", data);
  expect(code).toBe(0);
  const word = `'${join(data, "ca.pem").replace("'", "'\\''")}'`;
  for (const way of ["AWS_CA_BUNDLE=", "NODE_EXTRA_CA_CERTS=", "curl --cacert ", "sudo cp ", "add-trusted-cert"]) {
    const line = stdout.split("\n").find((candidate) => candidate.includes(way));
    expect(line, way).toContain(word);
  }
  expect(stdout).toContain("HTTPS_PROXY");
});

test("the key is printed by no form and is in no file in the clear", async () => {
  const data = join(folder, "data");
  for (const form of [[], ["--pem"], ["--json"]]) {
    expect((await sallyport("ca", ...form, "--data", data)).stdout).not.toContain("PRIVATE KEY");
  }
  for (const name of ["sallyport.db", "ca.pem"]) {
    expect((await readFile(join(data, name), "latin1")).includes("PRIVATE KEY")).toBe(false);
  }
  expect((await stat(join(data, "master.key"))).mode & 0o777).toBe(0o600);
});
