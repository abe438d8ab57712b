import { existsSync, readFileSync } from "node:fs";
import { describe, expect, test } from "vitest";
import { services } from "../../../src/services/services.ts";
import { inputShape } from "../../../src/wire/shape.ts";
import { createViolationFinder } from "../../../src/wire/violations.ts";
import { furtherErrors } from "../further-errors.ts";
import { tables } from "../operation-tables.ts";
import { organizationsUnshown, stsUnshown, type Unshown } from "./unshown.ts";

const unshown: Readonly<Record<"sts" | "organizations", readonly Unshown[]>> = {
  sts: stsUnshown,
  organizations: organizationsUnshown,
};
const root = new URL("../../../", import.meta.url);

const subjects = (["sts", "organizations"] as const).flatMap((name) =>
  services.filter(({ signingName }) => signingName === name).map((service) => ({ name, service })),
);

describe.each(subjects)("$name", ({ name, service: { operations, model } }) => {
  const rows = [...tables[name], ...furtherErrors[name]];
  const find = createViolationFinder(model);

  /** What the rows' tests show of an operation: its rows' errors, and those that they bring about for every row. */
  function shown(operation: (typeof operations)[number]): readonly string[] {
    const own = rows.filter((row) => row.operation === operation.name).flatMap(({ error }) => error?.[0] ?? []);
    const required = find(inputShape(operation.schema), {}).length > 0;
    return [
      ...own,
      ...(name === "organizations" ? ["AWSOrganizationsNotInUseException"] : []),
      ...(name === "organizations" && required ? ["InvalidInputException"] : []),
    ];
  }

  const left = operations.flatMap((operation) => {
    const codes = (model.operations[operation.name] ?? "").split(" ").filter((code) => code !== "");
    const known = shown(operation);
    return codes.filter((code) => !known.includes(code)).map((code) => ({ operation: operation.name, code }));
  });
  const explains = (one: Unshown, { operation, code }: (typeof left)[number]) =>
    one.code === code && (one.operations?.includes(operation) ?? true);

  test("every error that the model names is shown, or why not is written down", () => {
    expect(left.filter((error) => !unshown[name].some((one) => explains(one, error)))).toEqual([]);
  });

  test("nothing is explained that is shown", () => {
    const needless = unshown[name].flatMap((one) => {
      const unneeded = (one.operations ?? []).filter(
        (operation) => !left.some((error) => error.operation === operation && error.code === one.code),
      );
      const never = !left.some((error) => explains(one, error));
      return never || unneeded.length > 0 ? [{ code: one.code, unneeded }] : [];
    });
    expect(needless).toEqual([]);
  });

  test.each(unshown[name].flatMap(({ code, shownIn }) => (shownIn === undefined ? [] : [{ code, shownIn }])))(
    "$code is shown in $shownIn.0",
    ({ shownIn: [file, text] }) => {
      const path = new URL(file, root);
      expect(existsSync(path) ? readFileSync(path, "utf8") : "").toContain(text);
    },
  );
});
