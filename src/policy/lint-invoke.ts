import { patternMatches, specialise } from "./text-pattern.ts";
import { parsePieces } from "./variables.ts";

/** The HTTP APIs that exist, by their id. */
export type InvokeTargets = Readonly<Record<string, InvokeTarget>>;

/** What of an HTTP API a resource of a policy can name. */
export interface InvokeTarget {
  /** `$default` or names. */
  readonly stages: readonly string[];
  /** `GET /pets/{id}`, `ANY /{proxy+}`, `$default`. */
  readonly routeKeys: readonly string[];
}

/** A mistake in the resource of an invocation. */
export interface InvokeLint {
  readonly code:
    | "invokeResourceIncomplete"
    | "invokeDefaultStage"
    | "invokeMethod"
    | "unknownApi"
    | "unknownStage"
    | "unknownRoute";
  readonly message: string;
}

/**
 * Finds why a resource of execute-api can match no call of an HTTP API, whose resources are
 * `arn:aws:execute-api:{region}:{account}:{api}/{stage}/{METHOD}/{path}`; undefined when it can, or is of another service.
 * https://docs.aws.amazon.com/apigateway/latest/developerguide/api-gateway-control-access-using-iam-policies-to-invoke-api.html
 */
export function invokeResourceLint(resource: string, apis: InvokeTargets | undefined): InvokeLint | undefined {
  const fields = resource.split(":");
  const rest = fields.slice(5).join(":");
  // A star may stand for any of the parts behind it, so what follows is looked at only as far as it is spelled out.
  if (fields[0] !== "arn" || fields[2] !== "execute-api" || fields.length < 6 || rest === "*") {
    return undefined;
  }
  const parts = rest.split("/");
  const [api = "", stage, method, ...path] = parts;
  if (method === undefined && !rest.endsWith("*")) {
    const message = `The resource ends behind ${stage === undefined ? "the API" : "the stage"}: calls are matched against {api}/{stage}/{METHOD}/{path}, so ${rest}/* is needed to match any.`;
    return { code: "invokeResourceIncomplete", message };
  }
  if (path.length === 0 && !rest.endsWith("*")) {
    const message = `The resource has no path: even the root is matched as ${rest}/ with its slash, and any path by ${rest}/*.`;
    return { code: "invokeResourceIncomplete", message };
  }
  if (stage === "default") {
    return {
      code: "invokeDefaultStage",
      message: "The stage that is served without a name is called $default, with the dollar sign.",
    };
  }
  if (method !== undefined && !isWild(parts.slice(0, 2).join("/")) && !methodPattern.test(method)) {
    return { code: "invokeMethod", message: methodMessage(method) };
  }
  return apis === undefined ? undefined : targetLint({ api, stage, method, path: path.join("/") }, apis);
}

const methods: ReadonlySet<string> = new Set(["GET", "HEAD", "POST", "PUT", "PATCH", "DELETE", "OPTIONS"]);

const methodPattern = /^(?:[A-Z*?]+|\$\{.*)$/;

interface InvokeParts {
  readonly api: string;
  readonly stage: string | undefined;
  readonly method: string | undefined;
  readonly path: string;
}

function targetLint({ api, stage, method, path }: InvokeParts, apis: InvokeTargets): InvokeLint | undefined {
  if (isWild(api)) {
    return undefined;
  }
  const target = Object.hasOwn(apis, api) ? apis[api] : undefined;
  if (target === undefined) {
    return { code: "unknownApi", message: `There is no API ${api}.` };
  }
  if (stage === undefined || stage.includes("${")) {
    return undefined;
  }
  if (!target.stages.some((name) => fits(stage, name)) && !stage.includes("*")) {
    return {
      code: "unknownStage",
      message: `The API ${api} has no stage ${stage}; it has ${target.stages.join(", ") || "none"}.`,
    };
  }
  const spelledOut = method !== undefined && !isWild(stage + method + path);
  if (spelledOut && !target.routeKeys.some((routeKey) => routeServes(routeKey, method, path))) {
    return { code: "unknownRoute", message: `No route of the API ${api} serves ${method} /${path}.` };
  }
  return undefined;
}

function methodMessage(method: string): string {
  const upper = method.toUpperCase();
  return methods.has(upper)
    ? `Methods are compared with regard to case: write ${upper}.`
    : `The part behind the stage is the method, such as GET, or *; ${JSON.stringify(method)} is none.`;
}

/** Whether a route key such as `GET /pets/{id}` serves a method and path without wildcards. */
function routeServes(routeKey: string, method: string, path: string): boolean {
  if (routeKey === "$default") {
    return true;
  }
  const [routeMethod = "", routePath = ""] = routeKey.split(" ", 2);
  if (routeMethod !== "ANY" && routeMethod !== method) {
    return false;
  }
  const wanted = routePath.split("/").slice(1);
  const got = path.split("/");
  const greedy = wanted.findIndex((segment) => /^\{[^}]+\+\}$/.test(segment));
  const compared = greedy < 0 ? wanted : wanted.slice(0, greedy);
  const lengthFits = greedy < 0 ? wanted.length === got.length : got.length > greedy;
  return lengthFits && compared.every((segment, index) => /^\{[^}]+\}$/.test(segment) || segment === got[index]);
}

function fits(pattern: string, text: string): boolean {
  const compiled = specialise(parsePieces(pattern, { variables: false, wildcards: true }));
  return patternMatches(compiled, { text, from: 0, to: text.length }, () => undefined);
}

function isWild(text: string): boolean {
  return /[*?]|\$\{/.test(text);
}
