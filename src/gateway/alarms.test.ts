import { afterEach, beforeEach, expect, test, vi } from "vitest";
import { createAlarms } from "./alarms.ts";

beforeEach(() => void vi.useFakeTimers());
afterEach(() => void vi.useRealTimers());

test("an alarm rings once, in its time, unless it is off", () => {
  const { rung, set } = bell();
  set("kept", 100);
  set("off", 100).off();
  vi.advanceTimersByTime(99);
  expect(rung).toEqual([]);
  vi.advanceTimersByTime(1_000);
  expect(rung).toEqual(["kept"]);
});

test("an alarm that is used again runs its whole time and rings for its new owner alone", () => {
  const { rung, set } = bell();
  const first = set("first", 100);
  vi.advanceTimersByTime(60);
  first.off();
  set("second", 100);
  const third = set("third", 100);
  vi.advanceTimersByTime(99);
  expect(rung).toEqual([]);
  third.off();
  vi.advanceTimersByTime(1);
  expect(rung).toEqual(["second"]);
});

test("an alarm can be set after one of its length has rung or run out unheard, and from within a ring", () => {
  const { rung, set, alarms } = bell();
  alarms.set(100, () => set("from within", 100));
  set("unheard", 100).off();
  vi.advanceTimersByTime(100);
  expect(rung).toEqual([]);
  set("later", 100);
  vi.advanceTimersByTime(100);
  expect(rung).toEqual(["from within", "later"]);
});

test("alarms that nobody uses for as long as they run are dropped", () => {
  const { set } = bell();
  const alarms = [1, 2, 3].map(() => set("off", 100));
  alarms.forEach((alarm) => alarm.off());
  expect(vi.getTimerCount()).toBe(3);
  vi.advanceTimersByTime(60);
  set("used", 100).off();
  vi.advanceTimersByTime(60);
  expect(vi.getTimerCount()).toBe(1);
  vi.advanceTimersByTime(60);
  expect(vi.getTimerCount()).toBe(0);
});

/** Alarms whose rings are noted by name. */
function bell() {
  const alarms = createAlarms();
  const rung: string[] = [];
  return { alarms, rung, set: (name: string, afterMs: number) => alarms.set(afterMs, () => void rung.push(name)) };
}
