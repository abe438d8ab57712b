import { afterAll, beforeAll, describe, expect, test } from "vitest";
import { services } from "../../src/services/services.ts";
import {
  filled,
  filledText,
  type OperationBench,
  otherAccountOf,
  type Principal,
  type ServiceName,
  startOperationBench,
} from "./operation-bench.ts";
import type { ConditionKeys, OperationRow, Permission, RowInput, Scene } from "./operation-row.ts";
import { rowsMissing, tables } from "./operation-tables.ts";

/** Errors that any operation may answer for reasons outside of its input. */
const generalErrors =
  /^(?:ServiceFailure|ServiceException|ConcurrentModification\w*|TooManyRequestsException|LimitExceeded|UnsupportedAPIEndpointException|AccessDeniedException)$/;

/** Every row with the model of its service and an account of its own. */
const cases = services
  .flatMap(({ name, model }) =>
    tables[name as ServiceName].map((row) => ({ service: name as ServiceName, model, row })),
  )
  .map((one, index) => ({ ...one, operation: one.row.operation, accountId: String(100_000_000_001 + index) }));

describe.each(services)("$name", ({ name: serviceName, operations, model }) => {
  // The tables' keys are the services' names.
  const rows = tables[serviceName as ServiceName];
  const missing = rowsMissing[serviceName as ServiceName];
  const shown = new Set(rows.map(({ operation }) => operation));

  test("every operation has a row, but for a list that only shrinks", () => {
    const without = operations.map(({ name }) => name).filter((name) => !shown.has(name));
    expect(without.toSorted()).toEqual(missing.toSorted());
  });

  test("every row is of an operation, which has one", () => {
    expect(shown.size).toBe(rows.length);
    expect([...shown].filter((name) => operations.every((one) => one.name !== name))).toEqual([]);
  });

  test("every row shows an error, where the model names one", () => {
    const silent = rows.filter(({ error, errorless }) => error === undefined && errorless === undefined);
    const errorsOf = (name: string) => model.operations[name]?.split(" ").filter((code) => !generalErrors.test(code));
    expect(silent.filter(({ operation }) => errorsOf(operation)?.join("") !== "").map((row) => row.operation)).toEqual(
      [],
    );
  });
});

let bench: OperationBench;
beforeAll(async () => {
  bench = await startOperationBench(cases.map(({ accountId }) => accountId));
});
afterAll(() => bench.close());

test.each(cases)(
  "$service $operation is allowed by exactly its permissions",
  async ({ service, row, accountId, model }) => {
    const { operation, open, unsigned, alwaysFails, error } = row;
    const scene = await bench.prepare(service, row, accountId);
    const callerAccount = row.by === "other" ? otherAccountOf(accountId) : accountId;
    const caller: Principal = { accountId: callerAccount, who: "caller" };
    const input = filled(row.input ?? {}, scene);
    const needed = permissionsOf(service, { row, scene, input, http: model.http[operation] });
    expect(needed.length > 0).toBe(open === undefined && unsigned === undefined);
    // A refusal that had an effect shows below: what it made would be there already, what it deleted would be missing.
    for (const [index, permission] of needed.entries()) {
      const rest = needed.filter((_, other) => other !== index);
      for (const unlike of ["none" as const, ...almost(permission, accountId)]) {
        await bench.grant(callerAccount, unlike === "none" ? rest : [...rest, unlike]);
        const outcome = await bench.call(service, operation, { ...caller, input });
        expect(outcome).toMatchObject(refusal(service, permission.action));
      }
    }
    await bench.grant(callerAccount, needed);
    const told = { ok: false, code: error?.[0], status: error?.[1] };
    const failing = alwaysFails ?? unsigned;
    const expected = failing !== undefined ? told : { ok: true };
    expect(await bench.call(service, operation, { ...caller, input })).toMatchObject(expected);
    if (error === undefined) {
      return;
    }
    const [code, status, difference = {}, by] = error;
    // The error shows to whoever has every permission.
    await bench.grant(callerAccount, [{ action: "*", resource: "*", keys: {} }]);
    const otherRoot: Principal = { accountId: otherAccountOf(accountId), who: "root" };
    const wrong = { ...filled(row.input ?? {}, scene), ...filled(difference, scene) };
    const outcome = await bench.call(service, operation, { ...(by === undefined ? caller : otherRoot), input: wrong });
    expect(outcome).toMatchObject({ ok: false, code, status });
    expect(model.operations[operation]?.split(" ")).toContain(code);
  },
);

interface Asked {
  readonly row: OperationRow;
  readonly scene: Scene;
  readonly input: RowInput;
  /** Method and path by AWS's model, for API Gateway, whose actions are methods. */
  readonly http: string | undefined;
}

function permissionsOf(service: ServiceName, { row, scene, input, http }: Asked): readonly Permission[] {
  const own = `${signingNames[service] ?? service}:${http?.split(" ")[0] ?? row.operation}`;
  const tagKeys = requestTagKeys(input["Tags"]);
  const asked = [
    ...(row.on ?? []).map((resource) => ({ action: own, resource, keys: { ...row.keys, ...tagKeys } })),
    ...(row.also ?? []).map(([action, resource, keys = {}]) => ({
      action,
      resource,
      keys: /:Tag/.test(action) ? { ...keys, ...tagKeys } : keys,
    })),
  ];
  return asked.map(({ action, resource, keys }) => {
    const named = filledText(resource, scene);
    const whole = named === "*" || named.startsWith("arn:") ? named : `${arnPrefixes[service]}${named}`;
    const values = Object.entries(keys).map(([key, value]) => [key, filledText(value, scene)]);
    return { action, resource: filledText(whole, scene), keys: Object.fromEntries(values) };
  });
}

/** Where an action is of another namespace than its service's name. */
const signingNames: Partial<Record<ServiceName, string>> = { apigatewayv2: "apigateway" };

const arnPrefixes: Readonly<Record<ServiceName, string>> = {
  iam: "arn:aws:iam::{account}:",
  sts: "",
  apigateway: "arn:aws:apigateway:us-east-1::",
  apigatewayv2: "arn:aws:apigateway:us-east-1::",
  organizations: "arn:aws:organizations::{account}:",
  acm: "arn:aws:acm:us-east-1:{account}:",
};

/** `aws:RequestTag/…` of tags as a list of keys and values or, as API Gateway has them, a map. */
function requestTagKeys(tags: unknown): ConditionKeys {
  const pairs = Array.isArray(tags)
    ? // A row's tags are a list of these.
      (tags as readonly { readonly Key: string; readonly Value: string }[]).map(({ Key, Value }) => [Key, Value])
    : Object.entries(tags ?? {});
  return Object.fromEntries(pairs.map(([key, value]) => [`aws:RequestTag/${key}`, String(value)]));
}

/** The same permission on another resource, and with another value of each condition key: none of them must do. */
function almost(permission: Permission, accountId: string): readonly Permission[] {
  const { resource, keys } = permission;
  const elsewhere = resource.endsWith(":root")
    ? "arn:aws:iam::999999999999:root"
    : resource === "*"
      ? `arn:aws:iam::${accountId}:user/elsewhere`
      : `${resource}-elsewhere`;
  return [
    { ...permission, resource: elsewhere },
    ...Object.keys(keys).map((key) => ({ ...permission, keys: { ...keys, [key]: "another" } })),
  ];
}

/** What a refusal for want of that permission is like. */
function refusal(service: ServiceName, action = "") {
  return {
    ok: false,
    code: service === "iam" || service === "sts" ? "AccessDenied" : "AccessDeniedException",
    // AWS JSON has no other status for what the caller got wrong.
    status: service === "organizations" || service === "acm" ? 400 : 403,
    message: expect.stringMatching(new RegExp(`perform:? ${action}(?![A-Za-z])`)),
  };
}
