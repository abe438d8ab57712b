import { readFile } from "node:fs/promises";
import { dirname, resolve } from "node:path";
import { z } from "zod";
import type { LogDestinationTable } from "./log-destinations.ts";

const destinationsFile = z.strictObject({
  destinations: z.record(
    z.string().regex(/^(?:\*|arn:.+)$/, "a destination goes by its ARN, or by * for all others"),
    z.string().min(1),
  ),
});

/**
 * Reads a file of access-log destinations, `{"destinations": {ARN: "stdout" OR PATH}}`, paths being relative to the file.
 * Throws an Error whose one-line message names the file and the fault.
 */
export async function readLogDestinationsFile(path: string): Promise<LogDestinationTable> {
  let json: unknown;
  try {
    json = JSON.parse(await readFile(path, "utf8"));
  } catch (cause) {
    throw new Error(`cannot read log destinations file ${path}: ${(cause as Error).message}`, { cause });
  }
  const result = destinationsFile.safeParse(json);
  if (!result.success) {
    const [issue] = result.error.issues;
    const place = issue?.path.join(".") || "the top level";
    throw new Error(`log destinations file ${path} is wrong at ${place}: ${issue?.message ?? ""}`);
  }
  const folder = dirname(resolve(path));
  return Object.fromEntries(
    Object.entries(result.data.destinations).map(([arn, target]) => [
      arn,
      target === "stdout" ? target : resolve(folder, target),
    ]),
  );
}
