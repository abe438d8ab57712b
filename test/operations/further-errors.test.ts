import { afterAll, beforeAll, expect, test } from "vitest";
import { services } from "../../src/services/services.ts";
import { furtherErrors } from "./further-errors.ts";
import { filled, type OperationBench, type ServiceName, startOperationBench } from "./operation-bench.ts";

const cases = services
  // The table's keys are the services' signing names.
  .map(({ signingName, model }) => ({ service: signingName as ServiceName, model }))
  .flatMap(({ service, model }) => furtherErrors[service].map((row) => ({ service, model, row, code: row.error[0] })))
  .map((one, index) => ({ ...one, operation: one.row.operation, accountId: String(200_000_000_001 + index) }));

let bench: OperationBench;
beforeAll(async () => {
  bench = await startOperationBench(cases.map(({ accountId }) => accountId));
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
