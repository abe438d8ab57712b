import type { Sources } from "../sources.ts";
import { createEndpointFunction } from "./functions/endpoint-function.ts";
import type { FunctionCall, FunctionOutcome, RunnableFunction } from "./functions/function-call.ts";
import { createModuleFunction } from "./functions/module-function.ts";

/** Calls Lambda functions by their ARNs: the one place where a function's name becomes something that runs. */
export interface FunctionInvoker {
  /** Never rejects. */
  invoke(call: FunctionCall): Promise<FunctionOutcome>;
  close(): Promise<void>;
}

/** Where functions run, by ARN or name, with or without a qualifier. */
export type FunctionTable = ReadonlyMap<string, FunctionPlace>;

/** Where a function runs: at an endpoint of Lambda's Invoke API, or in a local module that exports `handler`. */
export type FunctionPlace =
  | { readonly kind: "endpoint"; readonly url: string }
  | { readonly kind: "module"; readonly path: string };

/** Makes the invoker of the functions that the settings name; with none, every call says that its function is not set up. */
export function createFunctionInvoker(table: FunctionTable, uuid: Sources["uuid"]): FunctionInvoker {
  const running = new Map<string, RunnableFunction>();
  return {
    async invoke(call) {
      const key = keysOf(call.functionArn).find((name) => table.has(name));
      const place = key === undefined ? undefined : table.get(key);
      if (key === undefined || place === undefined) {
        return { kind: "unavailable", reason: `no function ${call.functionArn} is set up; see --functions` };
      }
      let runnable = running.get(key);
      if (runnable === undefined) {
        runnable = place.kind === "endpoint" ? createEndpointFunction(place.url) : createModuleFunction(place.path);
        running.set(key, runnable);
      }
      return runnable.invoke(call, uuid());
    },
    async close() {
      await Promise.all(Array.from(running.values(), (runnable) => runnable.close()));
      running.clear();
    },
  };
}

/** The names under which a function may be set up, the most exact first. */
function keysOf(functionArn: string): readonly string[] {
  const [, unqualified = functionArn, name = "", qualifier] =
    /^(arn:[^:]+:lambda:[^:]+:\d{12}:function:([^:]+))(?::(.+))?$/.exec(functionArn) ?? [];
  return qualifier === undefined ? [functionArn, name] : [functionArn, unqualified, `${name}:${qualifier}`, name];
}
