import { afterAll, beforeAll, beforeEach, expect, test } from "vitest";
import { type Answer, type ApiCalls, openApiCalls } from "../../../../test/api-calls.ts";
import { restApisService } from "./service.ts";

let calls: ApiCalls;
let restApiId: unknown;
let root: unknown;
beforeAll(async () => {
  calls = await openApiCalls(restApisService);
});
beforeEach(async () => {
  ({ id: restApiId, rootResourceId: root } = await calls.call("CreateRestApi", { name: "pets" }));
});
afterAll(() => calls.close());

/** Makes the resources of a path below the root; the id of the last one. */
async function made(...pathParts: readonly string[]): Promise<unknown> {
  let parentId = root;
  for (const pathPart of pathParts) {
    ({ id: parentId } = await calls.call("CreateResource", { restApiId, parentId, pathPart }));
  }
  return parentId;
}

function update(resourceId: unknown, ...patchOperations: readonly object[]) {
  return { restApiId, resourceId, patchOperations };
}

async function paths(): Promise<readonly unknown[]> {
  const { items } = await calls.call("GetResources", { restApiId });
  return (items as readonly Answer[]).map(({ path }) => path);
}

test("resources are listed by path, and go with their parents", async () => {
  const parent = await made("parent");
  for (const pathPart of ["{proxy+}", "child"]) {
    await calls.call("CreateResource", { restApiId, parentId: parent, pathPart });
  }
  await made("{proxy+}");
  expect(await paths()).toEqual(["/", "/parent", "/parent/child", "/parent/{proxy+}", "/{proxy+}"]);
  await calls.call("DeleteResource", { restApiId, resourceId: parent });
  expect(await paths()).toEqual(["/", "/{proxy+}"]);
});

test("a resource that moves takes what is below it along", async () => {
  const pets = await made("pets", "cats");
  await calls.call("CreateResource", { restApiId, parentId: pets, pathPart: "{id}" });
  const moved = await calls.call("UpdateResource", update(pets, { op: "replace", path: "/parentId", value: root }));
  expect(moved).toEqual({ id: pets, parentId: root, path: "/cats", pathPart: "cats" });
  await calls.call("UpdateResource", update(pets, { op: "replace", path: "/pathPart", value: "dogs" }));
  expect(await paths()).toEqual(["/", "/dogs", "/dogs/{id}", "/pets"]);
});

test.each<[string, readonly string[], string, string]>([
  [
    "a name that a sibling has",
    ["pets"],
    "pets",
    "409 ConflictException: Another resource with the same parent already has this name: pets",
  ],
  [
    "a second variable among siblings",
    ["{proxy+}"],
    "{id}",
    "400 BadRequestException: A sibling ({proxy+}) of this resource already has a variable path part -- only one is allowed",
  ],
  [
    "characters that no part has",
    [],
    "pe ts",
    "400 BadRequestException: Resource's path part only allow a-zA-Z0-9._-: or a valid greedy path variable and curly braces at the beginning and the end.",
  ],
  [
    "a part of two",
    [],
    "pets/cats",
    "400 BadRequestException: Resource's path part only allow a-zA-Z0-9._-: or a valid greedy path variable and curly braces at the beginning and the end.",
  ],
])("a resource is refused for %s", async (_, given, pathPart, refusal) => {
  await made(...given);
  expect(await calls.refusal("CreateResource", { restApiId, parentId: root, pathPart })).toBe(refusal);
});

test("nothing is below a greedy variable", async () => {
  const parentId = await made("{proxy+}");
  expect(await calls.refusal("CreateResource", { restApiId, parentId, pathPart: "pets" })).toBe(
    "400 BadRequestException: Cannot create a child of a resource with a greedy path variable: {proxy+}",
  );
});

const noResource = "404 NotFoundException: Invalid Resource identifier specified";

test.each([
  ["CreateResource", { parentId: "absent", pathPart: "x" }],
  ["GetResource", { resourceId: "absent" }],
  ["UpdateResource", { resourceId: "absent" }],
  ["DeleteResource", { resourceId: "absent" }],
])("%s reports a resource that does not exist, and an API as one", async (operation, input) => {
  expect(await calls.refusal(operation, { restApiId, ...input })).toBe(noResource);
  expect(await calls.refusal(operation, { restApiId: "absent", ...input })).toBe(noResource);
  expect(await calls.as({ accountId: "222222222222" }).refusal(operation, { restApiId, ...input })).toBe(noResource);
});

test("an update says what it may be, and moves nothing into itself", async () => {
  const [pets, cats] = [await made("pets"), await made("other", "pets")];
  const refused = (resourceId: unknown, operation: object) =>
    calls.refusal("UpdateResource", update(resourceId, operation));
  expect(await refused(pets, { op: "replace", path: "/invalid", value: "x" })).toBe(
    "400 BadRequestException: Invalid patch path  '/invalid' specified for op 'replace'. Must be one of: [/parentId, /pathPart]",
  );
  expect(await refused(pets, { op: "remove", path: "/pathPart" })).toBe(
    "400 BadRequestException: Invalid patch path  '/pathPart' specified for op 'remove'. Please choose supported operations",
  );
  expect(await refused(pets, { op: "replace", path: "/parentId", value: "absent" })).toBe(noResource);
  expect(await refused(pets, { op: "replace", path: "/parentId", value: pets })).toBe(
    "400 BadRequestException: Resources cannot be cyclical.",
  );
  expect(await refused(cats, { op: "replace", path: "/parentId", value: root })).toBe(
    "409 ConflictException: Another resource with the same parent already has this name: pets",
  );
});

test("the root stays where it is", async () => {
  for (const member of ["pathPart", "parentId"]) {
    expect(await calls.refusal("UpdateResource", update(root, { op: "replace", path: `/${member}`, value: "x" }))).toBe(
      `400 BadRequestException: Root resource cannot update its ${member}.`,
    );
  }
  expect(await calls.refusal("DeleteResource", { restApiId, resourceId: root })).toBe(
    "400 BadRequestException: Root resource cannot be deleted",
  );
});

test("methods are named, and shown whole when they are to be embedded", async () => {
  await calls.call("PutMethod", { restApiId, resourceId: root, httpMethod: "GET", authorizationType: "AWS_IAM" });
  const shown = { id: root, path: "/", resourceMethods: { GET: {} } };
  expect(await calls.call("GetResource", { restApiId, resourceId: root })).toEqual(shown);
  const whole = { apiKeyRequired: false, authorizationType: "AWS_IAM", httpMethod: "GET" };
  expect(await calls.call("GetResources", { restApiId, embed: ["methods"] })).toEqual({
    items: [{ ...shown, resourceMethods: { GET: whole } }],
  });
});
