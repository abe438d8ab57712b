// Writes src/wire/constraints/NAME.ts from service models in JSON, one file per model:
//
//   node scripts/checkout.mjs --script scripts/generate-constraints.ts iam.json sts.json apigateway.json apigatewayv2.json organizations.json acm.json
//
// A model has `apiVersion`, `operations` (http, input, errors with code and status) and `shapes` (type, members, min,
// max, pattern, enum, and member, key or value of lists and maps). The rest of a shape is in AWS's SDK schemas.
import { readFileSync, writeFileSync } from "node:fs";
import { basename, dirname, join } from "node:path";
import { fileURLToPath } from "node:url";
import type { ValueConstraint } from "../src/wire/service-model.ts";

interface ModelShape {
  readonly type: string;
  readonly members?: Readonly<Record<string, string>>;
  readonly min?: number;
  readonly max?: number;
  readonly pattern?: string;
  readonly enum?: readonly string[];
  readonly member?: string;
  readonly value?: string;
}

interface ModelOperation {
  readonly http: { readonly method: string; readonly requestUri: string };
  readonly errors: Readonly<Record<string, { readonly code: string; readonly status: number | null }>>;
}

interface Model {
  readonly apiVersion: string;
  readonly operations: Readonly<Record<string, ModelOperation>>;
  readonly shapes: Readonly<Record<string, ModelShape>>;
}

const nameText =
  "The specified value for {member} is invalid. It must contain only alphanumeric characters and/or the following: +=,.@_-";
// Observed where policies and targets are named, unlike the text for other patterns.
const invalidValue = "You specified an invalid value.";
const pathText =
  "The specified value for {member} is invalid. It must begin and end with / and contain only alphanumeric characters and/or / characters.";
const pathPrefixText =
  "The specified value for {member} is invalid. It must begin with the / character and contain only alphanumeric characters and/or / characters.";

/** Where the live service was observed to differ from its published model, or to say more than the model does. */
const observed: Readonly<Record<string, Observed>> = {
  sts: {
    shapes: {
      // Up to 256 characters are accepted; the model says 64.
      sourceIdentityType: { max: 256 },
    },
    echoesValues: true,
    memberOrder: {
      AssumeRoleResponse: ["AssumedRoleUser", "Credentials", "PackedPolicySize", "SourceIdentity"],
      GetCallerIdentityResponse: ["Arn", "UserId", "Account"],
    },
  },
  acm: { echoesValues: true },
  iam: {
    memberOrder: {
      // As the samples of SimulateCustomPolicy and SimulatePrincipalPolicy in the API reference show them.
      SimulatePolicyResponse: ["IsTruncated", "EvaluationResults"],
      EvaluationResult: [
        "EvalDecisionDetails",
        "OrganizationsDecisionDetail",
        "PermissionsBoundaryDecisionDetail",
        "MatchedStatements",
        "MissingContextValues",
        "EvalResourceName",
        "EvalDecision",
        "EvalActionName",
      ],
      ResourceSpecificResult: [
        "EvalDecisionDetails",
        "PermissionsBoundaryDecisionDetail",
        "MatchedStatements",
        "EvalResourceDecision",
        "MissingContextValues",
        "EvalResourceName",
      ],
      Statement: ["SourcePolicyId", "EndPosition", "SourcePolicyType", "StartPosition"],
      Position: ["Column", "Line"],
    },
    texts: {
      existingUserNameType: nameText,
      groupNameType: nameText,
      instanceProfileNameType: nameText,
      policyNameType: nameText,
      roleNameType: nameText,
      serverCertificateNameType: nameText,
      userNameType: nameText,
      virtualMFADeviceName: nameText,
      pathType: pathText,
      policyPathType: pathText,
      pathPrefixType: pathPrefixText,
      policyDocumentType:
        "The specified value for {member} is invalid. It must contain only printable ASCII characters.",
    },
  },
  apigateway: { echoesValues: true },
  apigatewayv2: {
    shapes: {
      // An update clears a member by an empty text, whatever the shape's name says (documented for parameters, observed
      // with Terraform for the rest); what must not be empty is refused by the operation.
      StringWithLengthBetween1And64: { min: 0 },
      StringWithLengthBetween1And128: { min: 0 },
      StringWithLengthBetween1And512: { min: 0 },
      StringWithLengthBetween1And1600: { min: 0 },
      UriWithLengthBetween1And2048: { min: 0 },
      // A format of an access log may have 3 KB, by the documented quota.
      StringWithLengthBetween1And1024: { min: 0, max: 3072 },
    },
    texts: {
      IntegerWithLengthBetween0And3600:
        "Authorizer result TTL outside allowable range. TTL must be between 0 and 3600 seconds.",
      IntegerWithLengthBetween50And30000: "Timeout should be between 50 ms and 30000 ms",
      ProtocolType: "Invalid protocol specified. Must be one of [HTTP, WEBSOCKET]",
    },
  },
  organizations: {
    texts: { PolicyId: invalidValue, PolicyTargetId: invalidValue },
  },
};

interface Observed {
  readonly shapes?: Readonly<Record<string, ValueConstraint>>;
  readonly memberOrder?: Readonly<Record<string, readonly string[]>>;
  readonly echoesValues?: boolean;
  readonly texts?: Readonly<Record<string, string>>;
}

const folder = join(dirname(dirname(fileURLToPath(import.meta.url))), "src", "wire", "constraints");
const files = process.argv.slice(2);
if (files.length === 0) {
  console.error("usage: generate-constraints.ts MODEL.json…");
  process.exit(1);
}
for (const file of files) {
  const name = basename(file, ".json");
  // The file is a model as described above; a malformed one fails loudly below.
  const model = JSON.parse(readFileSync(file, "utf8")) as Model;
  writeFileSync(join(folder, `${name}.ts`), tableOf(name, model));
}

function tableOf(name: string, model: Model): string {
  const shapes = constrainedShapes(model, observed[name]?.shapes ?? {});
  const rest = Object.values(model.operations).some((operation) => operation.http.requestUri !== "/");
  const table = {
    apiVersion: model.apiVersion,
    operations: mapValues(model.operations, (operation) =>
      Object.values(operation.errors)
        .map((error) => error.code)
        .toSorted()
        .join(" "),
    ),
    http: rest ? mapValues(model.operations, ({ http }) => `${http.method} ${http.requestUri}`) : {},
    errors: errorStatuses(model),
    shapes,
    structures: constrainedStructures(model, shapes),
    memberOrder: observed[name]?.memberOrder ?? {},
    echoesValues: observed[name]?.echoesValues ?? false,
    texts: observed[name]?.texts ?? {},
  };
  return [
    "// Generated from AWS's published service model by scripts/generate-constraints.ts, which says how to run it again.",
    'import type { ServiceModel } from "../service-model.ts";',
    "",
    `/** Limits, operations and errors of ${name}, API version ${model.apiVersion}. */`,
    `export const ${name}Model: ServiceModel = ${tableLiteral(table)};`,
    "",
    `/** The names of all operations of ${name}. */`,
    `export const ${name}OperationNames: readonly string[] = Object.keys(${name}Model.operations);`,
    "",
  ].join("\n");
}

/** A table as TypeScript, one entry a line. */
function tableLiteral(table: Readonly<Record<string, unknown>>): string {
  const parts = Object.entries(table).map(([name, part]) => {
    const entries = typeof part === "object" && part !== null ? Object.entries(part) : [];
    const lines = entries.map(([key, value]) => `    ${propertyName(key)}: ${lineLiteral(value)},\n`).join("");
    return `  ${name}: ${lines === "" ? lineLiteral(part) : `{\n${lines}  }`},\n`;
  });
  return `{\n${parts.join("")}}`;
}

function lineLiteral(value: unknown): string {
  if (Array.isArray(value)) {
    return `[${value.map(lineLiteral).join(", ")}]`;
  }
  if (typeof value === "object" && value !== null) {
    const entries = Object.entries(value).map(([key, entry]) => `${propertyName(key)}: ${lineLiteral(entry)}`);
    return entries.length === 0 ? "{}" : `{ ${entries.join(", ")} }`;
  }
  return JSON.stringify(value);
}

function propertyName(name: string): string {
  return /^[A-Za-z_$][\w$]*$/.test(name) ? name : JSON.stringify(name);
}

function constrainedShapes(
  model: Model,
  overrides: Readonly<Record<string, ValueConstraint>>,
): Record<string, ValueConstraint> {
  const shapes: Record<string, ValueConstraint> = {};
  for (const [name, shape] of Object.entries(model.shapes)) {
    const constraint = {
      ...ownConstraint(name, shape),
      ...elementConstraint(model, shape),
      ...overrides[name],
    };
    if (shape.type !== "structure" && Object.keys(constraint).length > 0) {
      shapes[name] = constraint;
    }
  }
  return shapes;
}

function ownConstraint(name: string, shape: ModelShape): ValueConstraint {
  return {
    ...(shape.type === "string" ? lengthInName(name) : {}),
    ...(shape.min === undefined ? {} : { min: shape.min }),
    ...(shape.max === undefined ? {} : { max: shape.max }),
    ...(shape.pattern === undefined ? {} : { pattern: shape.pattern }),
    ...(shape.enum === undefined ? {} : { enum: shape.enum }),
    ...(shape.type === "integer" || shape.type === "long" ? { integer: true } : {}),
  };
}

/** API Gateway's older shapes carry their limits in the name alone: `StringWithLengthBetween0And32K`. */
function lengthInName(name: string): ValueConstraint {
  const [, min, max, kilo] = /WithLengthBetween(\d+)And(\d+)(K?)$/.exec(name) ?? [];
  return min === undefined || max === undefined
    ? {}
    : { min: Number(min), max: Number(max) * (kilo === "K" ? 1024 : 1) };
}

function elementConstraint(model: Model, shape: ModelShape): ValueConstraint {
  const element = shape.member ?? shape.value;
  const elementShape = element === undefined ? undefined : model.shapes[element];
  if (element === undefined || elementShape === undefined || elementShape.type === "structure") {
    return {};
  }
  const constrained = {
    ...ownConstraint(element, elementShape),
    ...elementConstraint(model, elementShape),
  };
  return Object.keys(constrained).length > 0 ? { element } : {};
}

function constrainedStructures(
  model: Model,
  shapes: Readonly<Record<string, ValueConstraint>>,
): Record<string, string> {
  const structures: Record<string, string> = {};
  for (const [name, shape] of Object.entries(model.shapes)) {
    const members = Object.entries(shape.members ?? {}).filter(([, target]) => Object.hasOwn(shapes, target));
    if (members.length > 0) {
      structures[name] = members.map(([member, target]) => `${member}:${target}`).join(" ");
    }
  }
  return structures;
}

function errorStatuses(model: Model): Record<string, number> {
  const errors = Object.values(model.operations).flatMap((operation) => Object.values(operation.errors));
  // An error without a status of its own is answered with 400.
  const codes = [...new Set(errors.map((error) => error.code))].toSorted();
  return Object.fromEntries(codes.map((code) => [code, errors.find((error) => error.code === code)?.status ?? 400]));
}

function mapValues<From, To>(record: Readonly<Record<string, From>>, map: (value: From) => To): Record<string, To> {
  return Object.fromEntries(Object.entries(record).map(([key, value]) => [key, map(value)]));
}
