import { afterAll, beforeAll, describe, expect, test } from "vitest";
import type { AccountId } from "../../src/arn/account-id.ts";
import type { CertificateRecord, VpcLinkRecord } from "../../src/store/regional-records.ts";
import type { Change, Store } from "../../src/store/store.ts";
import { openTestStore, type TestEngine } from "./engines.ts";
import { exampleAccount, newAccountId } from "./examples.ts";

const everything = { limit: 100 };

/** What the repositories of domain names, VPC links and certificates do, on any engine. */
export function regionalContract(engine: TestEngine): void {
  let store: Store;
  beforeAll(async () => {
    store = await openTestStore(await engine.newDatabase());
  });
  afterAll(() => store.close());

  describe("regional records", () => {
    test("are found by id alone within their kind, and listed by region in pages", async () => {
      const accountId = newAccountId();
      const [first, second, elsewhere] = [
        link(accountId, "a"),
        link(accountId, "b"),
        link(accountId, "c", "eu-west-1"),
      ];
      await store.write(async ({ vpcLinks }) => {
        for (const record of [second, elsewhere, first]) {
          await vpcLinks.insert(record);
        }
      });
      await store.read(async ({ vpcLinks, domainNames }) => {
        expect(await vpcLinks.find(first.vpcLinkId)).toEqual(first);
        expect(await domainNames.find(first.vpcLinkId)).toBeUndefined();
        expect(await vpcLinks.list(accountId, "us-east-1", everything)).toEqual([first, second]);
        expect(await vpcLinks.list(accountId, "us-east-1", { after: first.vpcLinkId, limit: 1 })).toEqual([second]);
        expect(await vpcLinks.list(newAccountId(), "us-east-1", everything)).toEqual([]);
      });
    });

    test("of other accounts are found by what follows the first label of their ids", async () => {
      const [accountId, other] = [newAccountId(), newAccountId()];
      const end = `.${accountId}.example`;
      const named = (vpcLinkId: string) => ({ ...link(other, "a"), vpcLinkId });
      const find = (asker: AccountId) => store.read(({ vpcLinks }) => vpcLinks.findOfOthers(asker, end));
      await store.write(async ({ vpcLinks }) => {
        await vpcLinks.insert(named(`deep.api${end}`));
        await vpcLinks.insert(named(`api${end}.com`));
      });
      expect(await find(accountId)).toBeUndefined();
      await store.write(({ vpcLinks }) => vpcLinks.insert(named(`api${end}`)));
      expect(await find(accountId)).toEqual(named(`api${end}`));
      expect(await find(other)).toBeUndefined();
    });

    test("have ids unique over all accounts", async () => {
      const record = link(newAccountId(), "a");
      await store.write(({ vpcLinks }) => vpcLinks.insert(record));
      await expect(
        store.write(({ vpcLinks }) => vpcLinks.insert({ ...record, accountId: newAccountId() })),
      ).rejects.toThrow(/unique/i);
    });

    test("are changed and removed by their account only, and with all that it owns", async () => {
      const accountId = newAccountId();
      const record = link(accountId, "a");
      const find = () => store.read(({ vpcLinks }) => vpcLinks.find(record.vpcLinkId));
      await store.write(async ({ accounts, vpcLinks }) => {
        await accounts.insert(exampleAccount(accountId));
        await vpcLinks.insert(record);
        await vpcLinks.update({ ...record, accountId: newAccountId(), name: "stolen" });
        await vpcLinks.delete(newAccountId(), record.vpcLinkId);
      });
      expect(await find()).toEqual(record);
      await store.write(({ vpcLinks }) => vpcLinks.update({ ...record, name: "renamed" }));
      expect(await find()).toEqual({ ...record, name: "renamed" });
      const heard: Change[] = [];
      const stop = store.onChange((changes) => heard.push(...(changes === "all" ? [] : changes)));
      await store.write(({ accounts }) => accounts.clear(accountId));
      stop();
      expect(await find()).toBeUndefined();
      expect(heard.map(({ topic }) => topic)).toContain(`vpc-link:${record.vpcLinkId}`);
    });

    test("are announced by kind and id", async () => {
      const record = link(newAccountId(), "a");
      const heard: Change[] = [];
      const stop = store.onChange((changes) => heard.push(...(changes === "all" ? [] : changes)));
      await store.write(({ vpcLinks }) => vpcLinks.insert(record));
      await store.write(({ vpcLinks }) => vpcLinks.update(record));
      await store.write(({ vpcLinks }) => vpcLinks.delete(record.accountId, record.vpcLinkId));
      stop();
      expect(heard.map(({ topic }) => topic)).toEqual(Array.from({ length: 3 }, () => `vpc-link:${record.vpcLinkId}`));
    });

    test("keep a secret sealed, and open it for its own row alone", async () => {
      const record = certificate(newAccountId());
      await store.write(({ certificates }) => certificates.insert(record));
      await store.read(async ({ certificates }) => {
        expect(await certificates.find(record.certificateId)).toEqual(record);
        expect(await certificates.list(record.accountId, record.region, everything)).toEqual([record]);
      });
      const renewed = { ...record, secret: "another key" };
      await store.write(({ certificates }) => certificates.update(renewed));
      expect(await store.read(({ certificates }) => certificates.find(record.certificateId))).toEqual(renewed);
    });
  });
}

function certificate(accountId: AccountId): CertificateRecord {
  return {
    certificateId: `${accountId}-certificate`,
    accountId,
    region: "us-east-1",
    body: "a certificate",
    secret: "a private key",
    domainNames: ["api.example.com"],
    createdAtMs: 1_700_000_000_123,
    importedAtMs: 1_700_000_000_124,
    tags: [{ key: "team", value: "ärzte ☂" }],
  };
}

function link(accountId: AccountId, name: string, region = "us-east-1"): VpcLinkRecord {
  return {
    vpcLinkId: `${accountId}-${name}`,
    accountId,
    region,
    name,
    createdAtMs: 1_700_000_000_123,
    subnetIds: ["subnet-1"],
    securityGroupIds: [],
    tags: { team: "ärzte ☂" },
  };
}
