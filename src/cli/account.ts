import { Command } from "commander";
import pc from "picocolors";
import { accountIdOf } from "../arn/account-id.ts";
import { applyAccounts, type GeneratedKey } from "../services/accounts/apply-accounts.ts";
import { systemSources } from "../sources.ts";
import type { Store } from "../store/store.ts";
import { print, printTable } from "./output.ts";
import { openCommandStore, type StoreOptions, withStoreOptions } from "./store-options.ts";

/** `sallyport account`: makes and lists accounts, beside a running server or without one. */
export function accountCommand(): Command {
  const create = new Command("create")
    .description("make an account with a root access key, which is printed once")
    .argument("<account-id>", "12 digits")
    .option("--name <name>", "a name for people")
    .option("--json", "print JSON");
  const list = new Command("list").description("list the accounts").option("--json", "print JSON");
  return new Command("account")
    .description("make and list accounts")
    .addCommand(withStoreOptions(create).action(createAccount))
    .addCommand(withStoreOptions(list).action(listAccounts));
}

/** Prints keys that were just generated; they are not shown again. */
export function printGeneratedKeys(keys: readonly GeneratedKey[]): void {
  if (keys.length === 0) {
    return;
  }
  print(pc.bold("Generated access keys; they are not shown again:"));
  printTable(
    ["ACCOUNT", "OWNER", "ACCESS KEY ID", "SECRET ACCESS KEY"],
    keys.map(({ accountId, owner, accessKeyId, secretAccessKey }) => [accountId, owner, accessKeyId, secretAccessKey]),
  );
}

interface CreateOptions extends StoreOptions {
  readonly name?: string;
  readonly json?: boolean;
}

async function createAccount(id: string, options: CreateOptions): Promise<void> {
  const accountId = accountIdOf(id);
  const name = options.name ?? `account-${accountId}`;
  await withStore(options, async (store) => {
    const keys = await store.write(async (tx) => {
      if ((await tx.accounts.get(accountId)) !== undefined) {
        throw new Error(`account ${accountId} exists already; choose another id`);
      }
      return applyAccounts(tx, [{ id: accountId, name, users: [] }], systemSources);
    });
    if (options.json) {
      print(JSON.stringify(keys[0]));
    } else {
      printGeneratedKeys(keys);
    }
  });
}

async function listAccounts(options: StoreOptions & { readonly json?: boolean }): Promise<void> {
  await withStore(options, async (store) => {
    const accounts = await store.read((tx) => tx.accounts.list());
    const rows = accounts.map(({ accountId, name, createdAtMs }) => ({
      id: accountId,
      name,
      createdAt: new Date(createdAtMs).toISOString(),
    }));
    if (options.json) {
      print(JSON.stringify(rows));
    } else {
      printTable(
        ["ACCOUNT", "NAME", "CREATED"],
        rows.map(({ id, name, createdAt }) => [id, name, createdAt]),
      );
    }
  });
}

async function withStore(options: StoreOptions, work: (store: Store) => Promise<void>): Promise<void> {
  const store = await openCommandStore(options);
  try {
    await work(store);
  } finally {
    await store.close();
  }
}
