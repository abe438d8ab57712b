import { expect, test } from "vitest";
import { createTurnEnd } from "./turn-end.ts";

test("all of one turn go on together, after what has been queued in it, and those of the next by themselves", async () => {
  const turnEnd = createTurnEnd();
  const order: string[] = [];
  const first = turnEnd().then(() => {
    order.push("first");
    // What one does is not in the way of the others: they go on before anything that it starts.
    queueMicrotask(() => order.push("what the first started"));
  });
  queueMicrotask(() => order.push("queued"));
  const second = turnEnd().then(() => order.push("second"));
  await Promise.all([first, second]);
  await turnEnd().then(() => order.push("next turn"));
  expect(order).toEqual(["queued", "first", "second", "what the first started", "next turn"]);
});
