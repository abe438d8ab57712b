import { parseOperator } from "./conditions/operators.ts";
import { type JsonMember, type JsonObject, type JsonValue, memberOf } from "./json.ts";
import type {
  ConditionClause,
  Effect,
  PolicyDocument,
  PolicyVersion,
  PrincipalElement,
  PrincipalEntry,
  PrincipalKind,
  Statement,
  TextNode,
} from "./policy-document.ts";
import type { Position } from "./position.ts";

/** The ways in which JSON is not in the grammar of policy documents. */
export type GrammarProblemCode =
  | "notAnObject"
  | "unknownElement"
  | "wrongType"
  | "unknownVersion"
  | "noStatement"
  | "noEffect"
  | "unknownEffect"
  | "effectCase"
  | "exclusiveElements"
  | "unknownPrincipalKind"
  | "unknownOperator";

/** A place where a document leaves the grammar. */
export interface GrammarProblem {
  readonly code: GrammarProblemCode;
  readonly message: string;
  readonly offset: number;
  readonly pointer: string;
  /** The text that stands where another was expected, for an Effect. */
  readonly found?: string;
}

/** What reading a JSON value as policy document found. */
export type DocumentReading =
  /** Sound but for Effects in the wrong case, which are the problems. */
  | { readonly document: PolicyDocument; readonly problems: readonly GrammarProblem[] }
  | { readonly document: undefined; readonly problems: readonly [GrammarProblem, ...GrammarProblem[]] };

/** Reads a JSON value in the grammar of policy documents; `locate` finds the line and column of an offset in its text. */
export function readDocument(root: JsonValue, locate: (offset: number) => Position): DocumentReading {
  const problems: GrammarProblem[] = [];
  if (root.kind !== "object") {
    return {
      document: undefined,
      problems: [problem("notAnObject", "A policy is a JSON object with the member Statement.", root)],
    };
  }
  const reader: Reader = { locate, problems };
  rejectUnknown(reader, root, documentElements);
  const version = readVersion(reader, memberOf(root, "Version"));
  const id = readString(reader, memberOf(root, "Id"), "Id");
  const statements = readStatements(reader, root);
  const [first, ...others] = problems;
  if (first !== undefined && problems.some(({ code }) => code !== "effectCase")) {
    return { document: undefined, problems: [first, ...others] };
  }
  const document: PolicyDocument = {
    version: version ?? "2008-10-17",
    versionStated: version !== undefined,
    statements,
    ...(id === undefined ? {} : { id: id.value }),
  };
  return { document, problems };
}

/** The members a statement may have. */
const statementElements: readonly string[] = [
  "Sid",
  "Effect",
  "Principal",
  "NotPrincipal",
  "Action",
  "NotAction",
  "Resource",
  "NotResource",
  "Condition",
];

const documentElements: readonly string[] = ["Version", "Id", "Statement"];

interface Reader {
  readonly locate: (offset: number) => Position;
  readonly problems: GrammarProblem[];
}

function readVersion(reader: Reader, value: JsonValue | undefined): PolicyVersion | undefined {
  const version = readString(reader, value, "Version");
  if (version === undefined || value === undefined) {
    return undefined;
  }
  if (version.value === "2008-10-17" || version.value === "2012-10-17") {
    return version.value;
  }
  reader.problems.push(
    problem("unknownVersion", "The version of a policy is 2012-10-17, or 2008-10-17 for old ones.", value),
  );
  return undefined;
}

function readStatements(reader: Reader, root: JsonObject): readonly Statement[] {
  const value = memberOf(root, "Statement");
  if (value === undefined) {
    reader.problems.push(problem("noStatement", "The policy has no Statement.", root));
    return [];
  }
  const items = value.kind === "array" ? value.items : [value];
  if (items.length === 0) {
    reader.problems.push(problem("noStatement", "The list of statements is empty.", value));
  }
  return items.flatMap((item, index) => {
    if (item.kind !== "object") {
      reader.problems.push(problem("wrongType", "A statement is a JSON object.", item));
      return [];
    }
    return [readStatement(reader, item, index)];
  });
}

function readStatement(reader: Reader, object: JsonObject, index: number): Statement {
  rejectUnknown(reader, object, statementElements);
  rejectBoth(reader, object, ["Principal", "NotPrincipal"]);
  rejectBoth(reader, object, ["Action", "NotAction"]);
  rejectBoth(reader, object, ["Resource", "NotResource"]);
  const sid = readString(reader, memberOf(object, "Sid"), "Sid");
  const effect = readEffect(reader, object);
  const principal = readPrincipal(reader, memberOf(object, "Principal"));
  const notPrincipal = readPrincipal(reader, memberOf(object, "NotPrincipal"));
  const action = readStrings(reader, memberOf(object, "Action"), "Action");
  const notAction = readStrings(reader, memberOf(object, "NotAction"), "NotAction");
  const resource = readStrings(reader, memberOf(object, "Resource"), "Resource");
  const notResource = readStrings(reader, memberOf(object, "NotResource"), "NotResource");
  return {
    index,
    pointer: object.pointer,
    start: reader.locate(object.start),
    end: reader.locate(object.end),
    effect,
    conditions: readConditions(reader, memberOf(object, "Condition")),
    ...(sid === undefined ? {} : { sid }),
    ...(principal === undefined ? {} : { principal }),
    ...(notPrincipal === undefined ? {} : { notPrincipal }),
    ...(action === undefined ? {} : { action }),
    ...(notAction === undefined ? {} : { notAction }),
    ...(resource === undefined ? {} : { resource }),
    ...(notResource === undefined ? {} : { notResource }),
  };
}

function readEffect(reader: Reader, object: JsonObject): Effect {
  const value = memberOf(object, "Effect");
  if (value === undefined) {
    reader.problems.push(problem("noEffect", "The statement has no Effect; it is Allow or Deny.", object));
    return "Deny";
  }
  const effect = readString(reader, value, "Effect")?.value;
  if (effect === "Allow" || effect === "Deny") {
    return effect;
  }
  if (effect?.toLowerCase() === "allow" || effect?.toLowerCase() === "deny") {
    reader.problems.push({
      ...problem("effectCase", `Effect is written Allow or Deny, not ${effect}.`, value),
      found: effect,
    });
  } else if (effect !== undefined) {
    reader.problems.push({
      ...problem("unknownEffect", "Effect is Allow or Deny.", value),
      found: effect,
    });
  }
  return effect?.toLowerCase() === "allow" ? "Allow" : "Deny";
}

const principalKinds: ReadonlyMap<string, PrincipalKind> = new Map(
  (["AWS", "Service", "Federated", "CanonicalUser"] as const).map((kind) => [kind, kind]),
);

function readPrincipal(reader: Reader, value: JsonValue | undefined): PrincipalElement | undefined {
  if (value === undefined) {
    return undefined;
  }
  const element = { offset: value.start, pointer: value.pointer };
  if (value.kind === "string" && value.text === "*") {
    return { ...element, everyone: true, entries: [] };
  }
  if (value.kind !== "object") {
    reader.problems.push(
      problem("wrongType", 'A principal is "*" or an object such as {"AWS": "123456789012"}.', value),
    );
    return undefined;
  }
  const entries = value.members.flatMap((member): PrincipalEntry[] => {
    const kind = principalKinds.get(member.name);
    if (kind === undefined) {
      const message = `${member.name} is no kind of principal; those are AWS, Service, Federated and CanonicalUser.`;
      reader.problems.push({
        code: "unknownPrincipalKind",
        message,
        offset: member.nameStart,
        pointer: member.value.pointer,
      });
      return [];
    }
    return readStringList(reader, member.value, kind).map(({ value, offset, pointer }) => ({
      kind,
      value,
      offset,
      pointer,
    }));
  });
  return { ...element, everyone: false, entries };
}

function readConditions(reader: Reader, value: JsonValue | undefined): readonly ConditionClause[] {
  if (value === undefined) {
    return [];
  }
  if (value.kind !== "object") {
    reader.problems.push(
      problem("wrongType", 'Condition is an object such as {"StringEquals": {"aws:PrincipalTag/team": "a"}}.', value),
    );
    return [];
  }
  return value.members.flatMap((member) => readOperator(reader, member));
}

function readOperator(reader: Reader, member: JsonMember): readonly ConditionClause[] {
  const keys = member.value;
  if (keys.kind !== "object") {
    reader.problems.push(problem("wrongType", "A condition operator holds an object of condition keys.", keys));
    return [];
  }
  // AWS accepts an operator that it does not know as long as it holds no key (observed).
  if (keys.members.length === 0) {
    return [];
  }
  const operator = parseOperator(member.name);
  if (operator === undefined) {
    const message = `${member.name} is not a condition operator.`;
    reader.problems.push({
      code: "unknownOperator",
      message,
      offset: member.nameStart,
      pointer: keys.pointer,
    });
    return [];
  }
  return keys.members.flatMap((key): ConditionClause[] => {
    const values = readConditionValues(reader, key.value);
    const name: TextNode = { value: key.name, offset: key.nameStart, pointer: key.value.pointer };
    return values === undefined ? [] : [{ operator, key: name, values }];
  });
}

function readConditionValues(reader: Reader, value: JsonValue): readonly TextNode[] | undefined {
  const items = value.kind === "array" ? value.items : [value];
  const values: TextNode[] = [];
  for (const item of items) {
    if (item.kind !== "string" && item.kind !== "number" && item.kind !== "boolean") {
      reader.problems.push(
        problem("wrongType", "The value of a condition key is a string, number or boolean, or a list of them.", item),
      );
      return undefined;
    }
    values.push({ value: item.text, offset: item.start, pointer: item.pointer });
  }
  return values;
}

function readStrings(reader: Reader, value: JsonValue | undefined, name: string): readonly TextNode[] | undefined {
  return value && readStringList(reader, value, name);
}

function readStringList(reader: Reader, value: JsonValue, name: string): readonly TextNode[] {
  const items = value.kind === "array" ? value.items : [value];
  return items.flatMap((item) => {
    const node = readString(reader, item, name);
    return node === undefined ? [] : [node];
  });
}

function readString(reader: Reader, value: JsonValue | undefined, name: string): TextNode | undefined {
  if (value === undefined) {
    return undefined;
  }
  if (value.kind !== "string") {
    reader.problems.push(
      problem("wrongType", `${name} holds ${article(value.kind)} where a string is expected.`, value),
    );
    return undefined;
  }
  return { value: value.text, offset: value.start, pointer: value.pointer };
}

function rejectUnknown(reader: Reader, object: JsonObject, known: readonly string[]): void {
  for (const member of object.members) {
    if (!known.includes(member.name)) {
      const meant = known.find((name) => name.toLowerCase() === member.name.toLowerCase());
      const hint = meant === undefined ? `Known are ${known.join(", ")}.` : `It is written ${meant}.`;
      const message = `${JSON.stringify(member.name)} is not an element of the policy language. ${hint}`;
      reader.problems.push({
        code: "unknownElement",
        message,
        offset: member.nameStart,
        pointer: member.value.pointer,
      });
    }
  }
}

function rejectBoth(reader: Reader, object: JsonObject, [one, other]: readonly [string, string]): void {
  const second = memberOf(object, other);
  if (second !== undefined && memberOf(object, one) !== undefined) {
    reader.problems.push(problem("exclusiveElements", `A statement has ${one} or ${other}, not both.`, second));
  }
}

function article(kind: string): string {
  return kind === "array" || kind === "object" ? `an ${kind}` : kind === "null" ? "null" : `a ${kind}`;
}

function problem(code: GrammarProblemCode, message: string, value: JsonValue): GrammarProblem {
  return { code, message, offset: value.start, pointer: value.pointer };
}
