import { extname } from "node:path";
import { Worker } from "node:worker_threads";
import type { FunctionCall, FunctionOutcome, RunnableFunction } from "./function-call.ts";
import { functionLimits } from "./function-limits.ts";
import type { WorkerAnswer, WorkerTask } from "./function-worker.ts";

/**
 * A function in a local JavaScript module that exports `handler(event, context)`. As in Lambda an environment, a thread
 * here, works on one event at a time, is kept for the next, and is ended when an event takes longer than it may.
 */
export function createModuleFunction(path: string): RunnableFunction {
  const all = new Set<Worker>();
  const idle: Worker[] = [];
  const waiting: (() => void)[] = [];

  return {
    async invoke(call, requestId) {
      const deadlineMs = performance.now() + call.timeoutMs;
      while (idle.length === 0 && all.size >= functionLimits.environmentsPerModule) {
        if (!(await turn(deadlineMs - performance.now()))) {
          return { kind: "timeout" };
        }
      }
      const worker = idle.pop() ?? start();
      const outcome = await run(worker, { ...call, requestId }, Math.max(1, deadlineMs - performance.now()));
      if (outcome.kind === "returned" || outcome.kind === "failed") {
        idle.push(worker);
      } else {
        all.delete(worker);
        void worker.terminate();
      }
      waiting.shift()?.();
      return outcome;
    },
    async close() {
      await Promise.all(Array.from(all, (worker) => worker.terminate()));
    },
  };

  function start(): Worker {
    // The file has the ending of this one: it runs both as written and as built.
    const script = new URL(`./function-worker${extname(import.meta.url)}`, import.meta.url);
    const worker = new Worker(script, { workerData: path, stdin: false });
    // A thread that a function keeps busy must not keep the server from ending.
    worker.unref();
    all.add(worker);
    worker.on("error", () => undefined);
    return worker;
  }

  /** Waits until an environment is free; false when that takes too long. */
  function turn(timeoutMs: number): Promise<boolean> {
    return new Promise((resolve) => {
      const proceed = (): void => {
        clearTimeout(timer);
        resolve(true);
      };
      const timer = setTimeout(() => {
        waiting.splice(waiting.indexOf(proceed), 1);
        resolve(false);
      }, timeoutMs);
      waiting.push(proceed);
    });
  }
}

interface IdentifiedCall extends FunctionCall {
  readonly requestId: string;
}

function run(worker: Worker, call: IdentifiedCall, timeoutMs: number): Promise<FunctionOutcome> {
  return new Promise((resolve) => {
    const timer = setTimeout(() => settle({ kind: "timeout" }), timeoutMs);
    const abandon = (): void => settle({ kind: "unavailable", reason: "the call was given up" });
    const ended = (): void => settle({ kind: "unavailable", reason: "the function ended its own thread" });
    const broke = (cause: Error): void =>
      settle({ kind: "unavailable", reason: `the function's thread broke: ${cause.message}` });
    const { requestId } = call;
    const answered = ({ kind, text }: WorkerAnswer): void => {
      settle(kind === "returned" ? { kind, payload: text, requestId } : { kind, errorMessage: text, requestId });
    };
    worker.on("message", answered).on("error", broke).on("exit", ended);
    call.signal?.addEventListener("abort", abandon);
    const task: WorkerTask = { event: call.event, functionArn: call.functionArn, requestId, timeoutMs };
    // oxlint-disable-next-line unicorn/require-post-message-target-origin -- threads have no origin
    worker.postMessage(task);

    function settle(outcome: FunctionOutcome): void {
      clearTimeout(timer);
      worker.off("message", answered).off("error", broke).off("exit", ended);
      call.signal?.removeEventListener("abort", abandon);
      resolve(outcome);
    }
  });
}
