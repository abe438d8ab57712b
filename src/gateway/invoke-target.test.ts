import { describe, expect, test } from "vitest";
import { createTargetReader, invokeTargetOf } from "./invoke-target.ts";

const domains = ["localhost", "amazonaws.com"];

describe("the address of an invoke", () => {
  test.each([
    ["abc.execute-api.us-east-1.localhost", "abc", "us-east-1"],
    ["abc.execute-api.us-east-1.localhost:4566", "abc", "us-east-1"],
    ["ABC.Execute-Api.EU-west-1.LocalHost:80", "abc", "eu-west-1"],
    ["abc.execute-api.us-east-1.amazonaws.com", "abc", "us-east-1"],
  ])("host %s is API %s in %s", (host, apiId, region) => {
    expect(targetOf([host], "/p/q")).toEqual({
      apiId,
      region,
      host,
      path: "/p/q",
      defaultStageByName: false,
      malformed: false,
    });
  });

  test.each([
    "localhost:4566",
    "127.0.0.1:4566",
    "[::1]:4566",
    "iam.amazonaws.com",
    "execute-api.us-east-1.localhost",
    ".execute-api.us-east-1.localhost",
    "a.b.execute-api.us-east-1.localhost",
    "abc.execute-api.us-east-1.x.localhost",
    "abc.execute-api..localhost",
    "abc.execute-api.us-east-1.localhost.",
    "abc.execute-api.us-east-1.localhost:",
    "abc.execute-api.us-east-1.localhost:4566x",
    "abc.execute-api.us-east-1.localhost:123456",
    "abc.execute-api.us-east-1.localhost:1:2",
    "abc.execute-api.us-east-1.notlocalhost",
    "abc.execute-api.us-east-1.evil.example",
    "user@abc.execute-api.us-east-1.localhost",
    "a_b.execute-api.us-east-1.localhost",
    "abc.execute-api2.us-east-1.localhost",
    "",
  ])("host %j is no invoke", (host) => {
    expect(targetOf([host], "/")).toBeUndefined();
  });

  test.each([
    ["/_aws/execute-api/abc/prod/x%20y", "abc", "/prod/x%20y"],
    ["/_aws/execute-api/abc/", "abc", "/"],
    ["/_aws/execute-api/abc", "abc", "/"],
    ["/_aws/execute-api/abc//x", "abc", "//x"],
    ["/_aws/execute-api/", "", "/"],
  ])("path %s is API %s and path %s", (path, apiId, rest) => {
    const host = "localhost:4566";
    expect(targetOf([host], path)).toEqual({ apiId, host, path: rest, defaultStageByName: true, malformed: false });
  });

  test.each(["/_aws/execute-api", "/_aws%2Fexecute-api/abc/x", "/_AWS/execute-api/abc/x", "/x/_aws/execute-api/abc"])(
    "path %s is no invoke",
    (path) => expect(targetOf(["localhost"], path)).toBeUndefined(),
  );

  test.each([
    [["abc.execute-api.us-east-1.localhost", "other"], "/x"],
    [["other", "abc.execute-api.us-east-1.localhost"], "/x"],
    [["abc.execute-api.us-east-1.localhost"], "http://abc.execute-api.us-east-1.localhost/x"],
    [["abc.execute-api.us-east-1.localhost"], "*"],
    [["localhost", "localhost"], "/_aws/execute-api/abc/prod/x"],
  ])("hosts %j with target %s are malformed", (hosts, path) => {
    expect(targetOf(hosts, path)?.malformed).toBe(true);
  });
});

function targetOf(hosts: readonly string[], path: string) {
  const headers = hosts.flatMap((host) => ["Host", host]);
  return invokeTargetOf({ method: "GET", path, query: "", headers, remoteAddress: "", secure: false }, domains);
}

test("a reader that goes from host to host reads each as if it were the first", () => {
  const read = createTargetReader(domains);
  const hosts = ["a.execute-api.eu-west-1.localhost", "b.execute-api.us-east-1.localhost", "elsewhere.example", ""];
  for (const host of [...hosts, ...hosts.flatMap((one) => [one, one])]) {
    const raw = { method: "GET", path: "/p", query: "", headers: ["Host", host], remoteAddress: "", secure: false };
    expect(read(raw)).toEqual(invokeTargetOf(raw, domains));
  }
});
