import { expect, test } from "vitest";
import { accountIdOf } from "../arn/account-id.ts";
import { createDecisionLog } from "./decision-log.ts";
import type { DecisionRecord } from "./decision-record.ts";

test("the latest records are kept, whatever has been added before", () => {
  const log = createDecisionLog(3);
  for (let index = 0; index < 8; index += 1) {
    log.add(record(`r${index}`));
  }
  expect(["r4", "r5", "r6", "r7"].map((id) => log.get(id)?.requestId)).toEqual([undefined, "r5", "r6", "r7"]);
});

test("of two records of one request the later is found", () => {
  const log = createDecisionLog(3);
  for (const status of [1, 2, 3, 4]) {
    log.add({ ...record("same"), status });
  }
  expect(log.get("same")?.status).toBe(4);
});

test("large requests leave room for fewer records, the latest always among them", () => {
  const log = createDecisionLog(4);
  log.add(record("small"));
  log.add(record("large", 3 * 8192));
  expect(log.get("small")).toBeDefined();
  log.add(record("huge", 100 * 8192));
  expect([log.get("small"), log.get("large")]).toEqual([undefined, undefined]);
  expect(log.get("huge")).toBeDefined();
  log.add(record("next"));
  expect([log.get("huge"), log.get("next")?.requestId]).toEqual([undefined, "next"]);
});

test("a record is kept with all that it holds, and stays what it was when its place is taken by another", () => {
  const log = createDecisionLog(1);
  const full: Required<DecisionRecord> = {
    ...record("full"),
    payloadHash: "hash",
    ownerAccountId: accountIdOf("111111111111"),
    route: { apiId: "api1", stage: "$default", routeKey: "GET /", authorizationType: "AWS_IAM" },
    clientFailure: "client",
    authentication: { kind: "unsigned" },
    authorizerFailure: "authorizer",
    integrationFailure: "integration",
    refusal: "Forbidden",
  };
  log.add(full);
  const found = log.get("full");
  expect(found).toStrictEqual(full);
  log.add(record("next"));
  expect(found).toStrictEqual(full);
  expect(log.get("next")).toEqual(record("next"));
});

function record(requestId: string, characters = 1): DecisionRecord {
  const line = { method: "GET", path: "/", query: "" };
  return { requestId, atMs: 0, ...line, characters, action: "execute-api:Invoke", evaluations: [], status: 200 };
}
