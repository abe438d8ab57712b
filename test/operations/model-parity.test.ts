import { readdirSync, readFileSync } from "node:fs";
import { join } from "node:path";
import { fileURLToPath } from "node:url";
import * as acm from "@aws-sdk/client-acm";
import * as apigateway from "@aws-sdk/client-api-gateway";
import * as apigatewayv2 from "@aws-sdk/client-apigatewayv2";
import * as iam from "@aws-sdk/client-iam";
import * as organizations from "@aws-sdk/client-organizations";
import * as sts from "@aws-sdk/client-sts";
import type { StaticOperationSchema } from "@smithy/types";
import { describe, expect, test } from "vitest";
import { services } from "../../src/services/services.ts";
import { httpBinding, inputShape } from "../../src/wire/shape.ts";
import { createViolationFinder } from "../../src/wire/violations.ts";
import { codesOutsideModel, membersUnread, operationsOfSdkOnly, statusesUnlikeSdk } from "./model-differences.ts";
import type { ServiceName } from "./operation-bench.ts";

const sdks: Readonly<Record<ServiceName, Readonly<Record<string, unknown>>>> = {
  iam,
  sts,
  apigateway,
  apigatewayv2,
  organizations,
  acm,
};
/** Where the code of a service is when not in a folder of its name. */
const folders: Partial<Record<ServiceName, string>> = { apigateway: "apigateway/rest", apigatewayv2: "apigateway" };
const source = fileURLToPath(new URL("../../src", import.meta.url));
/** What reads the members that page through lists, for every service. */
const paging = readFileSync(join(source, "wire/pagination.ts"), "utf8");

const subjects = services.map((service) => {
  const name = service.name as ServiceName;
  const exported = Object.values(sdks[name]);
  // The SDK exports its schemas as tuples, which begin with what they describe: 9 an operation, -3 an error.
  const ofKind = (kind: number) =>
    exported.filter((value): value is readonly unknown[] => Array.isArray(value) && value[0] === kind);
  return {
    service,
    name,
    schemas: ofKind(9) as readonly unknown[] as readonly StaticOperationSchema[],
    errors: new Map(ofKind(-3).map((schema) => errorOf(schema, service.protocol === "awsQuery"))),
    code: sourceIn(join(source, "services", folders[name] ?? name)),
  };
});

describe.each(subjects)("$name beside the SDK's schemas", ({ service, name, schemas, errors, code }) => {
  const { operations, model, knownOperations } = service;

  test("knows the same operations, but for those listed with a reason", () => {
    const known = [...knownOperations, ...Object.keys(operationsOfSdkOnly[name])];
    expect(known.toSorted()).toEqual(schemas.map((schema) => schema[2]).toSorted());
  });

  test("requires the same members", () => {
    const find = createViolationFinder(model);
    const missed = operations.map(({ name: operation, schema }) => {
      const violations = find(inputShape(schema), {});
      // Violations name members as the wire does, in JSON with a small first letter.
      return [operation, violations.map(({ path }) => path.join(".").toLowerCase()).toSorted()] as const;
    });
    expect(Object.fromEntries(missed)).toEqual(
      Object.fromEntries(operations.map(({ name: operation, schema }) => [operation, requiredBySdk(schema)])),
    );
  });

  test("reads every member that it accepts, but for those left out with a reason", () => {
    const words = new Set([...code, paging].flatMap((text) => text.match(/\w+/g) ?? []));
    const unread = operations.flatMap(({ name: operation, schema }) =>
      inputShape(schema)
        .members.filter((member) => !words.has(member.name))
        .map((member) => `${operation}.${member.name}`),
    );
    expect(unread.toSorted()).toEqual(Object.keys(membersUnread[name]).toSorted());
  });

  test("has the same methods and paths", () => {
    const bindings = schemas.flatMap((schema) => {
      const binding = model.http[schema[2]] === undefined ? undefined : httpBinding(schema);
      return binding === undefined ? [] : [[schema[2], `${binding.method} ${binding.uri}`]];
    });
    // The names of labels are nobody's but the schema's: the model writes `{resource-arn}` for `{ResourceArn}`.
    const unlabelled = (texts: readonly (readonly string[])[]) =>
      texts.map(([key, text = ""]) => `${key} ${text.replaceAll(/\{[^}]*\}/g, "{}")}`);
    expect(unlabelled(bindings).toSorted()).toEqual(unlabelled(Object.entries(model.http)).toSorted());
  });

  test("answers the same error codes with the same statuses", () => {
    const unknown = Object.keys(model.errors).filter((one) => !errors.has(one));
    expect(unknown).toEqual([]);
    // AWS JSON has no other status than 400: the SDK's are for clients' own use.
    const json = service.protocol === "awsJson1_1";
    const statuses = Object.keys(model.errors).map((one) => [one, json ? 400 : errors.get(one)]);
    expect({ ...model.errors, ...statusesUnlikeSdk[name] }).toEqual(Object.fromEntries(statuses));
  });

  test("throws no code that the model does not name, but for those listed with a reason", () => {
    const thrown = code.flatMap((text) =>
      [...text.matchAll(/\b(?:AwsError|error)\(\s*"(\w+)"/g)].map(([, one = ""]) => one),
    );
    const outside = [...new Set(thrown)].filter((one) => !Object.hasOwn(model.errors, one));
    expect(outside.toSorted()).toEqual(Object.keys(codesOutsideModel[name]).toSorted());
  });
});

/** The SDK's required members: structures list them first and say how many they are. */
function requiredBySdk(schema: StaticOperationSchema): readonly string[] {
  const reference: unknown = schema[4];
  const structure: unknown = typeof reference === "function" ? reference() : reference;
  if (!Array.isArray(structure)) {
    return [];
  }
  // The fifth part holds the names and the seventh the count.
  return (structure[4] as readonly string[])
    .slice(0, (structure[6] as number | undefined) ?? 0)
    .map((member) => member.toLowerCase())
    .toSorted();
}

function errorOf(schema: readonly unknown[], speaksQuery: boolean): [code: string, status: number] {
  // An error's traits are an object; its code of the query protocol may be among them where nobody speaks that.
  const traits = schema[3] as { readonly awsQueryError?: readonly [string, number]; readonly httpError?: number };
  return [(speaksQuery ? traits.awsQueryError?.[0] : undefined) ?? String(schema[2]), traits.httpError ?? 400];
}

function sourceIn(folder: string): readonly string[] {
  return readdirSync(folder, { recursive: true, encoding: "utf8" })
    .filter((file) => file.endsWith(".ts") && !file.endsWith(".test.ts"))
    .map((file) => readFileSync(join(folder, file), "utf8"));
}
