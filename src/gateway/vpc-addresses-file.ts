import { readFile } from "node:fs/promises";
import { z } from "zod";
import type { PrivateAddresses } from "./vpc-link.ts";

const addressesFile = z.strictObject({
  addresses: z.record(
    z.string().regex(/^arn:[^?]+$/, "an address goes by the ARN of a listener or a service"),
    z.string().regex(/^(?:[A-Za-z0-9._-]+|\[[0-9A-Fa-f:.]+\]):\d{1,5}$/, "an address has the form host:port"),
  ),
});

/**
 * Reads the addresses that stand for a private network, `{"addresses": {ARN: "host:port"}}`. Throws an Error whose
 * one-line message names the file and the fault.
 */
export async function readVpcAddressesFile(path: string): Promise<PrivateAddresses> {
  let json: unknown;
  try {
    json = JSON.parse(await readFile(path, "utf8"));
  } catch (cause) {
    throw new Error(`cannot read VPC addresses file ${path}: ${(cause as Error).message}`, { cause });
  }
  const result = addressesFile.safeParse(json);
  if (!result.success) {
    const [issue] = result.error.issues;
    const place = issue?.path.join(".") || "the top level";
    throw new Error(`VPC addresses file ${path} is wrong at ${place}: ${issue?.message ?? ""}`);
  }
  return result.data.addresses;
}
