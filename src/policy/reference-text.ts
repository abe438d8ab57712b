import type { ContextLookup } from "./decision.ts";
import type { PolicyVersion } from "./policy-document.ts";

/** A part of a pattern in the reference evaluator. */
export type Atom =
  | { readonly kind: "character"; readonly character: string }
  | { readonly kind: "variable"; readonly key: string; readonly fallback: string | undefined }
  | { readonly kind: "one" }
  | { readonly kind: "run" };

/** Reads a text as pattern: wildcards, and from version 2012-10-17 on variables and escapes. */
export function readAtoms(text: string, version: PolicyVersion): readonly Atom[] {
  if (text === "") {
    return [];
  }
  if (version === "2012-10-17") {
    const escape = /^\$\{([*?$])\}/.exec(text);
    if (escape?.[1] !== undefined) {
      return [{ kind: "character", character: escape[1] }, ...readAtoms(text.slice(4), version)];
    }
    const variable = /^\$\{([^},${]*?)(?:\}|, *'([^']*)'\})/.exec(text);
    const key = variable?.[1]?.trim().toLowerCase() ?? "";
    if (variable !== null && key !== "") {
      return [{ kind: "variable", key, fallback: variable[2] }, ...readAtoms(text.slice(variable[0].length), version)];
    }
  }
  const character = text.charAt(0);
  const atom: Atom =
    character === "*" ? { kind: "run" } : character === "?" ? { kind: "one" } : { kind: "character", character };
  return [atom, ...readAtoms(text.slice(1), version)];
}

/** A part of a pattern without variables. */
export type PlainAtom = Exclude<Atom, { readonly kind: "variable" }>;

/** Puts the values of the request in place of variables; undefined when one has none. */
export function substitute(atoms: readonly Atom[], context: ContextLookup): readonly PlainAtom[] | undefined {
  const plain: PlainAtom[] = [];
  for (const atom of atoms) {
    if (atom.kind !== "variable") {
      plain.push(atom);
      continue;
    }
    const value = context(atom.key);
    const text = typeof value === "string" ? value : atom.fallback;
    if (text === undefined) {
      return undefined;
    }
    plain.push(...text.split("").map((character) => ({ kind: "character", character }) as const));
  }
  return plain;
}

/** Whether the whole text fits the pattern once its variables are replaced; it does not when one has no value. */
export function globMatches(pattern: readonly Atom[], text: string, context: ContextLookup): boolean {
  const atoms = substitute(pattern, context);
  return atoms !== undefined && plainMatches(atoms, text);
}

/** Whether the whole text fits the pattern, by a table of which beginnings fit which. */
export function plainMatches(atoms: readonly PlainAtom[], text: string): boolean {
  // reached[n]: the atoms so far can stand for the first n characters.
  let reached = [true, ...Array.from(text, () => false)];
  while (reached.length < text.length + 1) {
    reached.push(false);
  }
  for (const atom of atoms) {
    reached = reached.map((here, length) => {
      const before = length > 0 && reached[length - 1] === true;
      switch (atom.kind) {
        case "run":
          return here || reached.slice(0, length).includes(true);
        case "one":
          return before;
        case "character":
          return before && text[length - 1] === atom.character;
      }
    });
  }
  return reached[text.length] === true;
}
