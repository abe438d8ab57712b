import { requestLimits } from "./limits.ts";
import { type ServiceModel, type ValueConstraint, constrainedMembers } from "./service-model.ts";
import type { Member, Shape, StructureShape } from "./shape.ts";

/** One constraint that a value of the input does not satisfy. */
export interface Violation {
  /** The members from the input down to the value; a list adds the element's number, from 1, and `member`. */
  readonly path: readonly string[];
  /** Undefined when it is missing. */
  readonly value: unknown;
  readonly sensitive: boolean;
  readonly rule: Rule;
  /** For a list of scalars, the constraint of the elements, one of which is violated. */
  readonly ofElement?: ValueConstraint;
  /** What AWS says instead of the rule. */
  readonly text?: string;
}

/** A rule of the model. */
type Rule =
  | { readonly kind: "required" | "integer" }
  | { readonly kind: "pattern"; readonly pattern: string }
  | { readonly kind: "enum"; readonly values: readonly string[] }
  | {
      readonly kind: "min" | "max";
      readonly limit: number;
      readonly of: "text" | "list" | "number";
    };

/** Finds all violations of an input, members in the schema's order. */
export type ViolationFinder = (shape: StructureShape, input: object) => readonly Violation[];

/** A finder over a service's constraints; patterns and tables are compiled once, when first needed. */
export function createViolationFinder(model: ServiceModel): ViolationFinder {
  const { emptyClears, membersOf, matches, constraintOf, textFor } = compileModel(model);

  const inStructure = (shape: StructureShape, value: object, path: readonly string[]): readonly Violation[] =>
    shape.members.flatMap((member) => {
      // The decoder built the value for this shape.
      const memberValue = (value as Readonly<Record<string, unknown>>)[member.name];
      const named = emptyClears && member.location !== "label" ? member.jsonName : member.name;
      const place: Place = { path: [...path, named], member };
      if (memberValue === undefined || memberValue === null) {
        return member.required ? [violation(place, undefined, { kind: "required" })] : [];
      }
      const cleared = emptyClears && !member.required && memberValue === "";
      return cleared
        ? []
        : inValue(member.shape, memberValue, {
            ...place,
            shapeName: membersOf(shape.name).get(member.name),
          });
    });

  const inValue = (shape: Shape, value: unknown, place: Place): readonly Violation[] => {
    const constraint = constraintOf(place.shapeName) ?? {};
    if (shape.kind === "structure") {
      return inStructure(shape, Object(value), place.path);
    }
    if (shape.kind === "list" && Array.isArray(value)) {
      const own = sizeRules(value.length, constraint, "list").map((rule) => violation(place, value, rule));
      return [...own, ...inElements(shape.element, value, { ...place, shapeName: constraint.element })];
    }
    if (shape.kind === "map") {
      return Object.entries(Object(value)).flatMap(([key, entry]) =>
        inValue(shape.value, entry, {
          ...place,
          path: [...place.path, key],
          shapeName: constraint.element,
        }),
      );
    }
    return scalarRules(value, constraint, matches).map((rule) =>
      withText(violation(place, value, rule), textFor(rule, place)),
    );
  };

  const inElements = (shape: Shape, values: readonly unknown[], place: Place): readonly Violation[] => {
    if (shape.kind === "structure" || shape.kind === "list" || shape.kind === "map") {
      return values.flatMap((value, index) =>
        inValue(shape, value, { ...place, path: [...place.path, String(index + 1), "member"] }),
      );
    }
    const constraint = constraintOf(place.shapeName) ?? {};
    const [rule] = values.flatMap((value) => scalarRules(value, constraint, matches));
    return rule === undefined ? [] : [{ ...violation(place, values, rule), ofElement: constraint }];
  };

  return (shape, input) => inStructure(shape, input, []);
}

/** What the finder asks the model, with tables and patterns compiled once. */
interface CompiledModel {
  /** On REST protocols, an empty text clears an optional member whatever length its shape asks for. */
  readonly emptyClears: boolean;
  readonly membersOf: (structure: string) => ReadonlyMap<string, string>;
  readonly matches: (pattern: string, text: string) => boolean;
  readonly constraintOf: (shapeName: string | undefined) => ValueConstraint | undefined;
  readonly textFor: (rule: Rule, place: Place) => string | undefined;
}

function compileModel(model: ServiceModel): CompiledModel {
  const members = new Map<string, ReadonlyMap<string, string>>();
  const patterns = new Map<string, RegExp>();
  return {
    emptyClears: Object.keys(model.http).length > 0,
    membersOf: (structure) => {
      const known = members.get(structure) ?? constrainedMembers(model, structure);
      members.set(structure, known);
      return known;
    },
    matches: (pattern, text) => {
      const compiled = patterns.get(pattern) ?? new RegExp(`^(?:${pattern})$`, "u");
      patterns.set(pattern, compiled);
      return compiled.test(text);
    },
    constraintOf: (shapeName) =>
      shapeName !== undefined && Object.hasOwn(model.shapes, shapeName) ? model.shapes[shapeName] : undefined,
    textFor: (rule, { shapeName, path }) => {
      if (shapeName === undefined || !Object.hasOwn(model.texts, shapeName) || !hasOwnText(rule)) {
        return undefined;
      }
      const name = path.at(-1) ?? "";
      return model.texts[shapeName]?.replace("{member}", name.charAt(0).toLowerCase() + name.slice(1));
    },
  };
}

/** What AWS words for a shape alone: what it must match or be one of, and the range of a number. Lengths it words alike. */
function hasOwnText(rule: Rule): boolean {
  const isRange = (rule.kind === "min" || rule.kind === "max") && rule.of === "number";
  return isRange || rule.kind === "pattern" || rule.kind === "enum";
}

/** Where a value is and what the model calls its shape. */
interface Place {
  readonly path: readonly string[];
  readonly member: Member;
  readonly shapeName?: string | undefined;
}

function violation({ path, member }: Place, value: unknown, rule: Rule): Violation {
  return { path, value, rule, sensitive: member.sensitive };
}

function withText(found: Violation, text: string | undefined): Violation {
  return text === undefined ? found : { ...found, text };
}

/** The rules a text, number or run of bytes breaks: pattern first, as AWS has no fixed order, then the set, then length or range. */
function scalarRules(
  value: unknown,
  constraint: ValueConstraint,
  matches: (pattern: string, text: string) => boolean,
): readonly Rule[] {
  if (typeof value === "number") {
    const whole = constraint.integer !== true || Number.isInteger(value);
    return [...(whole ? [] : [{ kind: "integer" } as const]), ...sizeRules(value, constraint, "number")];
  }
  if (value instanceof Uint8Array) {
    return sizeRules(value.length, constraint, "text");
  }
  if (typeof value !== "string") {
    return [];
  }
  const { pattern, enum: values } = constraint;
  const size = sizeRules(codePointCount(value), constraint, "text");
  // A text far longer than anything allowed is refused by its length alone.
  const tried = value.length <= requestLimits.patternCharactersMax || size.length === 0;
  return [
    ...(pattern === undefined || !tried || matches(pattern, value) ? [] : [{ kind: "pattern", pattern } as const]),
    ...(values === undefined || values.includes(value) ? [] : [{ kind: "enum", values } as const]),
    ...size,
  ];
}

function sizeRules(size: number, constraint: ValueConstraint, of: "text" | "list" | "number"): readonly Rule[] {
  const { min, max } = constraint;
  return [
    ...(min !== undefined && size < min ? [{ kind: "min", limit: min, of } as const] : []),
    ...(max !== undefined && size > max ? [{ kind: "max", limit: max, of } as const] : []),
  ];
}

/** Length as AWS counts it: in Unicode characters, not in UTF-16 units. */
function codePointCount(text: string): number {
  let count = 0;
  for (let index = 0; index < text.length; index += 1) {
    const unit = text.charCodeAt(index);
    count += unit >= 0xdc00 && unit <= 0xdfff ? 0 : 1;
  }
  return count;
}
