import type { ConditionOperator } from "./conditions/operators.ts";
import type { Position } from "./position.ts";

/** A policy document whose JSON and grammar are sound, each part with its place in the text. */
export interface PolicyDocument {
  /** The version that governs it: `2008-10-17` when the document names none. */
  readonly version: PolicyVersion;
  /** Whether the document names its version. */
  readonly versionStated: boolean;
  readonly id?: string;
  readonly statements: readonly Statement[];
}

/** The two versions of the policy language; policy variables exist only in the later one. */
export type PolicyVersion = "2008-10-17" | "2012-10-17";

/** One statement of a policy document. An element that is absent from the text is absent here. */
export interface Statement {
  /** Its number in the document, from 0. */
  readonly index: number;
  readonly pointer: string;
  /** Where its opening brace stands. */
  readonly start: Position;
  /** The place behind its closing brace. */
  readonly end: Position;
  readonly sid?: TextNode;
  readonly effect: Effect;
  readonly principal?: PrincipalElement;
  readonly notPrincipal?: PrincipalElement;
  readonly action?: readonly TextNode[];
  readonly notAction?: readonly TextNode[];
  readonly resource?: readonly TextNode[];
  readonly notResource?: readonly TextNode[];
  readonly conditions: readonly ConditionClause[];
}

/** What a statement does to the requests it matches. */
export type Effect = "Allow" | "Deny";

/** A string of a policy document and where it stands. */
export interface TextNode {
  readonly value: string;
  /** The offset of its first character, the quote included. */
  readonly offset: number;
  readonly pointer: string;
}

/** Principal or NotPrincipal: the bare `*`, or lists by kind. */
export interface PrincipalElement {
  readonly offset: number;
  readonly pointer: string;
  /** Whether it is the string `*` in place of an object. */
  readonly everyone: boolean;
  readonly entries: readonly PrincipalEntry[];
}

/** The kinds of principal that a policy can name. */
export type PrincipalKind = "AWS" | "Service" | "Federated" | "CanonicalUser";

/** One principal that a statement names. */
export interface PrincipalEntry extends TextNode {
  readonly kind: PrincipalKind;
}

/** One operator applied to one key: all clauses of a statement must hold. */
export interface ConditionClause {
  readonly operator: ConditionOperator;
  /** The condition key as written; its case has no meaning. */
  readonly key: TextNode;
  readonly values: readonly TextNode[];
}
