import { LRUCache } from "lru-cache";
import { type ActionPattern, compileAction } from "./action-pattern.ts";
import { type ArnPattern, compileResource } from "./arn-pattern.ts";
import { type CompiledCondition, compileCondition } from "./conditions/compile-condition.ts";
import type { Decision, PolicySource } from "./decision.ts";
import { type ParseProblem, parsePolicy } from "./parse.ts";
import type { Effect, Statement, TextNode } from "./policy-document.ts";
import { type CompiledPrincipal, type TrustedIds, compilePrincipal } from "./principal-match.ts";

/** A policy made ready for evaluation, once per version of its document. */
export interface CompiledPolicy extends CompiledDocument {
  readonly source: PolicySource;
  /** The decision when the policy denies. */
  readonly denial: Decision;
}

/** What a policy has from its document alone. */
interface CompiledDocument {
  /** Why the document cannot be read. Such a policy denies everything: a Deny that got lost must not open anything. */
  readonly problem: ParseProblem | undefined;
  /** All statements in the order of the document. */
  readonly statements: readonly CompiledStatement[];
  readonly denies: StatementIndex;
  readonly allows: StatementIndex;
}

/** A statement made ready for evaluation. */
export interface CompiledStatement {
  readonly statement: Statement;
  /** Whether `${…}` is a policy variable in it. */
  readonly variables: boolean;
  readonly action: ElementMatcher<ActionPattern>;
  readonly resource: ElementMatcher<ArnPattern>;
  /** Absent when the statement names no principal and its kind of policy needs none. */
  readonly principal?: CompiledPrincipal;
  readonly conditions: readonly CompiledCondition[];
}

/** Action or NotAction, Resource or NotResource. */
interface ElementMatcher<Pattern> {
  /** Whether it matches what fits no pattern: the Not… form. */
  readonly negated: boolean;
  readonly patterns: readonly Pattern[];
  /** The patterns as the document spells them. */
  readonly texts: readonly string[];
}

/** Statements of one effect by the actions they can match. */
export interface StatementIndex {
  readonly size: number;
  /** Statements on every action, and those with NotAction: `checked` says whether the action is still to be compared. */
  readonly everyService: readonly IndexEntry[];
  readonly byService: ReadonlyMap<string, ServiceStatements>;
}

/** The statements that name actions of one service. */
interface ServiceStatements {
  /** By the lower-case name of an action that they spell out. */
  readonly byName: ReadonlyMap<string, readonly CompiledStatement[]>;
  /** Those with wildcards in the action's name. */
  readonly patterned: readonly CompiledStatement[];
}

/** A statement and whether finding it in the index settles that its action matches. */
interface IndexEntry {
  readonly statement: CompiledStatement;
  readonly actionSettled: boolean;
}

/** What compiling a policy may need to know beside its document. */
export interface CompileOptions {
  /** For a trust policy: the unique ids that its user and role ARNs stood for when it was saved. */
  readonly trustedIds?: TrustedIds;
}

/**
 * Compiles a policy document for evaluation. Never throws: a document that cannot be read becomes a policy that denies
 * everything, whose `problem` says why.
 */
export function compilePolicy(document: string, source: PolicySource, options: CompileOptions = {}): CompiledPolicy {
  return policyOf(sharedDocument(document, isOnResource(source), options), source);
}

/** A policy without statements, which no document can be: what a resource has that could have a policy and has none. */
export function absentPolicy(source: PolicySource): CompiledPolicy {
  return policyOf(documentOf([], undefined), source);
}

function policyOf({ problem, statements, denies, allows }: CompiledDocument, source: PolicySource): CompiledPolicy {
  const denial: Decision = { allowed: false, outcome: "explicitDeny", deniedBy: source.type, source };
  return { source, problem, statements, denies, allows, denial };
}

function isOnResource({ type }: PolicySource): boolean {
  return type === "resource" || type === "trust";
}

/** How many characters of documents are kept with what was compiled of them. */
const charactersMax = 2_000_000;

/**
 * The documents compiled last: a thousand roles with the same policy share one, which takes that much less memory and
 * stays in the processor's cache.
 */
const documents = new LRUCache<string, CompiledDocument>({
  maxSize: charactersMax,
  sizeCalculation: (_, key) => key.length,
});

function sharedDocument(document: string, onResource: boolean, options: CompileOptions): CompiledDocument {
  if (options.trustedIds !== undefined) {
    return compileDocument(document, { onResource, ...options });
  }
  const key = `${onResource ? "resource" : "caller"} ${document}`;
  const known = documents.get(key);
  if (known !== undefined) {
    return known;
  }
  const compiled = compileDocument(document, { onResource });
  documents.set(key, compiled);
  return compiled;
}

interface DocumentSetting extends CompileOptions {
  /** Whether the policy stands on a resource and not with a caller. */
  readonly onResource: boolean;
}

function compileDocument(document: string, setting: DocumentSetting): CompiledDocument {
  const parsed = parsePolicy(document);
  if (!parsed.ok) {
    return documentOf([], parsed.problem);
  }
  const variables = parsed.policy.version === "2012-10-17";
  const statements = parsed.policy.statements.flatMap((statement) =>
    compileStatement(statement, { variables, ...setting }),
  );
  return documentOf(statements, undefined);
}

interface StatementSetting extends DocumentSetting {
  readonly variables: boolean;
}

/** Compiles a statement; none when it lacks an element without which it can match nothing. */
function compileStatement(
  statement: Statement,
  { variables, onResource, trustedIds }: StatementSetting,
): readonly CompiledStatement[] {
  const action = compileElement(statement.action, statement.notAction, compileAction);
  const resource = compileElement(statement.resource, statement.notResource, (text) =>
    compileResource(text, variables),
  );
  const principal = compilePrincipal(statement, trustedIds);
  // A policy on a resource needs no Resource, which is where it is attached, but must say to whom it speaks.
  if (action === undefined || (resource === undefined && !onResource) || (principal === undefined && onResource)) {
    return [];
  }
  return [
    {
      statement,
      variables,
      action,
      resource: resource ?? { negated: false, patterns: [{ kind: "any" }], texts: [] },
      conditions: statement.conditions.map((clause) => compileCondition(clause, variables)),
      ...(principal === undefined ? {} : { principal }),
    },
  ];
}

function compileElement<Pattern>(
  element: readonly TextNode[] | undefined,
  negatedElement: readonly TextNode[] | undefined,
  compile: (text: string) => Pattern,
): ElementMatcher<Pattern> | undefined {
  const nodes = element ?? negatedElement;
  const texts = nodes?.map(({ value }) => value);
  return texts && { negated: element === undefined, patterns: texts.map(compile), texts };
}

function documentOf(statements: readonly CompiledStatement[], problem: ParseProblem | undefined): CompiledDocument {
  return { problem, statements, denies: indexOf(statements, "Deny"), allows: indexOf(statements, "Allow") };
}

function indexOf(all: readonly CompiledStatement[], effect: Effect): StatementIndex {
  const statements = all.filter(({ statement }) => statement.effect === effect);
  const everyService: IndexEntry[] = [];
  const byService = new Map<string, { byName: Map<string, CompiledStatement[]>; patterned: CompiledStatement[] }>();
  for (const statement of statements) {
    const { negated, patterns } = statement.action;
    const everyAction = patterns.some(({ kind }) => kind === "any");
    if (negated || everyAction) {
      everyService.push({ statement, actionSettled: !negated });
      continue;
    }
    for (const pattern of patterns) {
      if (pattern.kind === "action") {
        const service = byService.get(pattern.service) ?? { byName: new Map(), patterned: [] };
        byService.set(pattern.service, service);
        if (pattern.name.kind !== "literal") {
          pushOnce(service.patterned, statement);
        } else {
          const named = service.byName.get(pattern.name.text) ?? [];
          service.byName.set(pattern.name.text, named);
          pushOnce(named, statement);
        }
      }
    }
  }
  return { size: statements.length, everyService, byService };
}

/** Statements are added in their order, so that a repetition is always the last. */
function pushOnce(statements: CompiledStatement[], statement: CompiledStatement): void {
  if (statements.at(-1) !== statement) {
    statements.push(statement);
  }
}
