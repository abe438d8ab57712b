import { afterAll, beforeAll, describe, expect, test } from "vitest";
import { malformedPolicy } from "../../src/policy/index.ts";
import { decide } from "./library-level.ts";
import { planLive } from "./live-plan.ts";
import { type LiveServer, startLiveServer } from "./live-server.ts";
import { loadMatrix } from "./matrix-case.ts";
import { simulate, simulatorSkip } from "./simulator-level.ts";
import { assumableWorker, documentText, sendDocument, validationSkip } from "./validation-level.ts";

const { cases, validation } = loadMatrix();
const topics = [...new Set(cases.map(({ topic }) => topic))];
const validationTopics = [...new Set(validation.map(({ topic }) => topic))];

let server: LiveServer;

beforeAll(async () => {
  server = await startLiveServer();
  await server.stage(assumableWorker);
});

afterAll(() => server.close());

test("the matrix is as large as it is said to be", () => {
  const simulated = cases.filter((one) => simulatorSkip(one) === undefined);
  const signed = cases.filter((one) => planLive(one).kind === "request");
  expect(cases.length).toBeGreaterThanOrEqual(1100);
  expect(validation.length).toBeGreaterThanOrEqual(120);
  expect(simulated.length).toBeGreaterThanOrEqual(700);
  expect(signed.length).toBeGreaterThanOrEqual(820);
});

test("no two cases have one name or ask the same under the same policies", () => {
  const names = [...cases, ...validation].map(({ topic, name }) => `${topic}: ${name}`);
  const questions = cases.map(({ principal, action, resource, context, policies, trustedIds }) =>
    JSON.stringify([principal, action, resource, context, policies, trustedIds]),
  );
  expect(repeated(names)).toEqual([]);
  expect(repeated(questions)).toEqual([]);
});

describe.each(topics)("%s", (topic) => {
  const ofTopic = cases.filter((one) => one.topic === topic);

  test.each(ofTopic)("$name: the library", (one) => {
    const { outcome, deniedBy } = decide(one);
    expect({ outcome, deniedBy: one.deniedBy && deniedBy }).toEqual({ outcome: one.expect, deniedBy: one.deniedBy });
  });

  test.for(ofTopic)("$name: the simulator", async (one, { skip }) => {
    const reason = simulatorSkip(one);
    skip(reason !== undefined, reason);
    expect(await simulate(server, one)).toBe(one.expect);
  });

  test.for(ofTopic)("$name: a signed request", async (one, { skip }) => {
    const plan = planLive(one);
    if (plan.kind === "skipped") {
      return skip(plan.reason);
    }
    const { status, body, decision } = await server.run(one, plan);
    const allowed = status !== 403;
    expect({ allowed, outcome: decision?.outcome, deniedBy: one.deniedBy && decision?.deniedBy }, body).toEqual({
      allowed: one.expect === "allowed",
      outcome: one.expect,
      deniedBy: one.deniedBy,
    });
  });
});

describe.each(validationTopics)("%s", (topic) => {
  const ofTopic = validation.filter((one) => one.topic === topic);

  beforeAll(() => server.stage(assumableWorker));

  test.each(ofTopic)("$name: the library", ({ kind, document, message }) => {
    expect(malformedPolicy(documentText(document), kind) ?? null).toBe(message);
  });

  test.for(ofTopic)("$name: a signed request", async (one, { skip }) => {
    const reason = validationSkip(one);
    skip(reason !== undefined, reason);
    const { code, message } = await sendDocument(server, one);
    expect(one.message === null ? code : [code, message]).toEqual(
      one.message === null ? undefined : ["MalformedPolicyDocument", one.message],
    );
  });
});

function repeated(texts: readonly string[]): readonly string[] {
  const seen = new Set<string>();
  return texts.filter((text) => seen.size === seen.add(text).size);
}
