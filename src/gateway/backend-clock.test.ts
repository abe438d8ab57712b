import { afterEach, beforeEach, expect, test, vi } from "vitest";
import { createAlarms } from "./alarms.ts";
import { type BackendClock, startBackendClock } from "./backend-clock.ts";

let expired: boolean;
let clock: BackendClock;

beforeEach(() => {
  vi.useFakeTimers();
  expired = false;
  clock = startBackendClock({
    alarms: createAlarms(),
    limitMs: 100,
    startedAtMs: undefined,
    nowMs: Date.now,
    onExpired: () => (expired = true),
  });
});

afterEach(() => {
  vi.useRealTimers();
});

type Step = number | [keyof Pick<BackendClock, "clientAwaited" | "backendAwaited">, "request" | "response"] | "stop";

test.each<[string, readonly Step[], boolean]>([
  ["runs from the start", [99], false],
  ["and out", [100], true],
  ["not while a request waits for its client", [["clientAwaited", "request"], 1_000], false],
  ["on with what was left", [60, ["clientAwaited", "request"], 1_000, ["backendAwaited", "request"], 39], false],
  ["and out with it", [60, ["clientAwaited", "request"], 1_000, ["backendAwaited", "request"], 40], true],
  ["not anew with every wait", [60, ["clientAwaited", "response"], ["backendAwaited", "response"], 40], true],
  [
    "not until both directions wait for the backend",
    [["clientAwaited", "request"], ["clientAwaited", "response"], ["backendAwaited", "request"], 1_000],
    false,
  ],
  [
    "when both do",
    [
      ["clientAwaited", "request"],
      ["clientAwaited", "response"],
      ["backendAwaited", "request"],
      ["backendAwaited", "response"],
      100,
    ],
    true,
  ],
  ["not after its end", ["stop", 1_000], false],
  ["not even when something still waits then", ["stop", ["backendAwaited", "request"], 1_000], false],
])("the clock runs %s", (_, steps, expected) => {
  for (const step of steps) {
    if (step === "stop") {
      clock.stop();
    } else if (typeof step === "number") {
      vi.advanceTimersByTime(step);
    } else {
      clock[step[0]](step[1]);
    }
  }
  expect(expired).toBe(expected);
});
