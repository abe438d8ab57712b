import fc from "fast-check";
import { expect, test } from "vitest";
import { compilePolicy } from "../../src/policy/compile.ts";
import { contextKeysOf } from "../../src/policy/context-keys.ts";
import { evaluate } from "../../src/policy/evaluate.ts";
import { explain } from "../../src/policy/explain.ts";
import { validatePolicy } from "../../src/policy/findings.ts";
import { parseJson } from "../../src/policy/json.ts";
import { parsePolicy } from "../../src/policy/parse.ts";
import { type PolicyKind, malformedPolicy } from "../../src/policy/validate.ts";
import { documentOf, request } from "./policy-arbitraries.ts";

const runs = { numRuns: Math.ceil(Number(process.env["POLICY_CASES"] ?? "20000") / 10) };
const timeout = 60_000 + runs.numRuns * 20;
const kinds: readonly PolicyKind[] = [
  "managed",
  "inline",
  "trust",
  "session",
  "boundary",
  "resource",
  "serviceControl",
  "resourceControl",
];

/** Sends a text through everything that reads documents. */
function readEverywhere(text: string, asked: Parameters<typeof evaluate>[0]): void {
  const identity = compilePolicy(text, { type: "identity", label: "fuzz", accountId: "111111111111" });
  const trust = compilePolicy(text, { type: "trust", label: "fuzz", accountId: "111111111111" }, { trustedIds: {} });
  evaluate(asked, { identity: [identity], trust });
  explain(asked, { identity: [identity], trust });
  contextKeysOf(text);
  for (const kind of kinds) {
    const refused = malformedPolicy(text, kind) !== undefined;
    const errors = validatePolicy(text, kind).filter(({ severity }) => severity === "error");
    // The two views of one document agree: what AWS refuses has an error to show for it.
    expect(errors.length > 0).toBe(refused);
  }
}

test("any text is read without a throw", { timeout }, () => {
  const everywhere = fc.property(fc.string({ unit: "binary" }), request, readEverywhere);
  expect(fc.check(everywhere, runs)).toMatchObject({ failed: false });
});

test("any JSON is read without a throw, and as JSON.parse reads it", { timeout }, () => {
  fc.assert(
    fc.property(fc.json(), request, (text, asked) => {
      readEverywhere(text, asked);
      const problem = parseJson(text);
      expect(problem.ok || ["nestedTooDeep", "duplicateKey"].includes(problem.problem.code)).toBe(true);
    }),
    runs,
  );
});

test("text that JSON.parse refuses is refused", { timeout }, () => {
  fc.assert(
    fc.property(documentOf("identity"), fc.nat(), fc.string({ maxLength: 2 }), (document, at, inserted) => {
      const offset = at % document.length;
      const text = document.slice(0, offset) + inserted + document.slice(offset + 1);
      expect(parsesNatively(text) || !parsePolicy(text).ok).toBe(true);
    }),
    runs,
  );
});

test("a broken policy is read without a throw", { timeout }, () => {
  const broken = fc.property(
    documentOf("trust"),
    fc.nat(),
    fc.string({ maxLength: 3 }),
    request,
    (document, at, inserted, asked) => {
      const offset = at % document.length;
      readEverywhere(document.slice(0, offset) + inserted + document.slice(offset + inserted.length), asked);
    },
  );
  expect(fc.check(broken, runs)).toMatchObject({ failed: false });
});

const plainRequest = {
  principal: { type: "user", accountId: "111111111111", arn: "arn:aws:iam::111111111111:user/a" },
  action: "iam:GetRole",
  resource: "arn:aws:iam::111111111111:role/a",
  resourceAccountId: "111111111111",
} as const;

const longest = 131_072;
const statement = (body: string) =>
  `{"Version":"2012-10-17","Statement":[{"Effect":"Allow","Action":"*","Resource":"*",${body}}]}`;

test.each([
  ["brackets", "[".repeat(longest)],
  ["objects", '{"a":'.repeat(longest / 5)],
  ["commas", `[${",".repeat(longest - 1)}`],
  ["an open string", `"${"\\u0041".repeat(20_000)}`],
  ["empty statements", `{"Statement":[${"{},".repeat(40_000)}{}]}`],
  ["unknown members", `{${Array.from({ length: 10_000 }, (_, index) => `"k${index}":1`).join(",")}}`],
  ["broken ARNs", statement(`"Sid":"a","NotResource":[${'"a::b",'.repeat(15_000)}"a"]`)],
  ["open variables", statement(`"Condition":{"StringLike":{"k":"${"${".repeat(60_000)}"}}`)],
  ["variables without end", statement(`"Condition":{"StringLike":{"k":"${"${a,'".repeat(25_000)}}"}}`)],
  ["nested variables", statement(`"Condition":{"StringLike":{"k":"${"${aws:username}".repeat(8_000)}"}}`)],
  ["stars", statement(`"Condition":{"StringLike":{"aws:username":"${"*a".repeat(60_000)}"}}`)],
  ["digits", statement(`"Condition":{"NumericEquals":{"aws:username":"${"1".repeat(120_000)}x"}}`)],
  ["dates", statement(`"Condition":{"DateEquals":{"aws:username":"${"-1".repeat(60_000)}"}}`)],
  ["groups of an address", statement(`"Condition":{"IpAddress":{"aws:username":"${"1:".repeat(60_000)}"}}`)],
  ["colons", statement(`"Condition":{"ArnLike":{"aws:username":"${":*".repeat(60_000)}"}}`)],
])("the longest text of %s is read in bounded time", { timeout: 120_000 }, (_what, text) => {
  const value = "a".repeat(8_000);
  const before = process.cpuUsage();
  readEverywhere(text, { ...plainRequest, context: () => value });
  // Sixteen readings of 128 KiB, in time of this process alone, for busy machines; anything quadratic would take minutes.
  expect(process.cpuUsage(before).user / 1000).toBeLessThan(10_000);
});

function parsesNatively(text: string): boolean {
  try {
    JSON.parse(text);
    return true;
  } catch {
    return false;
  }
}
