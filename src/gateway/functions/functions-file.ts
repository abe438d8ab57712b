import { readFile } from "node:fs/promises";
import { dirname, resolve } from "node:path";
import { z } from "zod";
import type { FunctionPlace, FunctionTable } from "../function-invoker.ts";

const functionName = z
  .string()
  .regex(
    /^(?:arn:aws[a-z-]*:lambda:[a-z0-9-]+:\d{12}:function:)?[A-Za-z0-9_-]{1,140}(?::[A-Za-z0-9_$-]{1,128})?$/,
    "a function goes by its name or ARN, with or without a qualifier",
  );
const functionsFile = z.strictObject({ functions: z.record(functionName, z.string().min(1)) });

/**
 * Reads a functions file, `{"functions": {NAME OR ARN: URL OR PATH}}`, paths being relative to the file. Throws an Error
 * whose one-line message names the file and the fault.
 */
export async function readFunctionsFile(path: string): Promise<FunctionTable> {
  let json: unknown;
  try {
    json = JSON.parse(await readFile(path, "utf8"));
  } catch (cause) {
    throw new Error(`cannot read functions file ${path}: ${(cause as Error).message}`, { cause });
  }
  const result = functionsFile.safeParse(json);
  if (!result.success) {
    const [issue] = result.error.issues;
    const place = issue?.path.join(".") || "the top level";
    throw new Error(`functions file ${path} is wrong at ${place}: ${issue?.message ?? ""}`);
  }
  const folder = dirname(resolve(path));
  return new Map(Object.entries(result.data.functions).map(([name, place]) => [name, placeOf(place, folder)]));
}

function placeOf(text: string, folder: string): FunctionPlace {
  return /^https?:\/\//i.test(text) && URL.canParse(text)
    ? { kind: "endpoint", url: text }
    : { kind: "module", path: resolve(folder, text) };
}
