import { accountA, cast } from "./cast.ts";
import { type MatrixCase, policyText } from "./matrix-case.ts";

/** A request before it is signed. */
export interface LiveCall {
  readonly service: "execute-api" | "iam" | "sts";
  readonly region: string;
  readonly method: string;
  readonly path: string;
  readonly host: string;
  /** The parameters of a query-protocol call; absent for an invoke. */
  readonly parameters?: Readonly<Record<string, string>>;
  /** The API to be invoked: a REST API where it has a resource policy, which only those can have. */
  readonly api?: { readonly apiId: string; readonly stage: string; readonly resourcePolicy?: string };
  /** Condition keys that come of the call. */
  readonly context: Readonly<Record<string, string | readonly string[]>>;
}

/** The call that asks for the case's action on its resource, or why this server has none. */
export function plainCall(matrixCase: MatrixCase): LiveCall | string {
  const [service = "", operation = ""] = matrixCase.action.split(":");
  switch (service) {
    case "execute-api":
      return invoke(matrixCase);
    case "sts":
      return assumeRole(matrixCase);
    case "iam":
      return iamCall(matrixCase, operation);
    default:
      return `this server has no ${service}`;
  }
}

function invoke({ action, resource, policies }: MatrixCase): LiveCall | string {
  const arn = /^arn:aws:execute-api:([a-z0-9-]+):(\d+):([a-z0-9]{10})\/([^/]+)\/([A-Z]+)\/(.*)$/.exec(resource);
  if (action !== "execute-api:Invoke" || arn === null) {
    return "no invoke of an HTTP API asks for that";
  }
  const [, region = "", account, apiId = "", stage = "", method = "", rest = ""] = arn;
  if (account !== accountA) {
    return "the APIs of the running server are account A's";
  }
  const path = rest.split("/").map(encodeURIComponent).join("/");
  if (policies.resource !== undefined && stage === "$default") {
    return "REST APIs have no such stage";
  }
  const resourcePolicy = policies.resource === undefined ? {} : { resourcePolicy: policyText(policies.resource) };
  return {
    service: "execute-api",
    region,
    method,
    path: stage === "$default" ? `/${path}` : `/${stage}/${path}`,
    host: `${apiId}.execute-api.${region}.localhost`,
    api: { apiId, stage, ...resourcePolicy },
    context: {},
  };
}

function assumeRole({ action, resource, context }: MatrixCase): LiveCall | string {
  if (!["sts:AssumeRole", "sts:TagSession", "sts:SetSourceIdentity"].includes(action)) {
    return "AssumeRole does not ask for that";
  }
  if (!/^arn:aws:iam::\d{12}:role\//.test(resource)) {
    return "AssumeRole takes a role's ARN";
  }
  const text = (key: string) => (typeof context[key] === "string" ? context[key] : undefined);
  const tags = requestTags(context);
  const transitive = context["sts:TransitiveTagKeys"];
  const sessionName = text("sts:RoleSessionName") ?? "case";
  // Observed: this one action is decided without the tags of the request.
  const tagContext = action === "sts:SetSourceIdentity" ? {} : tagKeys(tags);
  return query("sts", {
    parameters: {
      Action: "AssumeRole",
      Version: "2011-06-15",
      RoleArn: resource,
      RoleSessionName: sessionName,
      ...optional("ExternalId", text("sts:ExternalId")),
      ...optional("SourceIdentity", text("sts:SourceIdentity")),
      ...tagParameters(tags),
      ...members("TransitiveTagKeys", Array.isArray(transitive) ? transitive : []),
    },
    context: {
      "sts:RoleSessionName": sessionName,
      ...optional("sts:ExternalId", text("sts:ExternalId")),
      ...optional("sts:SourceIdentity", text("sts:SourceIdentity") ?? text("aws:SourceIdentity")),
      ...(transitive === undefined ? {} : { "sts:TransitiveTagKeys": transitive }),
      ...tagContext,
      ...resourceTags(context),
    },
  });
}

/** IAM's operations by how their parameters follow from the resource's path and name. */
const iamOperations: Readonly<Record<string, (path: string, name: string) => Record<string, string>>> = {
  GetUser: (_, name) => ({ UserName: name }),
  DeleteUser: (_, name) => ({ UserName: name }),
  CreateUser: (path, name) => ({ UserName: name, Path: path }),
  TagUser: (_, name) => ({ UserName: name }),
  ListAccessKeys: (_, name) => ({ UserName: name }),
  ListUserPolicies: (_, name) => ({ UserName: name }),
  ListAttachedUserPolicies: (_, name) => ({ UserName: name }),
  AttachUserPolicy: (_, name) => ({ UserName: name }),
  GetRole: (_, name) => ({ RoleName: name }),
  DeleteRole: (_, name) => ({ RoleName: name }),
  TagRole: (_, name) => ({ RoleName: name }),
  ListRolePolicies: (_, name) => ({ RoleName: name }),
  ListUsers: () => ({}),
  ListRoles: () => ({}),
  ListPolicies: () => ({}),
  GetAccountSummary: () => ({}),
};

function iamCall({ principal, resource, context }: MatrixCase, operation: string): LiveCall | string {
  const parameters = iamOperations[operation];
  if (parameters === undefined) {
    return `the matrix makes no call of ${operation}`;
  }
  const arn = /^arn:aws:iam::(\d{12}):(?:user|role)(\/(?:.*\/)?)([^/]+)$/.exec(resource);
  const listing = Object.keys(parameters("", "")).length === 0;
  if (listing ? resource !== "*" : arn === null) {
    return `${operation} never asks for ${resource}`;
  }
  const [, account = "", path = "", name = ""] = arn ?? [];
  if (!listing && account !== cast[principal].accountId) {
    return "IAM's operations act in the caller's account";
  }
  const tags = requestTags(context);
  if (operation.startsWith("Tag") && tags.length === 0) {
    return `${operation} wants tags`;
  }
  const policyArn = context["iam:PolicyARN"];
  return query("iam", {
    parameters: {
      Action: operation,
      Version: "2010-05-08",
      ...parameters(path, name),
      ...(operation.startsWith("Tag") ? tagParameters(tags) : {}),
      ...optional("PolicyArn", typeof policyArn === "string" ? policyArn : undefined),
    },
    context: {
      ...(operation.startsWith("Tag") ? tagKeys(tags) : {}),
      ...optional("iam:PolicyARN", typeof policyArn === "string" ? policyArn : undefined),
      ...resourceTags(context),
    },
  });
}

function query(service: "iam" | "sts", call: Required<Pick<LiveCall, "parameters" | "context">>): LiveCall {
  return { service, region: "us-east-1", method: "POST", path: "/", host: `${service}.amazonaws.com`, ...call };
}

type Tags = readonly (readonly [string, string])[];

/** The tags that a request must carry to have the case's keys; a key without a value gets an empty one. */
function requestTags(context: MatrixCase["context"]): Tags {
  const valued = Object.entries(context).flatMap(([key, value]): Tags =>
    key.startsWith("aws:RequestTag/") && typeof value === "string" ? [[key.slice(15), value]] : [],
  );
  const keys = context["aws:TagKeys"] ?? [];
  const bare = (Array.isArray(keys) ? keys : [keys]).filter((key) => valued.every(([other]) => other !== key));
  return [...valued, ...bare.map((key) => [key, ""] as const)];
}

function tagKeys(tags: Tags): Record<string, string | readonly string[]> {
  const values = Object.fromEntries(tags.map(([key, value]) => [`aws:RequestTag/${key}`, value]));
  return tags.length === 0 ? {} : { ...values, "aws:TagKeys": tags.map(([key]) => key) };
}

/** Tags of the resource: the server gets them with the resource. */
function resourceTags(context: MatrixCase["context"]): Record<string, string> {
  return Object.fromEntries(
    Object.entries(context).flatMap(([key, value]) =>
      /^(?:aws|iam):ResourceTag\//.test(key) && typeof value === "string" ? [[key, value]] : [],
    ),
  );
}

function tagParameters(tags: Tags): Record<string, string> {
  return Object.fromEntries(
    tags.flatMap(([key, value], index) => [
      [`Tags.member.${index + 1}.Key`, key],
      [`Tags.member.${index + 1}.Value`, value],
    ]),
  );
}

function members(name: string, values: readonly string[]): Record<string, string> {
  return Object.fromEntries(values.map((value, index) => [`${name}.member.${index + 1}`, value]));
}

function optional(name: string, value: string | undefined): Record<string, string> {
  return value === undefined ? {} : { [name]: value };
}
