import { readdir } from "node:fs/promises";
import { homedir } from "node:os";
import { delimiter, join } from "node:path";

/** Where Terraform's AWS provider is looked for. Only what is on the machine is used; the provider is not downloaded. */
export const pluginFolders: readonly string[] = [
  // Where to look first; several folders are separated as on the search path.
  ...(process.env["TF_PLUGIN_DIR"] ?? "").split(delimiter).filter((folder) => folder !== ""),
  // Where Terraform itself looks for providers that were put there by hand.
  join(homedir(), ".terraform.d", "plugins"),
  join(homedir(), ".local", "share", "terraform", "plugins"),
  "/usr/local/share/terraform/plugins",
  "/usr/share/terraform/plugins",
  // Where images for continuous integration like to put them.
  "/opt/tf-plugins",
];

/** The first of those folders that has AWS's provider in it, in either of Terraform's layouts; undefined when none has. */
export async function awsProviderFolder(): Promise<string | undefined> {
  for (const folder of pluginFolders) {
    try {
      if ((await readdir(join(folder, "registry.terraform.io", "hashicorp", "aws"))).length > 0) {
        return folder;
      }
    } catch {
      // Not there: the next one.
    }
  }
  return undefined;
}
