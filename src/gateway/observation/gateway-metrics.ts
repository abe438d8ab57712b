import { LRUCache } from "lru-cache";
import { type Metric, Registry } from "prom-client";
import { parseRouteKey } from "../routes.ts";
import { dataProcessed, integrationLatencyMs, type ObservedRequest } from "./context-variables.ts";

/** Counts what CloudWatch would be told of HTTP APIs. */
export interface GatewayMetrics {
  observe(request: ObservedRequest): void;
  /** All metrics in Prometheus' text format. */
  text(): Promise<string>;
  /** The media type of that text. */
  readonly contentType: string;
}

/** Upper bounds of the latencies' buckets, in milliseconds. */
const bounds = [1, 2, 5, 10, 25, 50, 100, 250, 500, 1_000, 2_500, 5_000, 10_000, 30_000];

/** How many series are kept; those of routes that nobody has called for longest go first. */
const seriesMax = 20_000;

const name = "sallyport_gateway";

/**
 * Makes the metrics `Count`, `4xx`, `5xx`, `Latency`, `IntegrationLatency` and `DataProcessed` with the meanings and
 * dimensions of https://docs.aws.amazon.com/apigateway/latest/developerguide/http-api-metrics.html: by API and stage, and
 * by method and resource too on routes whose detailed metrics are enabled. They are added up as plain numbers, since
 * looking labels up costs more than the rest of a request's bookkeeping.
 */
export function createGatewayMetrics(droppedLines: () => number): GatewayMetrics {
  const series = new LRUCache<string, Series>({ max: seriesMax });
  /** The keys of the series above, by the compiled stage or route whose requests they count. */
  const keys = new WeakMap<object, string>();
  const registry = new Registry();
  const all = () => [...series.values()];
  counter(registry, { name: "count", help: "Requests to an API." }, () => all().map((one) => [one, one.count]));
  counter(registry, { name: "4xx", help: "Client errors." }, () => all().map((one) => [one, one.clientErrors]));
  counter(registry, { name: "5xx", help: "Server errors." }, () => all().map((one) => [one, one.serverErrors]));
  counter(registry, { name: "data_processed_bytes", help: "Data processed, in bytes." }, () =>
    all().map((one) => [one, one.bytes]),
  );
  histogram(
    registry,
    { name: "latency_milliseconds", help: "From a request's arrival to the end of its answer." },
    () => all().map((one) => [one, one.latency]),
  );
  histogram(
    registry,
    { name: "integration_latency_milliseconds", help: "From handing a request to its integration to the answer." },
    () => all().map((one) => [one, one.integrationLatency]),
  );
  counter(
    registry,
    { name: "access_log_lines_dropped", help: "Access-log lines that a destination was too slow for." },
    () => [[{ labels: {} }, droppedLines()]],
  );

  return {
    observe(request) {
      const one = seriesOf(request);
      const { status = 0 } = request.exchange.meter;
      one.count += 1;
      one.clientErrors += status >= 400 && status < 500 ? 1 : 0;
      one.serverErrors += status >= 500 ? 1 : 0;
      one.bytes += dataProcessed(request);
      add(one.latency, request.endMs - request.exchange.nowMs);
      const integration = integrationLatencyMs(request);
      if (integration !== undefined) {
        add(one.integrationLatency, integration);
      }
    },
    text: () => registry.metrics(),
    contentType: registry.contentType,
  };

  function seriesOf({ api, stage, route }: ObservedRequest): Series {
    const settings = route && (stage.routeSettings[route.routeKey] ?? stage.defaultRouteSettings);
    const detailed = settings?.detailedMetricsEnabled === true ? route : undefined;
    const key = keyOf(detailed ?? stage, () => `${api.apiId}/${stage.stageName}/${detailed?.routeKey ?? ""}`);
    const known = series.get(key);
    if (known !== undefined) {
      return known;
    }
    const labels = { ApiId: api.apiId, Stage: stage.stageName, ...(detailed && routeLabels(detailed.routeKey)) };
    const made = newSeries(labels);
    series.set(key, made);
    return made;
  }

  function keyOf(counted: object, make: () => string): string {
    const known = keys.get(counted);
    if (known !== undefined) {
      return known;
    }
    const made = make();
    keys.set(counted, made);
    return made;
  }
}

interface Series {
  readonly labels: Labels;
  count: number;
  clientErrors: number;
  serverErrors: number;
  bytes: number;
  readonly latency: Distribution;
  readonly integrationLatency: Distribution;
}

type Labels = Readonly<Record<string, string>>;

/** Values by bucket, the last one for all above the greatest bound. */
interface Distribution {
  readonly buckets: number[];
  sum: number;
  count: number;
}

function newSeries(labels: Labels): Series {
  const newDistribution = () => ({ buckets: Array.from(bounds, () => 0), sum: 0, count: 0 });
  const distributions = { latency: newDistribution(), integrationLatency: newDistribution() };
  return { labels, count: 0, clientErrors: 0, serverErrors: 0, bytes: 0, ...distributions };
}

function add(distribution: Distribution, value: number): void {
  distribution.sum += value;
  distribution.count += 1;
  for (let index = 0; index < bounds.length; index += 1) {
    if (value <= (bounds[index] ?? 0)) {
      distribution.buckets[index] = (distribution.buckets[index] ?? 0) + 1;
      return;
    }
  }
}

/** `$default` is the resource of the route that takes what no other does, whatever the method. */
function routeLabels(routeKey: string): Labels {
  const pattern = parseRouteKey(routeKey);
  return pattern === undefined
    ? { Method: routeKey, Resource: routeKey }
    : { Method: pattern.method, Resource: `/${pattern.parts.join("/")}` };
}

interface Naming {
  readonly name: string;
  readonly help: string;
}

function counter(
  registry: Registry,
  naming: Naming,
  read: () => readonly (readonly [{ readonly labels: Labels }, number])[],
): void {
  register(registry, { ...naming, name: `${naming.name}_total`, type: "counter" }, () =>
    read().map(([{ labels }, value]) => ({ labels, value })),
  );
}

function histogram(
  registry: Registry,
  naming: Naming,
  read: () => readonly (readonly [{ readonly labels: Labels }, Distribution])[],
): void {
  const full = `${name}_${naming.name}`;
  register(registry, { ...naming, type: "histogram" }, () =>
    read().flatMap(([{ labels }, { buckets, sum, count }]) => {
      let below = 0;
      const filled = bounds.map((bound, index) => {
        below += buckets[index] ?? 0;
        return { metricName: `${full}_bucket`, labels: { ...labels, le: `${bound}` }, value: below };
      });
      return [
        ...filled,
        { metricName: `${full}_bucket`, labels: { ...labels, le: "+Inf" }, value: count },
        { metricName: `${full}_sum`, labels, value: sum },
        { metricName: `${full}_count`, labels, value: count },
      ];
    }),
  );
}

/** A metric whose values are read when it is asked for; the library asks no more of one than this. */
function register(
  registry: Registry,
  naming: Naming & { readonly type: "counter" | "histogram" },
  read: () => readonly { readonly labels: Labels; readonly value: number }[],
): void {
  const metric = { ...naming, name: `${name}_${naming.name}` };
  // The library's type also has the methods of its own classes, which a registry does not call.
  registry.registerMetric({
    ...metric,
    get: async () => ({ ...metric, values: read(), aggregator: "sum" }),
  } as unknown as Metric);
}
