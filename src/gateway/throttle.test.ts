import { describe, expect, test } from "vitest";
import type { RouteSettings } from "../store/records.ts";
import type { MatchedRoute } from "./authorization.ts";
import { createThrottle } from "./throttle.ts";

const start = Date.UTC(2026, 8, 24);

describe("a throttle", () => {
  test.each<{ what: string; stage?: RouteSettings; route?: RouteSettings; pass: number }>([
    { what: "the stage's settings", stage: { throttlingBurstLimit: 3, throttlingRateLimit: 1 }, pass: 3 },
    {
      what: "the route's before the stage's",
      stage: { throttlingBurstLimit: 9 },
      route: { throttlingBurstLimit: 2 },
      pass: 2,
    },
    { what: "no more than the account's", route: { throttlingBurstLimit: 50 }, pass: 20 },
    { what: "the account's when nothing is set", pass: 20 },
    { what: "zero, which blocks", stage: { throttlingBurstLimit: 0, throttlingRateLimit: 0 }, pass: 0 },
    {
      what: "the stage's burst beside the route's rate",
      stage: { throttlingBurstLimit: 4 },
      route: { throttlingRateLimit: 5 },
      pass: 4,
    },
  ])("lets as many pass at once as $what", ({ stage = {}, route, pass }) => {
    const throttle = createThrottle({ rate: 10, burst: 20 });
    const match = matched("GET /a", stage, route && { "GET /a": route });
    expect(passed(30, () => throttle.admits(match, start))).toBe(pass);
  });

  test("refills at the rate and up to the burst, whatever the clock does", () => {
    const throttle = createThrottle();
    const match = matched("GET /a", { throttlingBurstLimit: 2, throttlingRateLimit: 4 });
    expect(passed(5, () => throttle.admits(match, start))).toBe(2);
    expect(passed(5, () => throttle.admits(match, start + 249))).toBe(0);
    expect(passed(5, () => throttle.admits(match, start + 250))).toBe(1);
    expect(passed(5, () => throttle.admits(match, start - 60_000))).toBe(0);
    expect(passed(5, () => throttle.admits(match, start + 3_600_000))).toBe(2);
  });

  test("counts each route and stage by itself, and refused requests not at all", () => {
    const throttle = createThrottle({ rate: 0, burst: 3 });
    const settings = { throttlingBurstLimit: 1, throttlingRateLimit: 0 };
    expect(passed(9, () => throttle.admits(matched("GET /a", settings), start))).toBe(1);
    expect(passed(9, () => throttle.admits(matched("GET /b", settings), start))).toBe(1);
    expect(passed(9, () => throttle.admits(matched("GET /c", {}), start))).toBe(1);
  });

  test("gives some regions less", () => {
    const throttle = createThrottle();
    const match = matched("GET /a", {}, {}, "af-south-1");
    expect(passed(2_000, () => throttle.admits(match, start))).toBe(1_250);
  });
});

function passed(tries: number, admits: () => boolean): number {
  return Array.from({ length: tries }, admits).filter(Boolean).length;
}

// oxlint-disable-next-line max-params -- the last ones are rarely given
function matched(
  routeKey: string,
  defaultRouteSettings: RouteSettings,
  routeSettings: Readonly<Record<string, RouteSettings>> = {},
  region = "us-east-1",
): MatchedRoute {
  // Only what a throttle looks at.
  return {
    api: { apiId: "api1", accountId: "111111111111", region },
    stage: { stageName: "$default", defaultRouteSettings, routeSettings },
    route: { routeKey },
  } as unknown as MatchedRoute;
}
