import fc from "fast-check";
import { expect, test } from "vitest";
import { evaluate } from "../../src/policy/evaluate.ts";
import { evaluateByTheBook } from "../../src/policy/reference.ts";
import { compiledSet, documentSet, referenceSet, request } from "./policy-arbitraries.ts";

/** How many random cases are tried; a nightly run sets a million. */
const cases = Number(process.env["POLICY_CASES"] ?? "20000");

test(
  "the evaluator decides as the reference does, down to the policy it names",
  { timeout: 60_000 + cases * 5 },
  () => {
    const outcomes = new Map<string, number>();
    fc.assert(
      fc.property(documentSet, request, (documents, asked) => {
        const decision = evaluate(asked, compiledSet(documents));
        const key = `${decision.outcome} ${decision.deniedBy ?? ""}`;
        outcomes.set(key, (outcomes.get(key) ?? 0) + 1);
        expect(decision).toEqual(evaluateByTheBook(asked, referenceSet(documents)));
      }),
      { numRuns: cases },
    );
    // Should a change of the generators starve an outcome, the comparison would no longer say anything about it.
    const rare = Math.max(1, cases / 2000);
    expect(expectedOutcomes.filter((outcome) => (outcomes.get(outcome) ?? 0) < rare)).toEqual([]);
  },
);

const expectedOutcomes = [
  "allowed ",
  ...["serviceControl", "resourceControl", "resource", "trust", "identity", "boundary", "session"].flatMap((type) => [
    `explicitDeny ${type}`,
    `implicitDeny ${type}`,
  ]),
];
