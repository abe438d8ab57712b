import { describe, expect, test } from "vitest";
import { services } from "../../services/services.ts";
import { createServerNames } from "./server-names.ts";

const custom = new Map([
  ["pets.example.com", "pets.example.com"],
  ["cats.example.org", "*.example.org"],
  ["x.sts.amazonaws.com", "x.sts.amazonaws.com"],
  ["1.2.3.4", "1.2.3.4"],
]);
const names = createServerNames({
  services,
  domains: ["localhost", "corp.example", "amazonaws.com"],
  // Of the record only its name counts here.
  gateway: { findDomain: async (name) => (custom.has(name) ? ({ domainName: custom.get(name) } as never) : undefined) },
  host: "10.0.0.9",
});

describe("served, each with the certificate of", () => {
  test.each([
    ...["sts.amazonaws.com", "sts.eu-central-1.amazonaws.com", "iam.amazonaws.com"].map((name) => [name, name]),
    ...services.map(({ signingName }) => `${signingName}.us-east-1.amazonaws.com`).map((name) => [name, name]),
    ["abc123.execute-api.eu-west-1.amazonaws.com", "*.execute-api.eu-west-1.amazonaws.com"],
    ["abc123.execute-api.eu-west-1.localhost", "*.execute-api.eu-west-1.localhost"],
    ["abc123.execute-api.us-east-1.corp.example", "*.execute-api.us-east-1.corp.example"],
    ["corp.example", "corp.example"],
    ["pets.example.com", "pets.example.com"],
    ["cats.example.org", "*.example.org"],
  ])("%s: %s", async (name = "", certificateName = "") => {
    expect(await names.isServed(name)).toBe(true);
    expect(await names.certificateNames(name)).toEqual([certificateName]);
  });
});

describe("not served:", () => {
  test.each([
    ...["s3.amazonaws.com", "s3.us-east-1.amazonaws.com", "amazonaws.com", "execute-api.us-east-1.amazonaws.com"],
    ...[
      "sts.nowhere-1.amazonaws.com",
      "abc.execute-api.nowhere-1.amazonaws.com",
      "a.b.execute-api.us-east-1.localhost",
    ],
    ...["sts.amazonaws.com.evil.example", "xsts.amazonaws.com", "sts.us-east-1.amazonaws.com:443", "dogs.example.com"],
    // An account cannot make itself a name of AWS's, nor an address.
    ...["x.sts.amazonaws.com", "1.2.3.4", "::1", ""],
  ])("%j", async (name) => {
    expect(await names.isServed(name)).toBe(false);
    expect(await names.certificateNames(name)).toBeUndefined();
  });
});

test("localhost's certificate is for this machine's addresses, too", async () => {
  expect(await names.certificateNames("localhost")).toEqual(["localhost", "127.0.0.1", "::1", "10.0.0.9"]);
});

test("the description follows the table of services and the domains", () => {
  expect(names.description).toContain("organizations.{region}.amazonaws.com");
  expect(names.description).toContain("{api}.execute-api.{region}.corp.example");
});
