import { describe, expect, test } from "vitest";
import { parseRouteKey, routeKeyConflict } from "./route-key.ts";

const badPart =
  "One or more path parts appear to be invalid. Parts are validated against this regular expression: ^(\\{[\\w.:-]+\\+?\\}|[a-zA-Z0-9.:_-]+)$";
const badFormat =
  'The provided route key is not formatted properly for HTTP protocol. Format should be "<HTTP METHOD> /<RESOURCE PATH>" or "$default"';

describe("parseRouteKey", () => {
  test.each([
    ["$default", { kind: "default" }],
    ["GET /", { kind: "path", method: "GET", parts: [] }],
    [
      "ANY /v1/pets.json",
      {
        kind: "path",
        method: "ANY",
        parts: [
          { kind: "literal", text: "v1" },
          { kind: "literal", text: "pets.json" },
        ],
      },
    ],
    [
      "PATCH /pets/{petId}/{proxy+}",
      {
        kind: "path",
        method: "PATCH",
        parts: [
          { kind: "literal", text: "pets" },
          { kind: "variable", text: "petId" },
          { kind: "greedy", text: "proxy" },
        ],
      },
    ],
  ])("reads %s", (text, routeKey) => {
    expect(parseRouteKey(text)).toEqual({ ok: true, routeKey });
  });

  test.each([
    ["", "Route key is required"],
    ["GET /@connections/{id}", badPart],
    ["GET /pets/", badPart],
    ["GET //pets", badPart],
    ["GET /a b", badPart],
    ["GET /caf\u00e9", badPart],
    ["GET /{}", badPart],
    ["GET /x{id}", badPart],
    ["GET pets", badFormat],
    ["get /pets", badFormat],
    ["TRACE /pets", badFormat],
    ["/pets", badFormat],
    ["GET  /pets", badFormat],
    ["$connect", badFormat],
    ["GET /{proxy+}/more", "A greedy path variable is only allowed as the last part of the path"],
  ])("refuses %j", (text, message) => {
    expect(parseRouteKey(text)).toEqual({ ok: false, message });
  });
});

describe("routeKeyConflict", () => {
  test.each([
    ["GET /pets", "GET /pets", "Route with key GET /pets already exists for this API"],
    ["$default", "$default", "Route with key $default already exists for this API"],
    [
      "GET /public/orgs/{orgId}/users",
      "GET /public/orgs/{id}",
      'The provided route key "GET /public/orgs/{orgId}/users" has a conflicting variable on the same hierarchical level as "GET /public/orgs/{id}"',
    ],
    [
      "GET /{a+}",
      "GET /{b+}",
      'The provided route key "GET /{a+}" has a conflicting variable on the same hierarchical level as "GET /{b+}"',
    ],
  ])("sees that %s collides with %s", (text, existing, message) => {
    expect(routeKeyConflict(text, [{ routeKey: "GET /other" }, { routeKey: existing }])).toBe(message);
  });

  test.each([
    ["GET /pets/{id}", "POST /pets/{petId}"],
    ["GET /pets/{id}", "GET /pets/{id}/toys"],
    ["GET /pets/{id}", "GET /pets/dog"],
    ["GET /pets/{id}", "GET /pets/{proxy+}"],
    ["GET /pets/{id}", "GET /people/{name}"],
    ["GET /pets", "ANY /pets"],
    ["GET /pets", "$default"],
  ])("lets %s stand beside %s", (text, existing) => {
    expect(routeKeyConflict(text, [{ routeKey: existing }])).toBeUndefined();
  });
});
