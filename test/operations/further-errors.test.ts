import { afterAll, beforeAll, expect, test } from "vitest";
import { services } from "../../src/services/services.ts";
import { furtherErrors } from "./further-errors.ts";
import { tables } from "./operation-tables.ts";
import { filled, type OperationBench, type ServiceName, startOperationBench } from "./operation-bench.ts";

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

let bench: OperationBench;
beforeAll(async () => {
  bench = await startOperationBench([...cases.map(({ accountId }) => accountId), outsider]);
});
afterAll(() => bench.close());

test.each(cases)("$service $operation answers $code", async ({ service, model, row, accountId }) => {
  const scene = await bench.prepare(service, row, accountId);
  const input = filled(row.input ?? {}, scene);
  const [code, status] = row.error;
  const outcome = await bench.call(service, row.operation, { accountId, who: "root", input });
  expect(outcome).toMatchObject({ ok: false, code, status });
  expect(model.operations[row.operation]?.split(" ")).toContain(code);
});

test.each(inOrganizations)("organizations $operation is nothing without an organization", async (row) => {
  const input = filled(row.input ?? {}, imagined);
  const outcome = await bench.call("organizations", row.operation, { accountId: outsider, who: "root", input });
  expect(outcome).toMatchObject({ ok: false, code: "AWSOrganizationsNotInUseException", status: 400 });
});
