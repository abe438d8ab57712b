import fc from "fast-check";
import { expect, test } from "vitest";
import type { AccessRequest, PolicyType } from "../../src/policy/decision.ts";
import { evaluate } from "../../src/policy/evaluate.ts";
import { explain } from "../../src/policy/explain.ts";
import { parsePolicy } from "../../src/policy/parse.ts";
import { printPolicy } from "../../src/policy/print.ts";
import { evaluateByTheBook } from "../../src/policy/reference.ts";
import {
  type DocumentSet,
  changed,
  compiledSet,
  documentOf,
  documentSet,
  referenceSet,
  request,
  statementOf,
  unreadableDocument,
} from "./policy-arbitraries.ts";

const runs = { numRuns: Math.ceil(Number(process.env["POLICY_CASES"] ?? "20000") / 10) };
const timeout = 60_000 + runs.numRuns * 20;

const kinds: readonly PolicyType[] = [
  "identity",
  "boundary",
  "session",
  "serviceControl",
  "resourceControl",
  "resource",
  "trust",
];

function allowed(asked: AccessRequest, documents: DocumentSet): boolean {
  return evaluate(asked, compiledSet(documents)).allowed;
}

type StatementJson = Readonly<Record<string, unknown>>;

function withStatements(
  document: string,
  change: (statements: readonly StatementJson[]) => readonly StatementJson[],
): string {
  const parsed = JSON.parse(document) as { Statement: StatementJson | readonly StatementJson[] };
  return JSON.stringify({ ...parsed, Statement: change([parsed.Statement].flat()) });
}

const kindAndStatement = fc
  .constantFrom(...kinds)
  .chain((kind) => fc.tuple(fc.constant(kind), statementOf(kind), fc.boolean()));

test("adding a Deny never allows", { timeout }, () => {
  fc.assert(
    fc.property(documentSet, request, kindAndStatement, (documents, asked, [kind, statement, front]) => {
      const deny = { ...statement, Effect: "Deny" };
      const more = changed(documents, kind, (document) =>
        withStatements(document, (all) => (front ? [deny, ...all] : [...all, deny])),
      );
      expect(allowed(asked, more) && !allowed(asked, documents)).toBe(false);
    }),
    runs,
  );
});

test("adding an Allow never denies", { timeout }, () => {
  fc.assert(
    fc.property(documentSet, request, kindAndStatement, (documents, asked, [kind, statement, front]) => {
      const allow = { ...statement, Effect: "Allow" };
      const more = changed(documents, kind, (document) =>
        withStatements(document, (all) => (front ? [allow, ...all] : [...all, allow])),
      );
      expect(allowed(asked, documents) && !allowed(asked, more)).toBe(false);
    }),
    runs,
  );
});

test.each([
  ["boundary", { boundary: undefined }],
  ["session policy", { session: undefined }],
  ["service control policy", { serviceControl: undefined }],
  ["resource control policy", { resourceControl: undefined }],
] as const)("a %s only ever shrinks what is allowed", { timeout }, (_name, without) => {
  fc.assert(
    fc.property(documentSet, request, (documents, asked) => {
      // For a federated user no session policy means no permissions, so that adding one does grant.
      fc.pre(!("session" in without && asked.principal.type === "federatedUser"));
      expect(allowed(asked, documents) && !allowed(asked, { ...documents, ...without })).toBe(false);
    }),
    runs,
  );
});

test("the order of statements, documents and levels has no meaning", { timeout }, () => {
  const reversed = (documents: readonly string[]) =>
    documents.map((document) => withStatements(document, (all) => all.toReversed())).toReversed();
  fc.assert(
    fc.property(documentSet, request, (documents, asked) => {
      const turned: DocumentSet = {
        ...documents,
        identity: reversed(documents.identity),
        boundary: documents.boundary && reversed([documents.boundary])[0],
        session: documents.session && reversed(documents.session),
        serviceControl: documents.serviceControl?.map(reversed).toReversed(),
        resourceControl: documents.resourceControl?.map(reversed).toReversed(),
        resource: documents.resource && reversed([documents.resource])[0],
        trust: documents.trust && reversed([documents.trust])[0],
      };
      const { source: _one, ...decision } = evaluate(asked, compiledSet(documents));
      const { source: _other, ...turnedDecision } = evaluate(asked, compiledSet(turned));
      expect(turnedDecision).toEqual(decision);
    }),
    runs,
  );
});

test("a statement that does not match changes nothing", { timeout }, () => {
  fc.assert(
    fc.property(documentSet, request, kindAndStatement, (documents, asked, [kind, statement]) => {
      const { NotAction: _dropped, ...rest } = statement;
      const unmatched = { ...rest, Action: ["other:Operation", "iam:Nothing*"] };
      const more = changed(documents, kind, (document) => withStatements(document, (all) => [unmatched, ...all]));
      const { source: _one, ...decision } = evaluate(asked, compiledSet(documents));
      const { source: _other, ...moreDecision } = evaluate(asked, compiledSet(more));
      expect(moreDecision).toEqual(decision);
    }),
    runs,
  );
});

test("a document that cannot be read denies, whatever the others say", { timeout }, () => {
  fc.assert(
    fc.property(documentSet, request, fc.constantFrom(...kinds), (documents, asked, kind) => {
      const broken = changed(documents, kind, () => unreadableDocument);
      fc.pre(JSON.stringify(broken) !== JSON.stringify(documents));
      const decision = evaluate(asked, compiledSet(broken));
      expect(decision.outcome).toBe("explicitDeny");
      expect(decision).toEqual(evaluateByTheBook(asked, referenceSet(broken)));
    }),
    runs,
  );
});

test("repeating statements changes nothing", { timeout }, () => {
  fc.assert(
    fc.property(documentSet, request, fc.constantFrom(...kinds), (documents, asked, kind) => {
      const doubled = changed(documents, kind, (document) => withStatements(document, (all) => [...all, ...all]));
      expect(allowed(asked, doubled)).toBe(allowed(asked, documents));
    }),
    runs,
  );
});

test("parsing what was printed gives the same document", { timeout }, () => {
  fc.assert(
    fc.property(fc.constantFrom(...kinds).chain(documentOf), (document) => {
      const parsed = parsePolicy(document);
      const printed = parsed.ok ? printPolicy(parsed.policy) : "";
      const again = parsePolicy(printed);
      expect(again.ok && withoutPlaces(again.policy)).toEqual(parsed.ok && withoutPlaces(parsed.policy));
    }),
    runs,
  );
});

/** A document without offsets, which differ, and with condition clauses in a fixed order, since printing groups them. */
function withoutPlaces(policy: unknown): unknown {
  return JSON.parse(
    JSON.stringify(policy, (name, value: unknown) =>
      ["offset", "pointer", "start", "end"].includes(name) ? undefined : value,
    ),
  );
}

test("the changes that an explanation proposes make the request allowed", { timeout }, () => {
  let proposed = 0;
  fc.assert(
    fc.property(documentSet, request, (documents, asked) => {
      const { decision, remedies } = explain(asked, compiledSet(documents));
      expect(decision).toEqual(evaluate(asked, compiledSet(documents)));
      expect(remedies.length > 0).toBe(!decision.allowed);
      // A statement cannot name a resource that is no ARN, nor a user by an ARN that stood for another id when it was saved.
      fc.pre(asked.resource !== "arn:aws" && !(documents.withTrustedIds && documents.trust !== undefined));
      let mended: DocumentSet | undefined = documents;
      for (const remedy of remedies) {
        mended =
          remedy.kind === "addStatement" && mended !== undefined
            ? withRemedy(mended, remedy.policyType, remedy.statement)
            : undefined;
      }
      proposed += mended === undefined ? 0 : remedies.length;
      expect(mended === undefined || allowed(asked, mended)).toBe(true);
    }),
    runs,
  );
  expect(proposed).toBeGreaterThan(runs.numRuns / 10);
});

function withRemedy(documents: DocumentSet, type: PolicyType, statement: object): DocumentSet {
  const added = JSON.stringify({ Version: "2012-10-17", Statement: statement });
  const extend = (document: string) => withStatements(document, (all) => [...all, { ...statement }]);
  switch (type) {
    case "identity":
      return { ...documents, identity: [...documents.identity, added] };
    case "session":
      return { ...documents, session: [...(documents.session ?? []), added] };
    case "serviceControl":
    case "resourceControl":
      // Each level that lacks an allow has a remedy of its own; one for all of them is the same here.
      return { ...documents, [type]: documents[type]?.map((level) => [...level, added]) };
    case "boundary":
    case "resource":
    case "trust":
      return { ...documents, [type]: extend(documents[type] ?? '{"Statement":[]}') };
  }
}
