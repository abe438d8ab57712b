import { readFile } from "node:fs/promises";
import { dirname, resolve } from "node:path";
import { z } from "zod";

const truststoresFile = z.strictObject({
  truststores: z.record(
    z
      .string()
      .regex(
        /^s3:\/\/[^/?]+\/[^?]+(?:\?versionId=[^&]+)?$/,
        "a trust store goes by s3://bucket/key[?versionId=VERSION]",
      ),
    z.string().min(1),
  ),
});

/**
 * Reads the files that stand for trust stores in S3, `{"truststores": {URI: PATH}}`, paths being relative to the file.
 * The files themselves are read when a domain is set up with them. Throws an Error whose one-line message names the file
 * and the fault.
 */
export async function readTruststoresFile(path: string): Promise<ReadonlyMap<string, string>> {
  let json: unknown;
  try {
    json = JSON.parse(await readFile(path, "utf8"));
  } catch (cause) {
    throw new Error(`cannot read truststores file ${path}: ${(cause as Error).message}`, { cause });
  }
  const result = truststoresFile.safeParse(json);
  if (!result.success) {
    const [issue] = result.error.issues;
    const place = issue?.path.join(".") || "the top level";
    throw new Error(`truststores file ${path} is wrong at ${place}: ${issue?.message ?? ""}`);
  }
  const folder = dirname(resolve(path));
  return new Map(Object.entries(result.data.truststores).map(([uri, file]) => [uri, resolve(folder, file)]));
}
