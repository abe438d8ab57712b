import { firstParameter, parseQueryParameters } from "../http/query-parameters.ts";
import { headerValue, type RawRequest } from "../http/raw-request.ts";
import type { Service } from "../wire/operation.ts";
import type { ServiceModel } from "../wire/service-model.ts";
import { firstSegments } from "../wire/uri-template.ts";

/** The service a control-plane request is for, and the region its host names, if any. */
export interface ChosenService<Context> {
  readonly service: Service<Context>;
  readonly hostRegion?: string;
}

/**
 * Chooses the service of a request that came to the one endpoint: by AWS's own host names, then by its shape (the API
 * version of the query protocol, the target of the JSON protocol, the path of the REST protocol), then by the credential scope. Shape goes before scope
 * so that a request signed for another service is refused for that, as it is on AWS, where the host has decided.
 */
export function chooseService<Context>(
  services: readonly Service<Context>[],
  request: RawRequest,
  body: Uint8Array,
): ChosenService<Context> | undefined {
  const byHost = serviceOfHost(services, headerValue(request, "host") ?? "");
  if (byHost !== undefined) {
    // Services of one signing name share a host; their shapes tell them apart.
    const hosted = services.filter(({ signingName }) => signingName === byHost.service.signingName);
    return { ...byHost, service: serviceOfShape(hosted, request, body) ?? byHost.service };
  }
  const service = serviceOfShape(services, request, body) ?? serviceOfScope(services, request);
  return service && { service };
}

/** `sts.amazonaws.com`, `sts.eu-west-1.amazonaws.com`: the service is the first label, the region the second. */
export function serviceOfHost<Context>(
  services: readonly Service<Context>[],
  host: string,
): Required<ChosenService<Context>> | undefined {
  const [, name, region] = /^([a-z]+)(?:\.([a-z0-9-]+))?\.amazonaws\.com(?::\d+)?$/.exec(host.toLowerCase()) ?? [];
  const service = services.find(({ signingName }) => signingName === name);
  return service && { service, hostRegion: region ?? "us-east-1" };
}

function serviceOfShape<Context>(
  services: readonly Service<Context>[],
  request: RawRequest,
  body: Uint8Array,
): Service<Context> | undefined {
  const target = headerValue(request, "x-amz-target");
  if (target !== undefined) {
    const prefix = target.slice(0, target.indexOf("."));
    return services.find(({ targetPrefix }) => targetPrefix === prefix);
  }
  if (request.path !== "/") {
    const segment = request.path.split("/", 2)[1] ?? "";
    return services.find(({ model }) => segmentsOf(model).has(segment));
  }
  const version = apiVersion(request, body);
  return services.find((service) => service.protocol === "awsQuery" && service.version === version);
}

/** What the paths of a REST service begin with, read once from its model; nothing for other protocols. */
function segmentsOf(model: ServiceModel): ReadonlySet<string> {
  const known = segmentsByModel.get(model);
  if (known !== undefined) {
    return known;
  }
  const segments = firstSegments(Object.values(model.http).map((http) => http.slice(http.indexOf(" ") + 1)));
  segmentsByModel.set(model, segments);
  return segments;
}

const segmentsByModel = new WeakMap<ServiceModel, ReadonlySet<string>>();

function serviceOfScope<Context>(
  services: readonly Service<Context>[],
  request: RawRequest,
): Service<Context> | undefined {
  const name = scopeService(request);
  return services.find(({ signingName }) => signingName === name);
}

/** The signing name in the credential scope, wherever the credential is; nothing is verified here. */
export function scopeService(request: RawRequest): string | undefined {
  const credential =
    firstParameter(parseQueryParameters(request.query), "X-Amz-Credential") ??
    /Credential=([^\s,]+)/.exec(headerValue(request, "authorization") ?? "")?.[1];
  return credential?.split("/").at(-2);
}

/**
 * The `Version` of the query protocol, from the query or the form, of which the first wins. It is searched for, not
 * decoded: what a caller sends before it has proven anything costs one pass over the bytes.
 */
function apiVersion({ query }: RawRequest, body: Uint8Array): string | undefined {
  const version = /(?:^|&)Version=([^&]*)/;
  return (version.exec(query) ?? version.exec(Buffer.from(body).toString("latin1")))?.[1];
}
