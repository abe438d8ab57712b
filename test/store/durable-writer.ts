import { writeSync } from "node:fs";
import { parseAccountId } from "../../src/arn/account-id.ts";
import { systemSources } from "../../src/sources.ts";
import { loadMasterKey } from "../../src/store/master-key.ts";
import { openStore } from "../../src/store/open-store.ts";

// A process that writes users for ever and prints each one's name once its write has been answered. It is killed.
const [dataDirectory = "", prefix = ""] = process.argv.slice(2);
const accountId = parseAccountId("111111111111");
if (accountId === undefined) {
  throw new Error("not an account id");
}
const { randomBytes } = systemSources;
const masterKey = loadMasterKey({ environmentValue: undefined, dataDirectory, randomBytes });
const store = await openStore({ database: dataDirectory, masterKey, sources: systemSources });
for (let number = 0; ; number += 1) {
  const userName = `${prefix}-${number}`;
  const userId = `AIDA-${userName}`;
  await store.write(async ({ users, accessKeys }) => {
    await users.insert({ accountId, userId, userName, path: "/", createdAtMs: 1, tags: [] });
    await accessKeys.insert({
      accessKeyId: `AKIA-${userName}`,
      accountId,
      userId,
      secretAccessKey: "secret",
      status: "Active",
      createdAtMs: 1,
    });
  });
  writeSync(1, `${userName}\n`);
}
