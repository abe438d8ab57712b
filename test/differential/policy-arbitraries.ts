import fc from "fast-check";
import { type CompiledPolicy, compilePolicy } from "../../src/policy/compile.ts";
import type { AccessRequest, ContextValue, PolicyType } from "../../src/policy/decision.ts";
import type { PolicySet } from "../../src/policy/evaluate.ts";
import { parsePolicy } from "../../src/policy/parse.ts";
import type { ReferencePolicy, ReferencePolicySet } from "../../src/policy/reference.ts";
import {
  actionPatterns,
  actions,
  aliceArn,
  apiArn,
  away,
  awsPrincipals,
  callers,
  home,
  keysByFamily,
  operators,
  providerArn,
  readerArn,
  resourcePatterns,
  resources,
  trustedIds,
  valuesByFamily,
} from "./policy-pools.ts";

function someOf(pool: readonly string[], max = 4): fc.Arbitrary<string | readonly string[]> {
  return fc.oneof(
    { weight: 1, arbitrary: fc.constantFrom(...pool) },
    { weight: 3, arbitrary: fc.array(fc.constantFrom(...pool), { maxLength: max, size: "max" }) },
  );
}

const clause = fc.constantFrom(...operators).chain(([family, names]) =>
  fc
    .record({
      name: fc.constantFrom(...names),
      quantifier: fc.constantFrom("", "", "ForAllValues:", "ForAnyValue:"),
      suffix: fc.constantFrom("", "", "IfExists"),
      key: fc.constantFrom(...(keysByFamily[family] ?? [])),
      values: someOf(valuesByFamily[family] ?? []),
    })
    .map(({ name, quantifier, suffix, key, values }) => ({
      [quantifier + name + (name === "Null" ? "" : suffix)]: { [key]: values },
    })),
);

const condition = fc
  .array(clause, { maxLength: 2 })
  .map((clauses) => Object.assign({}, ...clauses) as Readonly<Record<string, unknown>>);

const principalElement = fc.oneof(
  fc.constant("*"),
  fc.record(
    {
      AWS: someOf(awsPrincipals, 4),
      Service: someOf(["lambda.amazonaws.com", "ec2.amazonaws.com"], 2),
      Federated: someOf([providerArn, "accounts.google.com"], 2),
    },
    { requiredKeys: [] },
  ),
);

/** A statement as JSON, with the elements that its kind of policy carries. */
export function statementOf(type: PolicyType): fc.Arbitrary<Readonly<Record<string, unknown>>> {
  const onResource = type === "resource" || type === "trust";
  const principal = onResource
    ? fc.oneof(
        { weight: 5, arbitrary: principalElement.map((Principal) => ({ Principal })) },
        { weight: 1, arbitrary: principalElement.map((NotPrincipal) => ({ NotPrincipal })) },
        { weight: 1, arbitrary: fc.constant({}) },
      )
    : fc.constant({});
  return fc
    .record({
      effect: fc.constantFrom("Allow", "Allow", "Allow", "Deny"),
      action: either("Action", "NotAction", actionPatterns),
      resource: fc.oneof(
        { weight: 6, arbitrary: either("Resource", "NotResource", resourcePatterns) },
        { weight: onResource ? 6 : 1, arbitrary: fc.constant({}) },
      ),
      principal,
      condition: fc.oneof(
        { weight: 2, arbitrary: fc.constant({}) },
        { weight: 1, arbitrary: condition.map((Condition) => ({ Condition })) },
      ),
    })
    .map(mergeElements);
}

function mergeElements(elements: {
  readonly effect: string;
  readonly principal: object;
  readonly action: object;
  readonly resource: object;
  readonly condition: object;
}): Readonly<Record<string, unknown>> {
  const { effect, principal, action, resource, condition: when } = elements;
  return { Effect: effect, ...principal, ...action, ...resource, ...when };
}

function either(
  name: string,
  negatedName: string,
  pool: readonly string[],
): fc.Arbitrary<Readonly<Record<string, unknown>>> {
  return fc
    .tuple(fc.constantFrom(name, name, name, negatedName), someOf(pool))
    .map(([member, values]) => ({ [member]: values }));
}

/** A policy document as text. */
export function documentOf(type: PolicyType): fc.Arbitrary<string> {
  return fc
    .record({
      version: fc.constantFrom({ Version: "2012-10-17" }, { Version: "2012-10-17" }, { Version: "2008-10-17" }, {}),
      statements: fc.array(statementOf(type), { minLength: 1, maxLength: 3, size: "max" }),
    })
    .map(({ version, statements }) => JSON.stringify({ ...version, Statement: statements }));
}

/** The documents of a policy set, before either evaluator reads them. */
export interface DocumentSet {
  readonly identity: readonly string[];
  readonly boundary?: string | undefined;
  readonly session?: readonly string[] | undefined;
  readonly serviceControl?: readonly (readonly string[])[] | undefined;
  readonly resourceControl?: readonly (readonly string[])[] | undefined;
  readonly resource?: string | undefined;
  readonly trust?: string | undefined;
  /** Whether the trust policy is read with the unique ids saved for it. */
  readonly withTrustedIds: boolean;
}

const fullAccess = JSON.stringify({
  Version: "2012-10-17",
  Statement: { Effect: "Allow", Action: "*", Resource: "*" },
});

function mostly(type: PolicyType): fc.Arbitrary<string> {
  return fc.oneof({ weight: 2, arbitrary: fc.constant(fullAccess) }, { weight: 1, arbitrary: documentOf(type) });
}

/** Random policies of every kind; those that only limit are often generous, so that the others come to bear. */
export const documentSet: fc.Arbitrary<DocumentSet> = fc
  .record({
    identity: fc.oneof(fc.array(documentOf("identity"), { maxLength: 2 }), fc.constant([fullAccess])),
    boundary: fc.option(mostly("boundary"), { nil: undefined, freq: 2 }),
    session: fc.option(fc.array(mostly("session"), { maxLength: 2 }), { nil: undefined, freq: 2 }),
    serviceControl: fc.option(
      fc.array(fc.array(mostly("serviceControl"), { minLength: 1, maxLength: 2 }), { maxLength: 2 }),
      { nil: undefined, freq: 2 },
    ),
    resourceControl: fc.option(
      fc.array(fc.array(mostly("resourceControl"), { minLength: 1, maxLength: 2 }), { maxLength: 1 }),
      { nil: undefined, freq: 2 },
    ),
    onResource: fc.constantFrom("none", "resource", "trust"),
    resource: documentOf("resource"),
    trust: documentOf("trust"),
    withTrustedIds: fc.boolean(),
  })
  .map(chooseResourcePolicy);

function chooseResourcePolicy({
  onResource,
  resource,
  trust,
  ...rest
}: DocumentSet & { readonly onResource: string }): DocumentSet {
  return {
    ...rest,
    resource: onResource === "resource" ? resource : undefined,
    trust: onResource === "trust" ? trust : undefined,
  };
}

/** A request with a context of its own. */
export const request: fc.Arbitrary<AccessRequest> = fc
  .record({
    principal: fc.constantFrom(...callers),
    action: fc.constantFrom(...actions),
    resource: fc.constantFrom(...resources),
    resourceAccountId: fc.constantFrom(home, home, away),
    context: fc.record(
      {
        "aws:username": fc.constantFrom("alice", "bob", "*", "", "a"),
        "aws:tagkeys": fc.array(fc.constantFrom("alice", "bob", "a*"), { maxLength: 2 }),
        "aws:multifactorauthage": fc.constantFrom("1", "2.50", "x"),
        "x:numbers": fc.array(fc.constantFrom("1", "2", "x"), { maxLength: 2 }),
        "aws:currenttime": fc.constantFrom("2026-01-01T00:00:00Z", "2027-06-01T12:00:00Z"),
        "aws:epochtime": fc.constantFrom("1767225600", "1900000000"),
        "aws:securetransport": fc.constantFrom("true", "false"),
        "x:binary": fc.constantFrom("YQ==", "Zz=="),
        "aws:sourceip": fc.constantFrom("10.1.2.3", "192.0.2.1", "::1", "2001:db8::1", "nonsense"),
        "aws:principalarn": fc.constantFrom(readerArn, aliceArn, "none"),
        "aws:sourcearn": fc.constantFrom(readerArn, aliceArn, apiArn),
      },
      { requiredKeys: [] },
    ),
  })
  .map(withLookup);

function withLookup({
  context,
  ...rest
}: Omit<AccessRequest, "context"> & { readonly context: Readonly<Record<string, ContextValue>> }): AccessRequest {
  // The keys are this record's own; a policy may ask for any other.
  const values: ReadonlyMap<string, ContextValue> = new Map(Object.entries(context));
  return { ...rest, context: (key: string) => values.get(key) };
}

/** Compiles every document for the evaluator under test. */
export function compiledSet(documents: DocumentSet): PolicySet {
  return mapSet(documents, (document, type) =>
    compilePolicy(document, sourceOf(type, document), trustOptions(type, documents)),
  );
}

/** A document that cannot be read, which the generators above never make. */
export const unreadableDocument = '{"Version":"2012-10-17",';

/** Parses every document for the reference evaluator. */
export function referenceSet(documents: DocumentSet): ReferencePolicySet {
  return mapSet(documents, (text, type): ReferencePolicy => {
    const parsed = parsePolicy(text);
    if (!parsed.ok && text !== unreadableDocument) {
      throw new Error(`a generated policy does not parse: ${parsed.problem.message} ${text}`);
    }
    const document = parsed.ok ? parsed.policy : undefined;
    return { source: sourceOf(type, text), document, ...trustOptions(type, documents) };
  });
}

function trustOptions(
  type: PolicyType,
  { withTrustedIds }: DocumentSet,
): { trustedIds?: Readonly<Record<string, string>> } {
  return type === "trust" && withTrustedIds ? { trustedIds } : {};
}

function sourceOf(type: PolicyType, document: string): CompiledPolicy["source"] {
  return { type, label: document, accountId: home };
}

/** The set with a change to the first document of a kind; unchanged where the set has none. */
export function changed(documents: DocumentSet, kind: PolicyType, change: (document: string) => string): DocumentSet {
  const first = (list: readonly string[] | undefined) =>
    list?.map((document, index) => (index === 0 ? change(document) : document));
  const one = (document: string | undefined) => (document === undefined ? undefined : change(document));
  const levels = (list: readonly (readonly string[])[] | undefined) => list?.map((level) => first(level) ?? []);
  switch (kind) {
    case "identity":
      return { ...documents, identity: first(documents.identity) ?? [] };
    case "session":
      return { ...documents, session: first(documents.session) };
    case "serviceControl":
      return { ...documents, serviceControl: levels(documents.serviceControl) };
    case "resourceControl":
      return { ...documents, resourceControl: levels(documents.resourceControl) };
    case "boundary":
    case "resource":
    case "trust":
      return { ...documents, [kind]: one(documents[kind]) };
  }
}

interface MappedSet<Policy> {
  readonly identity: readonly Policy[];
  readonly boundary?: Policy;
  readonly session?: readonly Policy[];
  readonly serviceControl?: readonly (readonly Policy[])[];
  readonly resourceControl?: readonly (readonly Policy[])[];
  readonly resource?: Policy;
  readonly trust?: Policy;
}

function mapSet<Policy>(set: DocumentSet, read: (document: string, type: PolicyType) => Policy): MappedSet<Policy> {
  const all = (documents: readonly string[], type: PolicyType) => documents.map((document) => read(document, type));
  return {
    identity: all(set.identity, "identity"),
    ...(set.boundary === undefined ? {} : { boundary: read(set.boundary, "boundary") }),
    ...(set.session === undefined ? {} : { session: all(set.session, "session") }),
    ...(set.serviceControl === undefined
      ? {}
      : { serviceControl: set.serviceControl.map((level) => all(level, "serviceControl")) }),
    ...(set.resourceControl === undefined
      ? {}
      : { resourceControl: set.resourceControl.map((level) => all(level, "resourceControl")) }),
    ...(set.resource === undefined ? {} : { resource: read(set.resource, "resource") }),
    ...(set.trust === undefined ? {} : { trust: read(set.trust, "trust") }),
  };
}
