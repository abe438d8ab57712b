import { Command } from "commander";
import { print } from "./output.ts";
import { openCommandStore, type StoreOptions, withStoreOptions } from "./store-options.ts";

/** `sallyport keys`: looks after the keys that seal session tokens, beside running servers or without one. */
export function keysCommand(): Command {
  const rotate = new Command("rotate")
    .description("seal new session tokens with a new key; tokens sealed before stay valid until they expire")
    .option("--json", "print JSON");
  return new Command("keys")
    .description("look after the keys that seal session tokens")
    .addCommand(withStoreOptions(rotate).action(rotateKeys));
}

async function rotateKeys(options: StoreOptions & { readonly json?: boolean }): Promise<void> {
  const store = await openCommandStore(options);
  try {
    const keyId = await store.rotateTokenKey();
    const older = (await store.tokenKeys()).filter((key) => key.keyId !== keyId);
    const retiring = older.map((key) => ({
      keyId: key.keyId,
      retiresAt: new Date(key.retiresAtMs ?? 0).toISOString(),
    }));
    if (options.json) {
      print(JSON.stringify({ keyId, retiring }));
      return;
    }
    print(`New sessions are sealed with key ${keyId}; running servers take it up by themselves.`);
    for (const key of retiring) {
      print(`Key ${key.keyId} opens the sessions made with it until ${key.retiresAt}.`);
    }
  } finally {
    await store.close();
  }
}
