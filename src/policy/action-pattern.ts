import { type Span, type TextPattern, patternMatches, specialise } from "./text-pattern.ts";
import { parsePieces } from "./variables.ts";

/** The action a request asks for, in lower case, taken apart once. */
export interface ActionName {
  /** `iam` in `iam:GetRole`. */
  readonly service: string;
  /** `getrole` in `iam:GetRole`. */
  readonly name: string;
  /** The name as text to match patterns against. */
  readonly span: Span;
}

/** An entry of Action or NotAction, compared without regard to case. */
export type ActionPattern =
  | { readonly kind: "any" }
  | { readonly kind: "never" }
  | { readonly kind: "action"; readonly service: string; readonly name: TextPattern };

/** Takes `service:Operation` apart. */
export function actionName(action: string): ActionName {
  const known = knownNames.get(action);
  if (known !== undefined) {
    return known;
  }
  const lower = action.toLowerCase();
  const colon = lower.indexOf(":");
  const name = lower.slice(colon + 1);
  const taken = { service: lower.slice(0, Math.max(colon, 0)), name, span: { text: name, from: 0, to: name.length } };
  if (action.length <= knownLengthMax) {
    if (knownNames.size >= knownNamesMax) {
      knownNames.clear();
    }
    knownNames.set(action, taken);
  }
  return taken;
}

/** The actions of a server are few, and taking one apart costs as much as matching a statement: the latest are kept. */
const knownNames = new Map<string, ActionName>();
const knownNamesMax = 1024;
const knownLengthMax = 128;

/**
 * Compiles an entry of Action or NotAction. Wildcards work in the name only: a service that holds one is no service, so
 * the entry matches nothing, as does one without a colon other than `*`.
 */
export function compileAction(text: string): ActionPattern {
  if (text === "*") {
    return { kind: "any" };
  }
  const lower = text.toLowerCase();
  const colon = lower.indexOf(":");
  const service = lower.slice(0, Math.max(colon, 0));
  if (service === "") {
    return { kind: "never" };
  }
  return {
    kind: "action",
    service,
    name: specialise(parsePieces(lower.slice(colon + 1), { variables: false, wildcards: true })),
  };
}

/** Whether the request's action fits the entry. */
export function actionMatches(pattern: ActionPattern, { service, span }: ActionName): boolean {
  return (
    pattern.kind === "any" ||
    (pattern.kind === "action" && pattern.service === service && patternMatches(pattern.name, span, noContext))
  );
}

function noContext(): undefined {
  return undefined;
}
