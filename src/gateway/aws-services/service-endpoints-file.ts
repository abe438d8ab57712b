import { readFile } from "node:fs/promises";
import { z } from "zod";
import { type AwsServiceName, awsServiceNames } from "./service-actions.ts";

/** Where AWS services are: the URL of an endpoint by the service's signing name. */
export type ServiceEndpoints = Readonly<Partial<Record<AwsServiceName, string>>>;

const url = z.string().refine((text) => /^https?:\/\/[^/?#@]+(?:\/[^?#]*)?$/i.test(text) && URL.canParse(text), {
  message: "an endpoint is an http or https URL without user name and query",
});
const endpointsFile = z.strictObject({ services: z.partialRecord(z.enum(awsServiceNames), url) });

/**
 * Reads the file of service endpoints, `{"services": {"sqs": URL}}`. Throws an Error whose one-line message names the
 * file and the fault.
 */
export async function readServiceEndpointsFile(path: string): Promise<ServiceEndpoints> {
  let json: unknown;
  try {
    json = JSON.parse(await readFile(path, "utf8"));
  } catch (cause) {
    throw new Error(`cannot read service endpoints file ${path}: ${(cause as Error).message}`, { cause });
  }
  const result = endpointsFile.safeParse(json);
  if (!result.success) {
    const [issue] = result.error.issues;
    const place = issue?.path.join(".") || "the top level";
    throw new Error(`service endpoints file ${path} is wrong at ${place}: ${issue?.message ?? ""}`);
  }
  return result.data.services;
}
