import { generateKeyPairSync } from "node:crypto";
import { fileURLToPath } from "node:url";
import { afterAll, beforeAll, describe, expect, test } from "vitest";
import { certificates, privateKeys } from "../certificates.ts";
import { samlMetadata } from "../operations/rows/iam-account.ts";
import { accountA, type ClientFixture, startFixture } from "./fixture.ts";
import { firstPython, reportMissing, runWell } from "./run-client.ts";

const python = await firstPython("boto3");
if (python === undefined) {
  reportMissing("boto3", "no python3 on the search path can import boto3");
}

interface Report {
  readonly version: string;
  /** Paginators and waiters that botocore has and the script lacks, or the other way round. */
  readonly unknown: readonly string[];
  readonly paginators: Readonly<Record<string, Paged>>;
  readonly waiters: Readonly<Record<string, readonly string[]>>;
}

interface Paged {
  readonly same: boolean;
  readonly pages: number;
  readonly items: number;
  readonly largest: number;
}

/** Every paginator and waiter of IAM that boto3 brings. */
describe.skipIf(python === undefined)("boto3, for IAM", () => {
  let fixture: ClientFixture;
  let report: Report;

  beforeAll(async () => {
    fixture = await startFixture();
    const newKey = () =>
      generateKeyPairSync("rsa", { modulusLength: 2048 }).publicKey.export({ type: "spki", format: "pem" });
    const scene = {
      endpoint: fixture.endpoint,
      ...accountA.admin,
      sshKeys: [newKey(), newKey(), newKey()],
      certificates: [certificates.root, certificates.issuer],
      serverCertificate: { body: certificates.leaf, key: privateKeys.leaf },
      samlMetadata,
    };
    const script = fileURLToPath(new URL("boto3/iam.py", import.meta.url));
    const printed = await runWell(python ?? "", [script], { env: { SCENE: JSON.stringify(scene) } });
    // The script prints one object of this form.
    report = JSON.parse(printed) as Report;
    process.stdout.write(`boto3 ${report.version}: ${Object.keys(report.paginators).length} paginators of IAM\n`);
  }, 120_000);

  afterAll(() => fixture.close());

  test("the script has every paginator and waiter of this boto3", () => {
    expect(report.unknown).toEqual([]);
  });

  test("pages of one item each are all that one page holds, in its order", () => {
    const wrong = Object.entries(report.paginators).filter(
      ([, { same, pages, items, largest }]) => !same || pages !== items || largest !== 1,
    );
    expect(wrong).toEqual([]);
    // An account has one alias and a user two access keys and two signing certificates; of all else there are three.
    const short = Object.entries(report.paginators).filter(([, { items }]) => items < 3);
    expect(Object.fromEntries(short.map(([name, { items }]) => [name, items]))).toEqual({
      ListAccountAliases: 1,
      ListAccessKeys: 2,
      ListSigningCertificates: 2,
    });
  });

  test("waiters give up on what never comes and end when it does", () => {
    for (const outcomes of Object.values(report.waiters)) {
      expect(outcomes).toEqual(["Max attempts exceeded", "exists"]);
    }
  });
});
