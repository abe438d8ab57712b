import { Command } from "commander";
import { print } from "./output.ts";
import { readPoliciesFile } from "./policies-file.ts";
import { openCommandStore, type StoreOptions, withStoreOptions } from "./store-options.ts";

/** `sallyport policies`: brings in policies that AWS manages, beside running servers or without one. */
export function policiesCommand(): Command {
  const importFile = new Command("import")
    .description("make policies of AWS known to every account, in place of those of the same names")
    .argument("<file>", "JSON as `aws iam get-account-authorization-details --filter AWSManagedPolicy` prints it")
    .option("--json", "print JSON");
  return new Command("policies")
    .description("look after the policies that AWS manages")
    .addCommand(withStoreOptions(importFile).action(importPolicies));
}

async function importPolicies(file: string, options: StoreOptions & { readonly json?: boolean }): Promise<void> {
  const imported = await readPoliciesFile(file);
  const store = await openCommandStore(options);
  try {
    await store.write(async ({ policies }) => {
      for (const { policy, versions } of imported) {
        await policies.importAws(policy, versions);
      }
    });
  } finally {
    await store.close();
  }
  const arns = imported.map(({ policy }) => policy.arn);
  print(
    options.json
      ? JSON.stringify({ imported: arns })
      : `Imported ${arns.length} policies; running servers know them at once.`,
  );
}
