import { afterAll, beforeAll, describe, expect, test } from "vitest";
import { services } from "../../src/services/services.ts";
import { inputShape } from "../../src/wire/shape.ts";
import { createViolationFinder } from "../../src/wire/violations.ts";
import { errorsNotShown, type NotShown } from "./errors/not-shown.ts";
import { furtherErrors } from "./further-errors.ts";
import { tables } from "./operation-tables.ts";
import type { ErrorRow } from "./errors/error-row.ts";
import {
  filled,
  type OperationBench,
  otherAccountOf,
  type Principal,
  type ServiceName,
  startOperationBench,
} from "./operation-bench.ts";

const cases = services
  // The table's keys are the services' names.
  .map(({ name, model }) => ({ service: name as ServiceName, model }))
  .flatMap(({ service, model }) => furtherErrors[service].map((row) => ({ service, model, row, code: row.error[0] })))
  .map((one, index) => ({ ...one, operation: one.row.operation, accountId: String(200_000_000_001 + index) }));

/** An account without an organization, and the ids that rows of Organizations name as they would look. */
const outsider = "300000000001";
const imagined = {
  account: outsider,
  other: "300000000002",
  root: "r-abcd",
  unit: "ou-abcd-12345678",
  policy: "p-12345678",
  handshake: "h-12345678",
  creation: "car-12345678901234567890123456789012",
};
/** Whoever accepts is in no organization: the error is about the one that invited and is gone, its handshakes with it. */
const withoutOrganization = "AcceptHandshake";
const inOrganizations = services
  .filter(({ name }) => name === "organizations")
  .flatMap(({ model }) =>
    tables.organizations.filter(
      ({ operation }) => operation !== withoutOrganization && namesNotInUse(model.operations[operation]),
    ),
  );

function namesNotInUse(codes = ""): boolean {
  return codes.split(" ").includes("AWSOrganizationsNotInUseException");
}

/** The operations of Organizations that have required members. */
const needingInput = services
  .filter(({ signingName }) => signingName === "organizations")
  .flatMap(({ operations, model }) => {
    const find = createViolationFinder(model);
    return operations.filter(({ schema }) => find(inputShape(schema), {}).length > 0).map(({ name }) => name);
  });

/** What the last two tests show of every operation that has it. */
const shownOfAll: Readonly<Partial<Record<ServiceName, readonly string[]>>> = {
  organizations: [
    ...inOrganizations.map(({ operation }) => `${operation} AWSOrganizationsNotInUseException`),
    ...needingInput.map((operation) => `${operation} InvalidInputException`),
  ],
};

/** The services all of whose errors are accounted for, with every error of their operations. */
const accounted = services
  .map(({ name, operations, model }) => ({ service: name as ServiceName, operations, model }))
  .flatMap(({ service, operations, model }) => {
    const named = operations.flatMap(({ name }) =>
      (model.operations[name] ?? "").split(" ").flatMap((code) => (code === "" ? [] : [{ operation: name, code }])),
    );
    const reasons = errorsNotShown[service];
    return reasons === undefined ? [] : [{ service, named, reasons }];
  });

describe.each(accounted)("$service", ({ service, named, reasons }) => {
  const rows = [...tables[service], ...furtherErrors[service]];
  const shown = new Set([
    ...rows.map(({ operation, error }) => `${operation} ${error?.[0]}`),
    ...(shownOfAll[service] ?? []),
  ]);

  test("every error that the model names is shown or has its reason, and not both", () => {
    const wrong = named.filter(({ operation, code }) => {
      const explained = reasons.some((one) => covers(one, operation, code));
      return shown.has(`${operation} ${code}`) === explained;
    });
    expect(wrong.map(({ operation, code }) => `${operation} ${code}`)).toEqual([]);
  });

  test("every reason is of an error that the model names", () => {
    const idle = reasons.filter((one) => !named.some(({ operation, code }) => covers(one, operation, code)));
    expect(idle).toEqual([]);
  });
});

function covers({ code, operations }: NotShown, operation: string, named: string): boolean {
  return code === named && (operations?.test(operation) ?? true);
}

let bench: OperationBench;
beforeAll(async () => {
  bench = await startOperationBench([...cases.map(({ accountId }) => accountId), outsider]);
});
afterAll(() => bench.close());

test.each(cases)("$service $operation answers $code", async ({ service, model, row, accountId }) => {
  const scene = await bench.prepare(service, row, accountId);
  const input = filled(row.input ?? {}, scene);
  const [code, status] = row.error;
  await bench.grant(accountId, [{ action: "*", resource: "*", keys: {} }]);
  const outcome = await bench.call(service, row.operation, { ...principalOf(row, accountId), input });
  expect(outcome).toMatchObject({ ok: false, code, status });
  expect(model.operations[row.operation]?.split(" ")).toContain(code);
});

function principalOf({ who }: ErrorRow, accountId: string): Principal {
  return who === "other root"
    ? { accountId: otherAccountOf(accountId), who: "root" }
    : { accountId, who: who ?? "root" };
}

test.each(needingInput)("organizations %s needs its required members", async (operation) => {
  const outcome = await bench.call("organizations", operation, { accountId: outsider, who: "root", input: {} });
  expect(outcome).toMatchObject({ ok: false, code: "InvalidInputException", status: 400 });
});

test.each(inOrganizations)("organizations $operation is nothing without an organization", async (row) => {
  const input = filled(row.input ?? {}, imagined);
  const outcome = await bench.call("organizations", row.operation, { accountId: outsider, who: "root", input });
  expect(outcome).toMatchObject({ ok: false, code: "AWSOrganizationsNotInUseException", status: 400 });
});
