import { describe, expect, test } from "vitest";
import { effectivePolicy, readManagementPolicy } from "./management-policy.ts";

/** The effective policy of texts, one level a list. */
function effective(...levels: readonly (readonly object[])[]): unknown {
  const content = effectivePolicy(
    levels.map((policies) =>
      policies
        .map((policy) => readManagementPolicy(JSON.stringify(policy), "TAG_POLICY"))
        .filter((policy) => policy !== undefined),
    ),
  );
  return content === undefined ? undefined : JSON.parse(content);
}

const values = (tagValue: object) => ({ tags: { costcenter: { tag_value: tagValue } } });
const base = {
  tags: {
    costcenter: { tag_key: { "@@assign": "CostCenter" }, tag_value: { "@@assign": ["Development", "Support"] } },
  },
};
const merged = (tagValue: readonly string[]) => ({
  tags: { costcenter: { tag_key: "CostCenter", tag_value: tagValue } },
});

describe("the effective policy", () => {
  test.each([
    ["is the one policy without its operators", [[base]], merged(["Development", "Support"])],
    ["has what a lower level assigns", [[base], [values({ "@@assign": ["Sandbox"] })]], merged(["Sandbox"])],
    [
      "has what a lower level appends, each value once",
      [[base], [values({ "@@append": ["Marketing", "Support"] })]],
      merged(["Development", "Support", "Marketing"]),
    ],
    ["lacks what a lower level removes", [[base], [values({ "@@remove": ["Support"] })]], merged(["Development"])],
    ["skips levels without policies", [[], [base], [], [values({ "@@assign": ["X"] })]], merged(["X"])],
    ["has nothing to remove where nothing is inherited", [[values({ "@@remove": ["Support"] })]], undefined],
    ["is none when no policy is attached", [[], []], undefined],
  ] as const)("%s", (_, levels, expected) => {
    expect(effective(...levels)).toEqual(expected);
  });

  const guarded = (operators: readonly string[]) => ({
    tags: {
      costcenter: {
        tag_key: { "@@assign": "CostCenter" },
        tag_value: { "@@operators_allowed_for_child_policies": operators, "@@assign": ["Development"] },
      },
    },
  });
  test.each([
    [["@@none"], { "@@assign": ["X"] }, ["Development"]],
    [["@@append"], { "@@assign": ["X"] }, ["Development"]],
    [["@@append"], { "@@append": ["X"] }, ["Development", "X"]],
    [["@@append", "@@remove"], { "@@remove": ["Development"] }, []],
    [["@@all"], { "@@assign": ["X"] }, ["X"]],
  ] as const)("lets children of a policy that allows %j set %j to no more than %j", (operators, child, expected) => {
    expect(effective([guarded(operators)], [values(child)])).toEqual(merged(expected));
  });

  test("takes nothing new below a setting that is closed to children", () => {
    const closed = { tags: { ...base.tags, "@@operators_allowed_for_child_policies": ["@@none"] } };
    const other = { tags: { team: { tag_key: { "@@assign": "Team" } } } };
    expect(effective([closed], [other])).toEqual(merged(["Development", "Support"]));
    // A neighbour is no child.
    expect(effective([closed, other])).toEqual({
      tags: { ...merged(["Development", "Support"]).tags, team: { tag_key: "Team" } },
    });
  });

  test("cannot be opened again by a level below the one that closed it", () => {
    const opening = values({ "@@operators_allowed_for_child_policies": ["@@all"] });
    expect(effective([guarded(["@@none"])], [opening], [values({ "@@assign": ["X"] })])).toEqual(
      merged(["Development"]),
    );
  });

  test("keeps names that mean something to JavaScript apart from it", () => {
    const policy = readManagementPolicy('{"tags":{"__proto__":{"tag_key":{"@@assign":"x"}}}}', "TAG_POLICY");
    expect(effectivePolicy([policy === undefined ? [] : [policy]])).toBe('{"tags":{"__proto__":{"tag_key":"x"}}}');
  });
});

const nested = (depth: number) => `${'{"tags":'.repeat(depth)}{"a":{"@@assign":1}}${"}".repeat(depth)}`;

describe("what is no management policy", () => {
  test.each([
    ["no JSON", "{"],
    ["no object", "[]"],
    ["a value without operator", '{"tags":{"team":"x"}}'],
    ["an operator that does not exist", '{"tags":{"team":{"@@set":"x"}}}'],
    ["an operator's value that is neither a text nor a list of texts", '{"tags":{"team":{"@@assign":{"a":1}}}}'],
    ["a control that names no operators", '{"tags":{"@@operators_allowed_for_child_policies":"@@none"}}'],
    ["the beginning of another type", '{"plans":{}}'],
    ["settings nested deeper than any service's", nested(40)],
  ])("%s", (_, text) => {
    expect(readManagementPolicy(text, "TAG_POLICY")).toBeUndefined();
  });

  test("has any beginning where AWS documents none", () => {
    expect(readManagementPolicy('{"anything":{"x":{"@@assign":true}}}', "CHATBOT_POLICY")).toBeDefined();
  });
});
