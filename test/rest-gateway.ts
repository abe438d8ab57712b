import type {
  RestApiRecord,
  RestApiSnapshot,
  RestIntegration,
  RestMethod,
  RestResourceRecord,
  RestStageRecord,
} from "../src/store/rest-records.ts";
import type { Store } from "../src/store/store.ts";
import { owner, region } from "./gateway.ts";

/** A method of a REST API as a test writes it. */
export interface TestMethod extends Partial<Omit<RestMethod, "integration">> {
  /** `GET /pets/{id}`. */
  readonly key: string;
  readonly integration?: Partial<RestIntegration>;
}

/** A REST API as a test writes it: one stage `prod` that serves it unless it says otherwise. */
export interface TestRestApi {
  readonly apiId: string;
  readonly methods: readonly TestMethod[];
  readonly policy?: object | string;
  readonly api?: Partial<RestApiRecord>;
  readonly stages?: readonly (Partial<RestStageRecord> & { readonly stageName: string })[];
  readonly frozen?: Pick<RestApiSnapshot, "requestValidators" | "gatewayResponses">;
  /** False leaves the stages' deployment as it is. */
  readonly deploy?: boolean;
}

/** Writes a REST API with a deployment and its stages as the control plane would; an existing one is replaced. */
export async function putRestApi(store: Store, definition: TestRestApi): Promise<void> {
  const { apiId, methods, policy, stages = [{ stageName: "prod" }], deploy = true } = definition;
  const api: RestApiRecord = {
    apiId,
    accountId: owner,
    region,
    name: apiId,
    createdAtMs: 0,
    apiKeySource: "HEADER",
    endpointConfiguration: { types: ["REGIONAL"], ipAddressType: "ipv4" },
    disableExecuteApiEndpoint: false,
    rootResourceId: "r0",
    tags: {},
    ...(policy !== undefined && { policy: typeof policy === "string" ? policy : JSON.stringify(policy) }),
    ...definition.api,
  };
  const snapshot = { api, resources: resourcesOf(methods), ...definition.frozen };
  await store.write(async ({ accounts, restApis, restDeployments, restStages }) => {
    if ((await accounts.get(owner)) === undefined) {
      await accounts.insert({ accountId: owner, name: "owner", createdAtMs: 0 });
    }
    await ((await restApis.find(apiId)) === undefined ? restApis.insert(api) : restApis.update(api));
    if (deploy) {
      await restDeployments.put(owner, apiId, { deploymentId: "d1", createdAtMs: 0, snapshot });
    }
    for (const stage of stages) {
      await restStages.put(owner, apiId, {
        deploymentId: "d1",
        createdAtMs: 0,
        updatedAtMs: 0,
        cacheClusterEnabled: false,
        methodSettings: {},
        tracingEnabled: false,
        tags: {},
        ...stage,
      });
    }
  });
}

function resourcesOf(methods: readonly TestMethod[]): readonly RestResourceRecord[] {
  const paths = Map.groupBy(methods, ({ key }) => key.slice(key.indexOf(" ") + 1));
  return Array.from(paths, ([path, ofPath], index) => ({
    resourceId: `r${index}`,
    path,
    methods: Object.fromEntries(ofPath.map((method) => [method.key.split(" ")[0], methodOf(method)])),
  }));
}

function methodOf({ integration, ...method }: Omit<TestMethod, "key">): RestMethod {
  return {
    authorizationType: "NONE",
    apiKeyRequired: false,
    ...method,
    integration: {
      type: "HTTP_PROXY",
      passthroughBehavior: "WHEN_NO_MATCH",
      timeoutInMillis: 29_000,
      cacheNamespace: "r0",
      cacheKeyParameters: [],
      ...integration,
    },
  };
}

/** A `MOCK` integration that answers every request with that status and body. */
export function mockAnswer(status: number, body: string): Partial<RestIntegration> {
  return {
    type: "MOCK",
    requestTemplates: { "application/json": '{"statusCode": 200}' },
    integrationResponses: { [status]: { responseTemplates: { "application/json": body } } },
  };
}
