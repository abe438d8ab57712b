import * as apigatewayv2 from "@aws-sdk/client-apigatewayv2";
import * as iam from "@aws-sdk/client-iam";
import * as sts from "@aws-sdk/client-sts";
import type { StaticOperationSchema } from "@smithy/types";
import { describe, expect, test } from "vitest";
import { constrainedMembers } from "./service-model.ts";
import { type Shape, inputShape } from "./shape.ts";
import { apigatewayv2Model } from "./constraints/apigatewayv2.ts";
import { iamModel } from "./constraints/iam.ts";
import { stsModel } from "./constraints/sts.ts";

const tables = [
  { name: "iam", model: iamModel, sdk: iam },
  { name: "sts", model: stsModel, sdk: sts },
  { name: "apigatewayv2", model: apigatewayv2Model, sdk: apigatewayv2 },
];

describe.each(tables)("the table of $name", ({ model, sdk }) => {
  const schemas = Object.values(sdk).filter(
    (value): value is StaticOperationSchema => Array.isArray(value) && value[0] === 9,
  );

  test("lists only operations that the SDK has", () => {
    const names = new Set(schemas.map((schema) => schema[2]));
    expect(Object.keys(model.operations).filter((name) => !names.has(name))).toEqual([]);
  });

  test("names structures and members as the SDK's schemas do", () => {
    const members = new Map<string, ReadonlySet<string>>();
    schemas.forEach((schema) => collect(inputShape(schema), members));
    const unknown = Object.keys(model.structures).flatMap((structure) =>
      [...constrainedMembers(model, structure).keys()]
        .filter((member) => members.get(structure)?.has(member) !== true)
        .map((member) => `${structure}.${member}`),
    );
    expect(unknown).toEqual([]);
  });

  test("refers only to shapes and errors that it has", () => {
    const shapes = [
      ...Object.keys(model.structures).flatMap((structure) =>
        Array.from(constrainedMembers(model, structure).values()),
      ),
      ...Object.values(model.shapes).flatMap(({ element }) => (element === undefined ? [] : [element])),
      ...Object.keys(model.texts),
    ];
    expect(shapes.filter((shape) => !Object.hasOwn(model.shapes, shape))).toEqual([]);
    const codes = Object.values(model.operations).flatMap((text) => text.split(" ").filter((code) => code !== ""));
    expect(codes.filter((code) => !Object.hasOwn(model.errors, code))).toEqual([]);
  });
});

function collect(shape: Shape, members: Map<string, ReadonlySet<string>>): void {
  if (shape.kind === "list") {
    collect(shape.element, members);
  } else if (shape.kind === "map") {
    collect(shape.value, members);
  } else if (shape.kind === "structure" && !members.has(shape.name)) {
    members.set(shape.name, new Set(shape.members.map((member) => member.name)));
    shape.members.forEach((member) => collect(member.shape, members));
  }
}
