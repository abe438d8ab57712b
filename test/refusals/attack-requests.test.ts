import net from "node:net";
import { afterAll, beforeAll, beforeEach, describe, expect, test } from "vitest";
import type { SigningCredentials } from "../../src/sigv4/sign.ts";
import { type Draft, signed } from "./draft.ts";
import { exchange, exchangeRaw } from "./exchange.ts";
import { accountA, elementOf, type Fixture, keys, policy, region, startFixture } from "./fixture.ts";

let fixture: Fixture;
/** A user of A who may do `GET /pets/1` and nothing else. */
let narrow: SigningCredentials;
let seen = 0;

beforeAll(async () => {
  fixture = await startFixture();
  const UserName = "narrow";
  await fixture.must(keys.adminA, "CreateUser", { UserName });
  const key = await fixture.must(keys.adminA, "CreateAccessKey", { UserName });
  narrow = { accessKeyId: elementOf(key, "AccessKeyId"), secretAccessKey: elementOf(key, "SecretAccessKey") };
  const Resource = `arn:aws:execute-api:${region}:${accountA}:${fixture.apiId}/$default/GET/pets/1`;
  await fixture.must(keys.adminA, "PutUserPolicy", {
    UserName,
    PolicyName: "one",
    PolicyDocument: policy({ Effect: "Allow", Action: "execute-api:Invoke", Resource }),
  });
});

beforeEach(() => {
  seen = fixture.reached.length;
});

afterAll(() => fixture.close());

/** What has reached the backend in this test. */
function reached(): readonly string[] {
  return fixture.reached.slice(seen);
}

describe("a policy that allows GET /pets/1 alone", () => {
  test.each(["/pets/1", "/pets/%31", "/%70ets/1", "/pets%2F1", "/pets%2f%31"])(
    "lets %s through, which is the same path, and the backend gets just that",
    async (path) => {
      expect((await fixture.invoke(narrow, { path })).status).toBe(200);
      expect(reached()).toEqual(["GET /pets/1"]);
    },
  );

  test.each([
    "/pets/2",
    "/pets",
    "/pets/1/",
    "/pets/1%2F",
    "/pets//1",
    "//pets/1",
    "/PETS/1",
    "/./pets/1",
    "/x/../pets/1",
    "/pets/1/.",
    "/pets/1/..",
    "/pets/1/../2",
    "/pets/1/%2e%2e/2",
    "/pets/1%2f..%2f2",
    "/pets/1%252f..%252f2",
    "/pets/1;a=b",
    "/pets/1%3Ba",
    "/pets\\1",
    "/pets/1%5C..%5C2",
    "/pets/1%00",
    "/pets/1%20",
    "/pets/1%23",
    "/pets/1%3Fadmin",
    "/pets/1#a",
    "/pets/*",
    "/pets/%2A",
    "/*",
    "/pets/%EF%BC%91",
    "/$default/pets/1",
    "/%24default/pets/1",
    "/prod/pets/1",
    "/",
  ])("does not let %s through", async (path) => {
    const reply = await fixture.invoke(narrow, { path });
    expect([400, 403, 404]).toContain(reply.status);
    expect(reached()).toEqual([]);
  });

  test.each([
    "/pets/%FF",
    "/pets/%C0%B1",
    "/pets/%ED%A0%80",
    "/pets/%",
    "/pets/%zz",
    "/pets/1\u00A0",
    "/caf\u00C3\u00A9",
  ])("and nobody gets %j through, which is no text", async (path) => {
    expect((await fixture.invoke(keys.rootA, { path })).status).toBe(400);
    expect(reached()).toEqual([]);
  });

  test.each(["HEAD", "POST", "PUT", "DELETE", "PATCH", "OPTIONS", "PROPFIND", "QUERY"])(
    "does not let %s through, whatever headers ask for",
    async (method) => {
      const headers = ["X-HTTP-Method-Override", "GET", "X-HTTP-Method", "GET", "X-Method-Override", "GET"];
      expect((await fixture.invoke(narrow, { method, headers })).status).toBe(403);
      expect((await fixture.invoke(narrow, { method, query: "_method=GET" })).status).toBe(403);
      expect(reached()).toEqual([]);
    },
  );

  test.each([
    ["X-Forwarded-Host", "other.execute-api.us-east-1.localhost"],
    ["X-Original-URL", "/pets/2"],
    ["X-Rewrite-URL", "/pets/2"],
    ["X-Forwarded-Prefix", "/admin"],
    ["X-Amz-Target", "ApiGateway.Invoke"],
  ])("and %s changes nothing", async (name, value) => {
    expect((await fixture.invoke(narrow, { headers: [name, value] })).status).toBe(200);
    expect(reached()).toEqual(["GET /pets/1"]);
    expect((await fixture.invoke(narrow, { path: "/pets/2", headers: [name, "/pets/1"] })).status).toBe(403);
  });

  test("no address in a header stands in for the connection's", async () => {
    const UserName = "from-inside";
    await fixture.must(keys.adminA, "CreateUser", { UserName });
    const key = await fixture.must(keys.adminA, "CreateAccessKey", { UserName });
    const Condition = { IpAddress: { "aws:SourceIp": "10.1.2.3/32" } };
    await fixture.must(keys.adminA, "PutUserPolicy", {
      UserName,
      PolicyName: "inside",
      PolicyDocument: policy({ Effect: "Allow", Action: "*", Resource: "*", Condition }),
    });
    const credentials = {
      accessKeyId: elementOf(key, "AccessKeyId"),
      secretAccessKey: elementOf(key, "SecretAccessKey"),
    };
    for (const name of ["X-Forwarded-For", "Forwarded", "X-Real-IP", "X-Client-IP", "True-Client-IP"]) {
      const value = name === "Forwarded" ? "for=10.1.2.3" : "10.1.2.3";
      expect((await fixture.invoke(credentials, { headers: [name, value] })).status).toBe(403);
    }
  });
});

/** A second API of A, with the same routes, and a stage of the first. */
describe("one signature is good for one place", () => {
  let other = "";

  beforeAll(async () => {
    const created = await fixture.mustRest(keys.adminA, "POST", "/v2/apis", { name: "other", protocolType: "HTTP" });
    other = created["apiId"] ?? "";
    const route = { routeKey: "ANY /{proxy+}", authorizationType: "AWS_IAM" };
    await fixture.mustRest(keys.adminA, "POST", `/v2/apis/${other}/routes`, route);
    const serving = { stageName: "$default", autoDeploy: true };
    await fixture.mustRest(keys.adminA, "POST", `/v2/apis/${other}/stages`, serving);
    const stage = { stageName: "prod", autoDeploy: true };
    await fixture.mustRest(keys.adminA, "POST", `/v2/apis/${fixture.apiId}/stages`, stage);
  });

  const places: readonly [string, (draft: Draft) => Draft][] = [
    ["another API by host", (draft) => ({ ...draft, host: draft.host.replace(fixture.apiId, other) })],
    ["another stage", (draft) => ({ ...draft, path: `/prod${draft.path}` })],
    ["the path form", (draft) => byPath(draft, "$default")],
    ["another region's host", (draft) => ({ ...draft, host: draft.host.replace(region, "eu-west-1") })],
    ["AWS's own host name", (draft) => ({ ...draft, host: draft.host.replace("localhost", "amazonaws.com") })],
    ["the host in capitals", (draft) => ({ ...draft, host: draft.host.toUpperCase() })],
    ["the host with a port", (draft) => ({ ...draft, host: `${draft.host}:80` })],
    ["the host with a closing dot", (draft) => ({ ...draft, host: `${draft.host}.` })],
  ];

  test.each(places)("and not for %s", async (_, move) => {
    const draft = fixture.draft(keys.adminA);
    const good = signed(draft);
    expect((await exchange(fixture.port, good)).status).toBe(200);
    const moved = signed(move(draft));
    const at = moved.headers.indexOf("authorization") + 1;
    const signature = good.headers[good.headers.indexOf("authorization") + 1] ?? "";
    const replayed = moved.headers.map((text, index) => (index === at ? signature : text));
    const reply = await exchange(fixture.port, { ...moved, headers: replayed });
    expect([400, 403, 404]).toContain(reply.status);
    expect(reached()).toHaveLength(1);
  });

  test("the path form is authorized under the stage it names", async () => {
    const draft = fixture.draft(narrow);
    expect((await exchange(fixture.port, signed(byPath(draft, "$default")))).status).toBe(200);
    expect((await exchange(fixture.port, signed(byPath(draft, "prod")))).status).toBe(403);
    expect((await exchange(fixture.port, signed(byPath(keysDraft(), "prod")))).status).toBe(200);
    for (const path of [
      `/_aws/execute-api/${other}/../${fixture.apiId}/pets/1`,
      `/_aws/execute-api/../${fixture.apiId}/pets/1`,
    ]) {
      const reply = await exchange(fixture.port, signed({ ...draft, host: "localhost", path }));
      expect([400, 403, 404]).toContain(reply.status);
    }
  });

  function keysDraft(): Draft {
    return fixture.draft(keys.adminA);
  }

  function byPath(draft: Draft, stage: string): Draft {
    return { ...draft, host: "localhost", path: `/_aws/execute-api/${fixture.apiId}/${stage}${draft.path}` };
  }
});

/** A signed request in bytes, with lines added, and what stands in the request line. */
function bytesOf(changes: {
  readonly line?: string;
  readonly without?: string;
  readonly lines?: string;
  readonly body?: string;
  readonly draft?: Partial<Draft>;
}): Buffer {
  const { headers, method, target } = signed(fixture.draft(keys.adminA, changes.draft ?? {}));
  const lines = headers.flatMap((name, index) =>
    index % 2 === 0 && name !== changes.without ? [`${name}: ${headers[index + 1] ?? ""}\r\n`] : [],
  );
  const line = changes.line?.replace("HOST", headers[1] ?? "") ?? `${method} ${target} HTTP/1.1`;
  const head = `${line}\r\n${lines.join("")}${changes.lines ?? ""}Connection: close\r\n\r\n`;
  return Buffer.from(head + (changes.body ?? ""), "latin1");
}

/** Every status line in the answer to those bytes, and how many requests have reached the backend. */
async function statuses(bytes: Uint8Array): Promise<readonly number[]> {
  const answer = (await exchangeRaw(fixture.port, bytes)).toString("latin1");
  return [...answer.matchAll(/HTTP\/1\.1 (\d{3})/g)].map(([, status]) => Number(status));
}

describe("framing and addressing that two readers could read differently", () => {
  const chunked = "Transfer-Encoding: chunked\r\n";

  test("the same request undisturbed passes", async () => {
    expect(await statuses(bytesOf({}))).toEqual([200]);
    expect(await statuses(bytesOf({ line: "GET /pets/1 HTTP/1.0" }))).toEqual([200]);
    expect(await statuses(bytesOf({ lines: chunked, body: "0\r\n\r\n" }))).toEqual([200]);
    expect(reached()).toHaveLength(3);
  });

  test.each([
    ["no Host header", { without: "Host" }],
    ["HTTP/1.0 without a Host header", { line: "GET /pets/1 HTTP/1.0", without: "Host" }],
    ["a second Host header", { lines: "Host: other.execute-api.us-east-1.localhost\r\n" }],
    ["a second, equal Host header", { lines: "HOST: localhost\r\n" }],
    ["an absolute target", { line: "GET http://HOST/pets/1 HTTP/1.1" }],
    ["an absolute target of another host", { line: "GET http://localhost/pets/1 HTTP/1.1" }],
    ["a target without a slash", { line: "OPTIONS * HTTP/1.1" }],
    ["a length and chunks", { lines: `Content-Length: 5\r\n${chunked}`, body: "0\r\n\r\n" }],
    ["two lengths", { lines: "Content-Length: 0\r\nContent-Length: 5\r\n", body: "hello" }],
    ["a length in two values", { lines: "Content-Length: 0, 5\r\n", body: "hello" }],
    ["a length with a sign", { lines: "Content-Length: +0\r\n" }],
    ["an unknown coding", { lines: "Transfer-Encoding: xchunked\r\n", body: "0\r\n\r\n" }],
    ["chunks inside another coding", { lines: "Transfer-Encoding: gzip, chunked\r\n", body: "0\r\n\r\n" }],
    ["a folded header", { lines: "X-Folded: a\r\n b\r\n" }],
    ["a space before a colon", { lines: "Host : localhost\r\n" }],
    ["a line that ends in LF", { lines: "X-A: b\nHost: localhost\r\n" }],
    ["a NUL in a header", { lines: "X-A: a\0b\r\n" }],
    ["a CR in a header", { lines: "X-A: a\rHost: localhost\r\n" }],
    ["three thousand headers", { lines: "a:\r\n".repeat(3000) }],
    ["more than ten kilobytes of headers", { lines: `X-A: ${"a".repeat(10_300)}\r\n` }],
    ["more than the parser reads", { lines: `X-A: ${"a".repeat(40_000)}\r\n` }],
  ])("%s is refused", async (_, changes) => {
    const [status = 0, ...more] = await statuses(bytesOf(changes));
    expect([400, 403, 404, 431, 501]).toContain(status);
    expect(more).toEqual([]);
    expect(reached()).toEqual([]);
  });

  test("an unsigned body behind a signed request is another request, and refused as unsigned", async () => {
    const smuggled = `GET /pets/2 HTTP/1.1\r\nHost: ${fixture.draft(narrow).host}\r\nConnection: close\r\n\r\n`;
    const first = bytesOf({}).toString("latin1").replace("Connection: close\r\n", "");
    expect(await statuses(Buffer.from(first + smuggled, "latin1"))).toEqual([200, 403]);
    expect(reached()).toEqual(["GET /pets/1"]);
  });

  test.each(["close, x-team", "X-Team", "x-other\r\nConnection: x-team", " ,x-team ,"])(
    "a Connection header of %j, which would take a signed header from the backend, is refused",
    async (value) => {
      const draft = { headers: ["x-team", "red"] };
      expect(await statuses(bytesOf({ draft }))).toEqual([200]);
      expect(await statuses(bytesOf({ draft, lines: "Connection: x-unsigned\r\n" }))).toEqual([200]);
      expect(await statuses(bytesOf({ draft, lines: `Connection: ${value}\r\n` }))).toEqual([403]);
      expect(reached()).toHaveLength(2);
    },
  );

  test("a body that does not come in full reaches nobody", async () => {
    const bytes = bytesOf({ lines: "Content-Length: 10\r\n", body: "half" });
    const socket = net.connect(fixture.port, "127.0.0.1");
    socket.write(bytes);
    await exchange(fixture.port, signed(fixture.draft(keys.adminA, { path: "/meanwhile" })));
    socket.destroy();
    await exchange(fixture.port, signed(fixture.draft(keys.adminA, { path: "/afterwards" })));
    expect(reached()).toEqual(["GET /meanwhile", "GET /afterwards"]);
  });

  test.each([
    "host;host;x-amz-date",
    "x-amz-date;host",
    "Host;x-amz-date",
    "host;x-amz-date;x-missing",
    ";host;x-amz-date",
    "host;x-amz-date;",
    ":authority;x-amz-date",
    "host,x-amz-date",
  ])("the signed headers %s match no signature", async (list) => {
    const bytes = bytesOf({}).toString("latin1").replace("SignedHeaders=host;x-amz-date", `SignedHeaders=${list}`);
    expect(await statuses(Buffer.from(bytes, "latin1"))).toEqual([403]);
  });
});
