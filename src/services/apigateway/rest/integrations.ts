import {
  DeleteIntegration$,
  type DeleteIntegrationRequest,
  GetIntegration$,
  type GetIntegrationRequest,
  type Integration,
  PutIntegration$,
  type PutIntegrationRequest,
  UpdateIntegration$,
  type UpdateIntegrationRequest,
} from "@aws-sdk/client-api-gateway";
import type { RestIntegration } from "../../../store/rest-records.ts";
import type { Operation, WithRequired } from "../../../wire/operation.ts";
import { type Call, operation } from "../../call.ts";
import { defined, nonEmpty } from "../defined.ts";
import { badRequest } from "../errors.ts";
import { passing } from "../pass-role.ts";
import { permissionOnRestApi } from "./authorization.ts";
import { foundIntegration, foundMethod } from "./found.ts";
import { requireIntegration } from "./integration-rules.ts";
import { showIntegration } from "./method-shapes.ts";
import {
  briefRefusal,
  mapEntries,
  missingEntry,
  type Patch,
  patchedBy,
  patchesAt,
  type PatchTable,
  replacing,
  textOf,
  truthOf,
} from "./patch.ts";
import { restQuotas } from "./quotas.ts";

/** The operations on the integrations of methods. */
export const integrationOperations: readonly Operation<Call>[] = [
  operation(
    PutIntegration$,
    passing(
      { authorize: permissionOnRestApi(PutIntegration$), handle: putIntegration },
      (input: PutInput) => input.credentials,
    ),
  ),
  operation(GetIntegration$, {
    authorize: permissionOnRestApi(GetIntegration$),
    handle: async (input: OneIntegration<GetIntegrationRequest>, call) =>
      showIntegration((await foundIntegration(call, input)).integration),
  }),
  operation(
    UpdateIntegration$,
    passing(
      { authorize: permissionOnRestApi(UpdateIntegration$), handle: updateIntegration },
      (input: OneIntegration<UpdateIntegrationRequest>) =>
        patchesAt(input.patchOperations, "/credentials").at(-1)?.value,
    ),
  ),
  operation(DeleteIntegration$, {
    authorize: permissionOnRestApi(DeleteIntegration$),
    handle: async (input: OneIntegration<DeleteIntegrationRequest>, call) => {
      const { method, replace } = await foundIntegration(call, input);
      const { integration: _, ...rest } = method;
      await replace(rest);
      return {};
    },
  }),
];

type OneIntegration<Request extends { restApiId?: unknown; resourceId?: unknown; httpMethod?: unknown }> = WithRequired<
  Request,
  "restApiId" | "resourceId" | "httpMethod"
>;
type PutInput = WithRequired<PutIntegrationRequest, "restApiId" | "resourceId" | "httpMethod" | "type">;

async function putIntegration(input: PutInput, call: Call): Promise<Integration> {
  const { method, resource, replace } = await foundMethod(call, input);
  if (input.responseTransferMode === "STREAM" || input.integrationTarget !== undefined) {
    throw badRequest("Response streaming and integration targets are not supported by this server");
  }
  const integration: RestIntegration = defined({
    type: input.type,
    httpMethod: nonEmpty(input.integrationHttpMethod),
    uri: nonEmpty(input.uri),
    connectionType:
      input.connectionType ?? (input.type === "HTTP" || input.type === "HTTP_PROXY" ? "INTERNET" : undefined),
    connectionId: nonEmpty(input.connectionId),
    credentials: nonEmpty(input.credentials),
    requestParameters: input.requestParameters,
    requestTemplates: input.requestTemplates,
    passthroughBehavior: readPassthrough(input.passthroughBehavior ?? "WHEN_NO_MATCH"),
    contentHandling: input.contentHandling,
    timeoutInMillis: input.timeoutInMillis ?? restQuotas.integrationTimeoutMillisMax,
    cacheNamespace: input.cacheNamespace ?? resource.resourceId,
    cacheKeyParameters: input.cacheKeyParameters ?? [],
    tlsConfig: input.tlsConfig && defined({ insecureSkipVerification: input.tlsConfig.insecureSkipVerification }),
  });
  requireIntegration(integration, method);
  await replace({ ...method, integration });
  return showIntegration(integration);
}

async function updateIntegration(input: OneIntegration<UpdateIntegrationRequest>, call: Call): Promise<Integration> {
  const { method, integration: stored, replace } = await foundIntegration(call, input);
  const integration = patchedBy(stored, input.patchOperations, { table: patches, refusal: briefRefusal });
  requireIntegration(integration, method);
  await replace({ ...method, integration });
  return showIntegration(integration);
}

const patches: PatchTable<RestIntegration> = {
  "/uri": replacing((integration, patch) => ({ ...integration, uri: textOf(patch) })),
  "/httpMethod": replacing((integration, patch) => ({ ...integration, httpMethod: textOf(patch) })),
  "/credentials": replacing((integration, patch) => defined({ ...integration, credentials: nonEmpty(textOf(patch)) })),
  "/connectionId": replacing((integration, patch) =>
    defined({ ...integration, connectionId: nonEmpty(textOf(patch)) }),
  ),
  "/connectionType": replacing((integration, patch) => ({ ...integration, connectionType: readConnection(patch) })),
  "/passthroughBehavior": replacing((integration, patch) => ({
    ...integration,
    passthroughBehavior: readPassthrough(textOf(patch)),
  })),
  "/contentHandling": replacing((integration, patch) =>
    defined({ ...integration, contentHandling: readContentHandling(patch) }),
  ),
  "/timeoutInMillis": replacing((integration, patch) => ({ ...integration, timeoutInMillis: Number(textOf(patch)) })),
  "/cacheNamespace": replacing((integration, patch) => ({ ...integration, cacheNamespace: textOf(patch) })),
  "/cacheKeyParameters/*": {
    ops: ["add", "remove"],
    apply: (integration, patch) => {
      const others = integration.cacheKeyParameters.filter((parameter) => parameter !== patch.key);
      return { ...integration, cacheKeyParameters: patch.op === "remove" ? others : [...others, patch.key] };
    },
  },
  "/tlsConfig/insecureSkipVerification": replacing((integration, patch) => ({
    ...integration,
    tlsConfig: { insecureSkipVerification: truthOf(patch) },
  })),
  "/requestParameters/*": mapEntries({
    read: (integration: RestIntegration) => integration.requestParameters,
    write: (integration, requestParameters) => defined({ ...integration, requestParameters }),
    value: textOf,
    missing: missingEntry.parameter,
  }),
  "/requestTemplates/*": mapEntries({
    read: (integration: RestIntegration) => integration.requestTemplates,
    write: (integration, requestTemplates) => defined({ ...integration, requestTemplates }),
    value: textOf,
    missing: missingEntry.contentType,
  }),
};

function readPassthrough(value: string): RestIntegration["passthroughBehavior"] {
  if (value !== "WHEN_NO_MATCH" && value !== "WHEN_NO_TEMPLATES" && value !== "NEVER") {
    throw badRequest("Invalid passthrough behavior specified. Valid options are WHEN_NO_MATCH,WHEN_NO_TEMPLATES,NEVER");
  }
  return value;
}

function readConnection(patch: Patch): "INTERNET" | "VPC_LINK" {
  const value = textOf(patch);
  if (value !== "INTERNET" && value !== "VPC_LINK") {
    throw badRequest("Invalid connection type specified. Valid options are INTERNET,VPC_LINK");
  }
  return value;
}

/** How an operation's value says that bodies are to be converted; undefined when they are not. */
export function readContentHandling(patch: Patch): RestIntegration["contentHandling"] | undefined {
  const value = textOf(patch);
  if (value !== "" && value !== "CONVERT_TO_BINARY" && value !== "CONVERT_TO_TEXT") {
    throw badRequest("Invalid content handling specified. Valid options are CONVERT_TO_BINARY,CONVERT_TO_TEXT");
  }
  return value === "" ? undefined : value;
}
