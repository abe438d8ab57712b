import type { RestApiRecord } from "../../../store/rest-records.ts";
import { defined, nonEmpty } from "../defined.ts";
import { badRequest } from "../errors.ts";
import { endpointPatches } from "./endpoint-configuration.ts";
import { briefRefusal, type PatchRefusal, type PatchTable, replacing, textOf, truthOf } from "./patch.ts";
import { restQuotas } from "./quotas.ts";

/**
 * What an update of a REST API may change
 * (https://docs.aws.amazon.com/apigateway/latest/api/patch-operations.html). The policy is only let through here: it is
 * read once the rest is in place.
 */
export const apiPatches: PatchTable<RestApiRecord> = {
  "/name": replacing((api, patch) => {
    requireName(textOf(patch));
    return { ...api, name: textOf(patch) };
  }),
  "/description": {
    ops: ["replace", "remove"],
    apply: (api, patch) =>
      defined({ ...api, description: patch.op === "remove" ? undefined : nonEmpty(textOf(patch)) }),
  },
  "/version": replacing((api, patch) => defined({ ...api, version: nonEmpty(textOf(patch)) })),
  "/apiKeySource": replacing((api, patch) => {
    const value = textOf(patch);
    if (value !== "HEADER" && value !== "AUTHORIZER") {
      throw badRequest("Invalid API key source specified. Valid options are HEADER,AUTHORIZER");
    }
    return { ...api, apiKeySource: value };
  }),
  "/minimumCompressionSize": replacing((api, { value }) => {
    // Without a value, compression is off.
    const size = value === undefined || value === "" ? undefined : Number(value);
    if (size !== undefined) {
      requireCompressionSize(size);
    }
    return defined({ ...api, minimumCompressionSize: size });
  }),
  "/disableExecuteApiEndpoint": replacing((api, patch) => ({ ...api, disableExecuteApiEndpoint: truthOf(patch) })),
  "/policy": { ops: ["replace", "remove"], apply: (api) => api },
  "/binaryMediaTypes/*": {
    ops: ["add", "remove", "replace"],
    apply: (api, patch) => {
      const others = (api.binaryMediaTypes ?? []).filter((type) => type !== patch.key);
      const added = patch.op === "remove" ? [] : [patch.op === "replace" ? (patch.value ?? patch.key) : patch.key];
      const binaryMediaTypes = [...new Set([...others, ...added])];
      return defined({ ...api, binaryMediaTypes: binaryMediaTypes.length === 0 ? undefined : binaryMediaTypes });
    },
  },
  ...endpointPatches,
};

/** AWS's refusal of an update; endpoint types have a text of their own, observed. */
export const updateRefusal: PatchRefusal = (patch, table) =>
  patch.path.startsWith("/endpointConfiguration/types/")
    ? badRequest("Invalid patch operation specified. Must be 'add'|'remove'|'replace'")
    : briefRefusal(patch, table);

/** An API always has a name. */
export function requireName(name: string): void {
  if (name.trim() === "") {
    throw badRequest("Name cannot be empty");
  }
}

/** Throws AWS's 400, observed, for a size that is none. */
export function requireCompressionSize(size: number): void {
  const max = restQuotas.minimumCompressionBytesMax;
  if (!Number.isInteger(size) || size < 0 || size > max) {
    throw badRequest(`Invalid minimum compression size, must be between 0 and ${max}`);
  }
}
