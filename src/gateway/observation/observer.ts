import type { Exchange } from "../exchange.ts";
import { logLine } from "./access-log-format.ts";
import { contextVariable, type ObservedRequest } from "./context-variables.ts";
import { createGatewayMetrics } from "./gateway-metrics.ts";
import type { LogDestinations } from "./log-destinations.ts";

/** Sees every request of a stage when it has come to its end. */
export interface Observer {
  /**
   * Counts a request and writes its line to the stage's access log. Requests that no stage or route is found for are
   * passed over: AWS was observed to neither count nor log them.
   */
  observe(exchange: Exchange, facts: ObservedFacts | undefined): void;
  readonly metrics: { readonly contentType: string; text(): Promise<string> };
}

/** What was found out about a request, as far as its handling went. */
export type ObservedFacts = Omit<Partial<ObservedRequest>, "exchange" | "endMs"> &
  Pick<ObservedRequest, "api"> & {
    /** The `$context` variables that are others than those of HTTP APIs. */
    readonly ownVariable?: (name: string) => string | undefined;
  };

/** Makes the observer of a gateway; without destinations no access log is written. */
export function createObserver(nowMs: () => number, logs: LogDestinations | undefined): Observer {
  const metrics = createGatewayMetrics(() => logs?.dropped() ?? 0);
  return {
    observe(exchange, facts) {
      if (facts?.stage === undefined || (facts.route === undefined && exchange.meter.status === 404)) {
        return;
      }
      const { api, stage, route, authorizer, authentication, evaluation } = facts;
      const request = { exchange, api, stage, route, authorizer, authentication, evaluation, endMs: nowMs() };
      metrics.observe(request);
      const { accessLog } = stage;
      if (accessLog !== undefined && logs?.has(accessLog.destinationArn) === true) {
        logs.write(
          accessLog.destinationArn,
          logLine(accessLog.format, (name) => facts.ownVariable?.(name) ?? contextVariable(name, request)),
        );
      }
    },
    metrics,
  };
}
