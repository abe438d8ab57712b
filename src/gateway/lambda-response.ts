import { Buffer } from "node:buffer";
import { validateHeaderName, validateHeaderValue } from "node:http";
import { z } from "zod";
import type { PayloadFormat } from "./lambda-event.ts";

/** The answer to a client as a function made it. */
export interface LambdaResponse {
  readonly status: number;
  /** Name and value in turn. */
  readonly headers: readonly string[];
  readonly body: Uint8Array;
}

/** What a function's result means, or why it means nothing. */
export type ResponseReading =
  | { readonly ok: true; readonly response: LambdaResponse }
  | { readonly ok: false; readonly reason: string };

/** AWS's frame for a result that means nothing, known from authorizers' functions; what follows is the field. */
const wrongFormat = "The response from the Lambda function doesn't match the format that API Gateway expects.";

const headerText = z.union([z.string(), z.number(), z.boolean()]).transform(String);
const structured = z.object({
  statusCode: z
    .union([
      z.number(),
      z
        .string()
        .regex(/^\d{3}$/)
        .transform(Number),
    ])
    .pipe(z.int().min(200).max(599)),
  headers: z.record(z.string(), headerText).nullish(),
  multiValueHeaders: z.record(z.string(), z.array(headerText)).nullish(),
  cookies: z.array(z.string()).nullish(),
  body: z.string().nullish(),
  isBase64Encoded: z.boolean().nullish(),
});

/**
 * Reads what a function returned. In format 2.0 a result without `statusCode` is itself the body of a 200, a text as it
 * stands; in format 1.0 nothing is inferred. All of that is documented
 * (https://docs.aws.amazon.com/apigateway/latest/developerguide/http-api-develop-integrations-lambda.html); the default
 * content type of a structured result was observed.
 */
export function readLambdaResponse(
  payload: string,
  format: PayloadFormat,
  defaultContentType = "text/plain; charset=utf-8",
): ResponseReading {
  let value: unknown;
  try {
    value = JSON.parse(payload);
  } catch {
    return { ok: false, reason: `${wrongFormat} It is not JSON.` };
  }
  const isStructured = typeof value === "object" && value !== null && Object.hasOwn(value, "statusCode");
  if (!isStructured && format === "2.0") {
    const body = typeof value === "string" ? value : payload;
    return {
      ok: true,
      response: { status: 200, headers: ["content-type", "application/json"], body: Buffer.from(body) },
    };
  }
  const read = structured.safeParse(value);
  if (!read.success) {
    const [issue] = read.error.issues;
    return {
      ok: false,
      reason: `${wrongFormat} Lambda body contains the wrong type for field "${issue?.path.join(".") ?? ""}"`,
    };
  }
  return structuredResponse(read.data, format, defaultContentType);
}

function structuredResponse(
  result: z.infer<typeof structured>,
  format: PayloadFormat,
  defaultContentType: string,
): ResponseReading {
  const headers: string[] = [];
  if (format === "2.0") {
    headers.push(...(result.cookies ?? []).flatMap((cookie) => ["set-cookie", cookie]));
  }
  headers.push(...merged(result.headers ?? {}, (format === "1.0" && result.multiValueHeaders) || {}));
  if (!headers.some((name, index) => index % 2 === 0 && name.toLowerCase() === "content-type")) {
    headers.unshift("content-type", defaultContentType);
  }
  const bad = badHeader(headers);
  if (bad !== undefined) {
    return { ok: false, reason: `${wrongFormat} It has a header that cannot be sent: ${bad}` };
  }
  const body = Buffer.from(result.body ?? "", result.isBase64Encoded === true ? "base64" : "utf8");
  return { ok: true, response: { status: result.statusCode, headers, body } };
}

/**
 * Both lists of headers as one, name and value in turn. Of one name the several values come first, observed, and a value
 * that is in both is sent once, as documented for REST APIs
 * (https://docs.aws.amazon.com/apigateway/latest/developerguide/set-up-lambda-proxy-integrations.html). A content has one
 * type.
 */
function merged(
  single: Readonly<Record<string, string>>,
  several: Readonly<Record<string, readonly string[]>>,
): readonly string[] {
  const values = new Map<string, { readonly name: string; readonly values: string[] }>();
  const all = [
    ...Object.entries(several),
    ...Object.entries(single).map(([name, value]): [string, readonly string[]] => [name, [value]]),
  ];
  for (const [name, given] of all) {
    const lowerCase = name.toLowerCase();
    const known = lowerCase === "content-type" ? undefined : values.get(lowerCase);
    const more = given.filter((value) => known?.values.includes(value) !== true);
    values.set(lowerCase, { name: known?.name ?? name, values: [...(known?.values ?? []), ...more] });
  }
  return [...values.values()].flatMap((header) => header.values.flatMap((value) => [header.name, value]));
}

/** The name of a header that HTTP cannot carry. */
function badHeader(headers: readonly string[]): string | undefined {
  for (let index = 0; index < headers.length; index += 2) {
    const name = headers[index] ?? "";
    try {
      validateHeaderName(name);
      validateHeaderValue(name, headers[index + 1] ?? "");
    } catch {
      return JSON.stringify(name.slice(0, 64));
    }
  }
  return undefined;
}
