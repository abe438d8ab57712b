/**
 * What AWS publishes about a service beside the shapes that its SDK schemas carry: limits of values, the names of all
 * operations, and error codes. The tables in `constraints/` are generated.
 */
export interface ServiceModel {
  /** The API version: `2010-05-08`. */
  readonly apiVersion: string;
  /** Every operation AWS defines, with the codes of the errors it is documented to answer, separated by spaces. */
  readonly operations: Readonly<Record<string, string>>;
  /** Method and URI template by operation, for REST protocols: `GET /v2/apis/{ApiId}`. */
  readonly http: Readonly<Record<string, string>>;
  /** HTTP status by error code. */
  readonly errors: Readonly<Record<string, number>>;
  readonly shapes: Readonly<Record<string, ValueConstraint>>;
  /** For each input structure its constrained members, as `Member:shape` separated by spaces. */
  readonly structures: Readonly<Record<string, string>>;
  /** The order in which AWS was observed to print members, where it is not the schema's. */
  readonly memberOrder: Readonly<Record<string, readonly string[]>>;
  /** Validation messages repeat the refused value. */
  readonly echoesValues: boolean;
  /** By shape, what is said instead of the pattern or value set that a value fails; `{member}` is the member's name. */
  readonly texts: Readonly<Record<string, string>>;
}

/** What a value must satisfy: a text or list by its length, a number by its value. */
export interface ValueConstraint {
  readonly min?: number;
  readonly max?: number;
  /** A regular expression in AWS's notation, which the whole text must match. */
  readonly pattern?: string;
  readonly enum?: readonly string[];
  /** The number is whole. */
  readonly integer?: true;
  /** The shape that the elements of a list or the values of a map must satisfy. */
  readonly element?: string;
}

/** The constrained members of a structure, shape name by member name; empty when it has none. */
export function constrainedMembers(model: ServiceModel, structure: string): ReadonlyMap<string, string> {
  const text = Object.hasOwn(model.structures, structure) ? model.structures[structure] : undefined;
  const pairs = (text ?? "").split(" ").filter((pair) => pair !== "");
  return new Map(pairs.map((pair) => [pair.slice(0, pair.indexOf(":")), pair.slice(pair.indexOf(":") + 1)]));
}
