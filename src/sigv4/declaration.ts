import type { Authorization } from "./authorization.ts";

/** What an Authorization header says in front of its signature: who signs, for what, and which headers. */
export type Declaration = Pick<Authorization, "accessKeyId" | "scope" | "credential" | "signedHeaders">;

/** An Authorization header in two. */
export interface SplitHeader {
  /** Everything up to the signature's name. */
  readonly declaration: string;
  readonly signature: string;
}

const signatureStart = "Signature=";

/**
 * Splits an Authorization header in front of its signature, where there is one and it comes last, as all signers write it. What is split
 * off is one pair for whoever reads the header as a whole. Undefined for a header of any other form.
 */
export function splitSignature(header: string): SplitHeader | undefined {
  const start = header.lastIndexOf(signatureStart);
  const before = header.charCodeAt(start - 1);
  if (start < 1 || !isBetweenPairs(before)) {
    return undefined;
  }
  const signature = header.slice(start + signatureStart.length);
  if (signature === "") {
    return undefined;
  }
  return signature.includes(",") || signature.includes(" ") || signature.includes("\t")
    ? undefined
    : { declaration: header.slice(0, start), signature };
}

/** A comma, a space or a tab. */
function isBetweenPairs(code: number): boolean {
  return code === 44 || code === 32 || code === 9;
}

/** How many declarations are remembered before the memory starts anew, and of how many characters at most. */
const declarationsMax = 10_000;
const charactersMax = 1_024;

/**
 * Declarations that have been read: a client makes the same one all day, with another signature each time. They are not
 * secret, and what is remembered of one is nothing but what reading it again would say.
 */
const declarations = new Map<string, Declaration>();

/** What a text in front of a signature declares, if that was read before. */
export function rememberedDeclaration(text: string): Declaration | undefined {
  return text.length > charactersMax ? undefined : declarations.get(text);
}

/** Remembers what a text in front of a signature declares; one that is too long is not remembered. */
export function rememberDeclaration(text: string, declaration: Declaration): void {
  if (text.length > charactersMax) {
    return;
  }
  if (declarations.size >= declarationsMax) {
    declarations.clear();
  }
  declarations.set(text, declaration);
}
