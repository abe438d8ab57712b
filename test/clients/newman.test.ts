import { readFile } from "node:fs/promises";
import { join } from "node:path";
import { fileURLToPath } from "node:url";
import { afterAll, beforeAll, describe, expect, test } from "vitest";
import { accountA, accountB, type ClientFixture, region, startFixture } from "./fixture.ts";
import { type Output, reportMissing, run } from "./run-client.ts";

const newman = findNewman();
if (newman === undefined) {
  reportMissing("newman", "the development dependency newman is not installed");
}

/** What Newman's JSON reporter writes, as far as this test reads it. */
interface Report {
  readonly run: {
    readonly stats: { readonly assertions: { readonly total: number; readonly failed: number } };
    readonly executions: readonly {
      readonly item: { readonly name: string };
      readonly response?: { readonly code: number };
    }[];
  };
}

describe.skipIf(newman === undefined)("Postman's runner", () => {
  let fixture: ClientFixture;
  let output: Output;
  let report: Report["run"];

  beforeAll(async () => {
    fixture = await startFixture();
    const exported = join(fixture.directory, "newman.json");
    const variables = {
      endpoint: fixture.endpoint,
      port: String(fixture.port),
      backendUrl: fixture.backendUrl,
      region,
      accountA: accountA.id,
      accountB: accountB.id,
      adminKeyOfA: accountA.admin.accessKeyId,
      adminSecretOfA: accountA.admin.secretAccessKey,
      adminKeyOfB: accountB.admin.accessKeyId,
      adminSecretOfB: accountB.admin.secretAccessKey,
    };
    const collection = fileURLToPath(new URL("postman/article.postman_collection.json", import.meta.url));
    output = await run(process.execPath, [
      ...[newman ?? "", "run", collection, "--color", "off", "--disable-unicode"],
      ...["--reporters", "cli,json", "--reporter-json-export", exported],
      ...Object.entries(variables).flatMap(([name, value]) => ["--env-var", `${name}=${value}`]),
    ]);
    // Newman's own format, see Report.
    report = (JSON.parse(await readFile(exported, "utf8")) as Report).run;
    process.stdout.write(`newman: ${JSON.stringify(report.stats.assertions)}\n`);
  });

  afterAll(() => fixture.close());

  test("finds every assertion of the collection true", () => {
    expect(output, output.stdout).toMatchObject({ code: 0 });
    expect(report.stats.assertions).toMatchObject({ total: 31, failed: 0 });
  });

  test.each([
    ["The article's request is answered", 200],
    ["An unsigned one is refused", 403],
    ["B's own key is refused", 403],
    ["A wrong secret is refused", 403],
    ["The next request is refused", 403],
  ])("%s: %i", (name, code) => {
    expect(report.executions.find(({ item }) => item.name === name)?.response).toMatchObject({ code });
  });
});

function findNewman(): string | undefined {
  try {
    return fileURLToPath(import.meta.resolve("newman/bin/newman.js"));
  } catch {
    return undefined;
  }
}
