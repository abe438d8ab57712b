import { pathToFileURL } from "node:url";
import { parentPort, workerData } from "node:worker_threads";

/** One event for a function's thread. */
export interface WorkerTask {
  readonly event: string;
  readonly functionArn: string;
  readonly requestId: string;
  readonly timeoutMs: number;
}

/** What came of it: what the handler returned as JSON, or the message of what it threw. */
export interface WorkerAnswer {
  readonly kind: "returned" | "failed";
  readonly text: string;
}

/** The thread of a local function: runs the module's `handler` for each event that it is sent, one after the other. */
parentPort?.on("message", (task: WorkerTask) => {
  // oxlint-disable-next-line unicorn/require-post-message-target-origin -- threads have no origin
  void work(task).then((answer) => parentPort?.postMessage(answer));
});

async function work(task: WorkerTask): Promise<WorkerAnswer> {
  try {
    // The module is loaded once; a later import of the same address yields the same module.
    const module: unknown = await import(pathToFileURL(String(workerData)).href);
    const returned = await handlerOf(module)(JSON.parse(task.event), contextOf(task));
    return { kind: "returned", text: JSON.stringify(returned) ?? "null" };
  } catch (cause) {
    return { kind: "failed", text: cause instanceof Error ? cause.message : String(cause) };
  }
}

type Handler = (event: unknown, context: object) => unknown;

function handlerOf(module: unknown): Handler {
  const handler = typeof module === "object" && module !== null && "handler" in module ? module.handler : undefined;
  if (typeof handler !== "function") {
    throw new TypeError("the module exports no function named handler");
  }
  // Whatever arguments it declares, it is called with these.
  return handler as Handler;
}

function contextOf({ functionArn, requestId, timeoutMs }: WorkerTask): object {
  const deadlineMs = performance.now() + timeoutMs;
  return {
    functionName: functionArn.split(":")[6] ?? functionArn,
    invokedFunctionArn: functionArn,
    awsRequestId: requestId,
    getRemainingTimeInMillis: () => Math.max(0, Math.floor(deadlineMs - performance.now())),
  };
}
