import { expect, test } from "vitest";
import { createTurnEnd } from "./turn-end.ts";

test("all of one turn go on together, after what has been queued in it, and those of the next by themselves", async () => {
  const turnEnd = createTurnEnd();
  const order: string[] = [];
  const goOn = async (name: string) => {
    await turnEnd();
    order.push(name);
    // As the store does, which looks again once all that go on together have asked.
    queueMicrotask(() => order.push(`what ${name} queued`));
  };
  queueMicrotask(() => order.push("queued before"));
  await Promise.all([goOn("first"), goOn("second")]);
  await goOn("next turn");
  expect(order.slice(0, 4)).toEqual(["queued before", "first", "second", "what first queued"]);
  expect(order.indexOf("next turn")).toBeGreaterThan(order.indexOf("what second queued"));
});
