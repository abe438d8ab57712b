import { expect, test } from "vitest";
import { invokeResourceLint } from "./lint-invoke.ts";

const apis = {
  abc: { stages: ["$default", "prod"], routeKeys: ["GET /pets/{id}", "ANY /files/{path+}", "POST /a/{b}/c"] },
  two: { stages: ["x"], routeKeys: ["GET /{all+}", "GET /x{y}/{z", "PUT "] },
  odd: { stages: ["x"], routeKeys: ["GET /{a+}b", "GET /a{b+}", "GET /{a}b/c", "GET /a{b}/c"] },
  none: { stages: [], routeKeys: [] },
};
const arn = (rest: string) => `arn:aws:execute-api:us-east-1:111111111111:${rest}`;

const needed = (end: string, rest: string) =>
  `The resource ends behind ${end}: calls are matched against {api}/{stage}/{METHOD}/{path}, so ${rest}/* is needed to match any.`;
const noPath = (rest: string) =>
  `The resource has no path: even the root is matched as ${rest}/ with its slash, and any path by ${rest}/*.`;
const defaultStage = "The stage that is served without a name is called $default, with the dollar sign.";
const upper = (method: string) => `Methods are compared with regard to case: write ${method}.`;
const noMethod = (method: string) =>
  `The part behind the stage is the method, such as GET, or *; ${JSON.stringify(method)} is none.`;
const noRoute = (call: string) => `No route of the API abc serves ${call}.`;

test.each<[rest: string, code: string, message: string]>([
  ["abc", "invokeResourceIncomplete", needed("the API", "abc")],
  ["abc/prod", "invokeResourceIncomplete", needed("the stage", "abc/prod")],
  ["abc/prod/GET", "invokeResourceIncomplete", noPath("abc/prod/GET")],
  ["abc/*/GET", "invokeResourceIncomplete", noPath("abc/*/GET")],
  ["abc/default/GET/", "invokeDefaultStage", defaultStage],
  ["abc/default/*", "invokeDefaultStage", defaultStage],
  ["abc/prod/get/", "invokeMethod", upper("GET")],
  ["abc/prod/options/*", "invokeMethod", upper("OPTIONS")],
  ["abc/prod/pets/*", "invokeMethod", noMethod("pets")],
  ["abc/prod/GET1/*", "invokeMethod", noMethod("GET1")],
  ["abc/prod/1GET/*", "invokeMethod", noMethod("1GET")],
  ["abc/prod//*", "invokeMethod", noMethod("")],
  ["nope/prod/GET/*", "unknownApi", "There is no API nope."],
  ["toString/*", "unknownApi", "There is no API toString."],
  ["abc/test/GET/*", "unknownStage", "The API abc has no stage test; it has $default, prod."],
  ["abc/p?/GET/*", "unknownStage", "The API abc has no stage p?; it has $default, prod."],
  ["none/a/GET/*", "unknownStage", "The API none has no stage a; it has none."],
  ["abc/prod/GET/cats", "unknownRoute", noRoute("GET /cats")],
  ["abc/prod/PUT/pets/1", "unknownRoute", noRoute("PUT /pets/1")],
  ["abc/prod/GET/pets", "unknownRoute", noRoute("GET /pets")],
  ["abc/prod/GET/pets/1/2", "unknownRoute", noRoute("GET /pets/1/2")],
  ["abc/prod/GET/files", "unknownRoute", noRoute("GET /files")],
  ["abc/prod/POST/a/1/d", "unknownRoute", noRoute("POST /a/1/d")],
  ["abc/prod/POST/b/1/c", "unknownRoute", noRoute("POST /b/1/c")],
  ["odd/x/GET/q", "unknownRoute", "No route of the API odd serves GET /q."],
  ["odd/x/GET/q/c", "unknownRoute", "No route of the API odd serves GET /q/c."],
  ["two/x/POST/a", "unknownRoute", "No route of the API two serves POST /a."],
])("%s can match no call: %s", (rest, code, message) => {
  expect(invokeResourceLint(arn(rest), apis)).toEqual({ code, message });
});

test.each([
  "*",
  "abc*",
  "abc/*",
  "abc/prod*",
  "abc/prod/*",
  "abc/prod/GET*",
  "abc/prod/GET/*",
  "abc/prod/*/pets",
  "abc/prod/G?T/pets",
  "abc/prod/${aws:PrincipalTag/method}/pets/1",
  "*/get/a/b",
  "two/?/get/b",
  "abc/pro?/GET/pets/1",
  "abc/*x/GET/cats",
  "abc/x*/GET/cats",
  "ab?/x/GET/cats",
  "${x}/x/GET/cats",
  "abc/${x}/GET/cats",
  "abc/prod/GET/ca*",
  "abc/prod/*/cats",
  "abc/prod/GET/pets/1",
  "abc/$default/GET/pets/1",
  "abc/prod/PUT/files/a",
  "abc/prod/DELETE/files/a/b",
  "abc/prod/POST/a/b/c",
  "abc/prod/GET/pets/a:b",
  "two/x/GET/xx/z",
])("%s may match a call", (rest) => {
  expect(invokeResourceLint(arn(rest), apis)).toBeUndefined();
});

test.each([
  "*",
  "arn:aws:s3:::abc",
  "arn:aws:execute-api:us-east-1:111111111111",
  "urn:aws:execute-api:us-east-1:111111111111:abc",
])("%s is of no API", (resource) => {
  expect(invokeResourceLint(resource, apis)).toBeUndefined();
});

test("without known APIs only the form is looked at", () => {
  expect(invokeResourceLint(arn("nope/nope/GET/nope"), undefined)).toBeUndefined();
  expect(invokeResourceLint(arn("nope/nope"), undefined)).toMatchObject({ code: "invokeResourceIncomplete" });
});
