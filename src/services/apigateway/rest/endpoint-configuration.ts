import type { EndpointConfiguration } from "@aws-sdk/client-api-gateway";
import type { RestApiRecord, RestEndpointConfiguration } from "../../../store/rest-records.ts";
import { defined } from "../defined.ts";
import { badRequest } from "../errors.ts";
import { type Patch, type PatchTable, replacing, textOf } from "./patch.ts";

type EndpointType = RestEndpointConfiguration["types"][number];

/**
 * How a new API is reached: EDGE unless asked otherwise. Throws AWS's texts, observed, for no type or several and for
 * what a private API cannot be.
 */
export function readEndpointConfiguration(given: EndpointConfiguration | undefined): RestEndpointConfiguration {
  const { types = ["EDGE"], ipAddressType, vpcEndpointIds } = given ?? {};
  const [type, ...others] = types;
  if (type === undefined) {
    throw badRequest("REGIONAL Configuration and EDGE Configuration cannot be both DISABLED.");
  }
  if (others.length > 0) {
    throw badRequest("Cannot create an api with multiple Endpoint Types.");
  }
  const configuration: RestEndpointConfiguration = defined({
    types: [type],
    ipAddressType: ipAddressType ?? (type === "PRIVATE" ? "dualstack" : "ipv4"),
    vpcEndpointIds: vpcEndpointIds === undefined || vpcEndpointIds.length === 0 ? undefined : vpcEndpointIds,
  });
  requirePossible(configuration);
  return configuration;
}

/** How an API is reached, as replies show it. */
export function showEndpointConfiguration(configuration: RestEndpointConfiguration): EndpointConfiguration {
  const { types, ipAddressType, vpcEndpointIds } = configuration;
  return { types: [...types], ipAddressType, vpcEndpointIds: vpcEndpointIds && [...vpcEndpointIds] };
}

/** What an update may change about how an API is reached. */
export const endpointPatches: PatchTable<RestApiRecord> = {
  // The part behind `types` is the present type, or its number.
  "/endpointConfiguration/types/*": replacing((api, patch) => {
    const type = readType(patch);
    const { ipAddressType } = api.endpointConfiguration;
    return withConfiguration(api, {
      types: [type],
      ipAddressType: type === "PRIVATE" ? "dualstack" : ipAddressType,
    });
  }),
  "/endpointConfiguration/ipAddressType": replacing((api, patch) => {
    const value = textOf(patch);
    if (value !== "ipv4" && value !== "dualstack") {
      throw badRequest("ipAddressType must be either ipv4 or dualstack.");
    }
    return withConfiguration(api, { ipAddressType: value });
  }),
  "/endpointConfiguration/vpcEndpointIds": {
    ops: ["add", "remove"],
    apply: (api, patch) => {
      const others = (api.endpointConfiguration.vpcEndpointIds ?? []).filter((id) => id !== textOf(patch));
      return withConfiguration(api, { vpcEndpointIds: patch.op === "remove" ? others : [...others, textOf(patch)] });
    },
  },
};

function withConfiguration(api: RestApiRecord, change: Partial<RestEndpointConfiguration>): RestApiRecord {
  const { vpcEndpointIds = [], ...rest } = { ...api.endpointConfiguration, ...change };
  const endpointConfiguration = vpcEndpointIds.length === 0 ? rest : { ...rest, vpcEndpointIds };
  requirePossible(endpointConfiguration);
  return { ...api, endpointConfiguration };
}

function readType(patch: Patch): EndpointType {
  const value = textOf(patch);
  if (value !== "EDGE" && value !== "REGIONAL" && value !== "PRIVATE") {
    throw badRequest("Invalid EndpointTypes specified. Valid options are REGIONAL,EDGE,PRIVATE");
  }
  return value;
}

function requirePossible({ types, ipAddressType }: RestEndpointConfiguration): void {
  if (types.includes("PRIVATE") && ipAddressType !== "dualstack") {
    throw badRequest("Only dualstack ipAddressType is supported for Private APIs.");
  }
}
