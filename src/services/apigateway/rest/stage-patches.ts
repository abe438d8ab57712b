import type { PatchOperation } from "@aws-sdk/client-api-gateway";
import type { RestStageRecord } from "../../../store/rest-records.ts";
import { isLogDestination } from "../access-log-destination.ts";
import { defined, nonEmpty } from "../defined.ts";
import { badRequest, notFound } from "../errors.ts";
import { withMethodSetting } from "./method-settings.ts";
import { briefRefusal, type Patch, patchedBy, type PatchTable, replacing, textOf, truthOf } from "./patch.ts";

/**
 * A stage after an update
 * (https://docs.aws.amazon.com/apigateway/latest/api/patch-operations.html). The settings of methods have paths of any
 * length, so that they are looked for where no other rule is. Throws AWS's 400 for what cannot be updated.
 */
export function patchedStage(
  stage: RestStageRecord,
  operations: readonly PatchOperation[] | undefined,
): RestStageRecord {
  return patchedBy(stage, operations, { table: patches, refusal: briefRefusal, otherwise: withMethodSetting });
}

const patches: PatchTable<RestStageRecord> = {
  "/deploymentId": replacing((stage, patch) => ({ ...stage, deploymentId: textOf(patch) })),
  "/description": replacing((stage, patch) => defined({ ...stage, description: nonEmpty(textOf(patch)) })),
  "/cacheClusterEnabled": replacing((stage, patch) => ({ ...stage, cacheClusterEnabled: truthOf(patch) })),
  "/cacheClusterSize": replacing((stage, patch) => defined({ ...stage, cacheClusterSize: nonEmpty(textOf(patch)) })),
  "/clientCertificateId": replacing((stage, patch) =>
    defined({ ...stage, clientCertificateId: nonEmpty(textOf(patch)) }),
  ),
  "/documentationVersion": replacing((stage, patch) =>
    defined({ ...stage, documentationVersion: nonEmpty(textOf(patch)) }),
  ),
  "/tracingEnabled": replacing((stage, patch) => ({ ...stage, tracingEnabled: truthOf(patch) })),
  "/accessLogSettings": {
    ops: ["remove"],
    apply: (stage) => defined({ ...stage, accessLogSettings: undefined }),
  },
  "/accessLogSettings/destinationArn": replacing((stage, patch) => withAccessLog(stage, "destinationArn", patch)),
  "/accessLogSettings/format": replacing((stage, patch) => withAccessLog(stage, "format", patch)),
  "/variables/*": {
    ops: ["add", "replace", "remove"],
    apply: (stage, patch) => {
      const variables = stage.variables ?? {};
      if (patch.op === "remove" && !Object.hasOwn(variables, patch.key)) {
        throw notFound("Invalid stage variable name specified");
      }
      const others = Object.entries(variables).filter(([name]) => name !== patch.key);
      const changed = patch.op === "remove" ? others : [...others, [patch.key, textOf(patch)] as const];
      return { ...stage, variables: Object.fromEntries(changed) };
    },
  },
};

/** Where access logs go to and how they look; both without a value are unset. */
function withAccessLog(stage: RestStageRecord, member: "destinationArn" | "format", patch: Patch): RestStageRecord {
  const value = nonEmpty(textOf(patch));
  if (member === "destinationArn" && value !== undefined && !isLogDestination(value)) {
    throw badRequest(
      "Invalid ARN specified in the request. ARNs must start with 'arn:aws' and name a log group or a delivery stream",
    );
  }
  const accessLogSettings = defined({ ...stage.accessLogSettings, [member]: value });
  const unset = Object.keys(accessLogSettings).length === 0;
  return defined({ ...stage, accessLogSettings: unset ? undefined : accessLogSettings });
}
