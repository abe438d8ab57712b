import { EventEmitter, once } from "node:events";
import http from "node:http";
import http2 from "node:http2";
import { afterAll, beforeAll, describe, expect, test } from "vitest";
import { signRequest } from "../../src/sigv4/sign.ts";
import { echoBackend, hostOf, putApi, region, type Seen, send, valuesOf } from "../gateway.ts";
import { flags, frame, preface, requestHeaders, reset } from "./http2-frames.ts";
import {
  tlsConnection,
  admin,
  type Backend,
  http2Request,
  http2Session,
  startBackend,
  startTlsServer,
  type TlsServer,
} from "./tls-server.ts";

let server: TlsServer;
let echo: Backend;
let special: Backend;
let session: http2.ClientHttp2Session;
const bigBody = "x".repeat(5_000_000);
/** A call of the query protocol. */
const form = { ":path": "/", ":method": "POST", "content-type": "application/x-www-form-urlencoded" };
/** What the special backend has been sent whole. */
const wholeBodies: string[] = [];
/** Tells what becomes of the bodies that the special backend is sent. */
const partBodies = new EventEmitter();

beforeAll(async () => {
  server = await startTlsServer();
  echo = await startBackend(echoBackend());
  special = await startBackend(http.createServer(answerSpecially));
  await putApi(server.store, {
    apiId: "api1",
    routes: [
      { key: "ANY /echo/{proxy+}", uri: `${echo.url}/{proxy}` },
      { key: "ANY /signed/{proxy+}", uri: `${echo.url}/{proxy}`, auth: "AWS_IAM" },
      { key: "ANY /special/{proxy+}", uri: `${special.url}/{proxy}` },
    ],
  });
  session = http2Session(server, hostOf("api1"));
});

afterAll(async () => {
  session.close();
  await server.close();
  await Promise.all([echo.close(), special.close()]);
});

test("a backend is told HTTPS, the host and one cookie header", async () => {
  const seen = await echoed({ ":path": "/echo/a%2Fb?q=%20", cookie: ["a=1", "b=2"], "x-own": "yes" });
  expect(seen).toMatchObject({ method: "GET", url: "/a/b?q=%20" });
  expect(valuesOf(seen.headers, "cookie")).toEqual(["a=1; b=2"]);
  expect(valuesOf(seen.headers, "forwarded")).toEqual([
    `by=127.0.0.1;for=127.0.0.1;host=${hostOf("api1")};proto=https`,
  ]);
  expect(seen.headers.filter((_, index) => index % 2 === 0)).not.toContainEqual(expect.stringMatching(/^:/));
});

describe("a signature made for HTTP/2", () => {
  test.each([undefined, "a body", "b".repeat(200_000)])("verifies with body %#", async (body) => {
    const path = "/signed/pets";
    const headers = signedHeaders({ path, method: "POST", body: body ?? "" });
    const reply = await http2Request(session, { ":path": path, ":method": "POST", ...headers }, body);
    expect(reply.status).toBe(200);
    expect(JSON.parse(reply.body)).toMatchObject({ method: "POST", url: "/pets", body: body ?? "" });
  });

  test("does not verify with another body, path or host", async () => {
    const headers = signedHeaders({ path: "/signed/pets", method: "POST", body: "a body" });
    const request = { ":path": "/signed/pets", ":method": "POST", ...headers };
    const refusal = { status: 403, body: '{"message":"Forbidden"}' };
    expect(await http2Request(session, request, "a Body")).toMatchObject(refusal);
    expect(await http2Request(session, { ...request, ":path": "/signed/dogs" }, "a body")).toMatchObject(refusal);
    const upperCase = { ...request, ":authority": hostOf("api1").toUpperCase() };
    expect(await http2Request(session, upperCase, "a body")).toMatchObject(refusal);
  });

  test("verifies on the control planes, which say who called", async () => {
    const sts = http2Session(server, "sts.us-east-1.amazonaws.com");
    const body = "Action=GetCallerIdentity&Version=2011-06-15";
    const headers = signRequest({
      ...{ method: "POST", path: "/", query: "", body, credentials: admin, region, service: "sts", nowMs: Date.now() },
      headers: ["host", "sts.us-east-1.amazonaws.com"],
    });
    const reply = await http2Request(sts, { ...form, ...headers }, body);
    sts.close();
    expect(reply).toMatchObject({ status: 200, body: expect.stringContaining(":user/admin</Arn>") });
  });
});

test("a policy on aws:SecureTransport tells HTTPS from HTTP", async () => {
  const document = JSON.stringify({
    Version: "2012-10-17",
    Statement: [
      { Effect: "Deny", Action: "*", Resource: "*", Condition: { Bool: { "aws:SecureTransport": "false" } } },
    ],
  });
  await callIam({ Action: "PutUserPolicy", UserName: "admin", PolicyName: "TlsOnly", PolicyDocument: document });
  const path = "/signed/pets";
  const headers = signedHeaders({ path, method: "GET", body: "" });
  expect((await send(server.port, { path, headers })).status).toBe(403);
  expect((await http2Request(session, { ":path": path, ...headers })).status).toBe(200);
  await callIam({ Action: "DeleteUserPolicy", UserName: "admin", PolicyName: "TlsOnly" });
});

test("a hundred requests at once on one connection are each answered with their own", async () => {
  const replies = await Promise.all(
    Array.from({ length: 100 }, (_, index) => echoed({ ":path": `/echo/${index}`, ":method": "PUT" }, `body ${index}`)),
  );
  expect(replies.map(({ url, body }) => [url, body])).toEqual(
    Array.from({ length: 100 }, (_, index) => [`/${index}`, `body ${index}`]),
  );
});

describe("what a backend answers", () => {
  test("arrives whole however long it is", async () => {
    const reply = await http2Request(session, { ":path": "/special/big" });
    expect(reply.body.length).toBe(bigBody.length);
  });

  test("arrives with every header but those of its connection", async () => {
    const { headers, rawHeaders } = await http2Request(session, { ":path": "/special/headers" });
    expect(headers["set-cookie"]).toEqual(["a=1", "b=2"]);
    expect(valuesOf(rawHeaders, "x-twice")).toEqual(["1", "2"]);
    expect(valuesOf(rawHeaders, "content-language")).toEqual(["de", "en"]);
    for (const name of ["connection", "keep-alive", "transfer-encoding", "upgrade", "proxy-connection", "x-hop"]) {
      expect(headers[name]).toBeUndefined();
    }
  });

  test.each([204, 304, 404, 500])("arrives with status %i", async (status) => {
    expect(await http2Request(session, { ":path": `/special/status/${status}` })).toMatchObject({ status, body: "" });
  });

  test("arrives without its body for a HEAD", async () => {
    const reply = await http2Request(session, { ":path": "/special/big", ":method": "HEAD" });
    expect(reply).toMatchObject({ status: 200, body: "" });
    expect(reply.headers["content-length"]).toBe(String(bigBody.length));
  });

  test("ends in an error when it breaks off", async () => {
    await expect(http2Request(session, { ":path": "/special/cut" })).rejects.toThrow("NGHTTP2_INTERNAL_ERROR");
  });
});

describe("a body that the client breaks off", () => {
  test.each([http2.constants.NGHTTP2_CANCEL, http2.constants.NGHTTP2_NO_ERROR])(
    "by reset %i does not reach a backend as a whole one",
    async (code) => {
      wholeBodies.length = 0;
      const host = hostOf("api1");
      const client = await tlsConnection(server, { servername: host, ALPNProtocols: ["h2"] });
      const payload = requestHeaders("POST", host, "/special/upload");
      client.write(preface);
      client.write(frame("headers", 1, { payload, flag: flags.endHeaders }));
      client.write(frame("data", 1, { payload: Buffer.from("half of") }));
      await once(partBodies, "part");
      const gone = once(partBodies, "gone");
      client.write(reset(1, code));
      await gone;
      client.destroy();
      expect(wholeBodies).toEqual([]);
    },
  );
});

test.each([
  ["resets its request", (stream: http2.ClientHttp2Stream) => stream.close(http2.constants.NGHTTP2_CANCEL)],
  ["goes", (_: http2.ClientHttp2Stream, leaving: http2.ClientHttp2Session) => leaving.destroy()],
])("a backend is given up when the client %s", async (_, end) => {
  const leaving = http2Session(server, hostOf("api1"));
  const stream = leaving.request({ ":authority": hostOf("api1"), ":path": "/special/never" });
  stream.on("error", () => undefined);
  await once(partBodies, "asked");
  const gone = once(partBodies, "gone");
  end(stream, leaving);
  await gone;
  expect(stream.destroyed).toBe(true);
  leaving.destroy();
});

test("a body over the limit is answered 413 before its end", async () => {
  const stream = session.request({ ":path": "/echo/x", ":method": "POST" });
  stream.on("error", () => undefined);
  const chunk = Buffer.alloc(1_000_000);
  const response = once(stream, "response");
  for (let sent = 0; sent < 12; sent += 1) {
    stream.write(chunk);
  }
  const [headers] = await response;
  expect(headers[":status"]).toBe(413);
  stream.close();
});

test("a call that is longer than any of a control plane is answered 413", async () => {
  const sts = http2Session(server, "sts.amazonaws.com");
  const stream = sts.request({ ...form, ":authority": "sts.amazonaws.com" });
  stream.on("error", () => undefined);
  const [response, closed] = [once(stream, "response"), once(stream, "close")];
  stream.write(Buffer.alloc(11_000_000));
  const [headers] = await response;
  expect(headers[":status"]).toBe(413);
  stream.resume();
  await closed;
  sts.close();
});

test.each(["get", "delete", "Delete", "trace", "ANY", "*", "INVOKE"])(
  "a method that HTTP/1.1's parser would not take is refused: %s",
  async (method) => {
    const reply = await http2Request(session, { ":path": "/echo/pets", ":method": method });
    expect(reply).toMatchObject({ status: 400, body: '{"message":"Bad Request"}' });
  },
);

test("a body behind such a method is not waited for", async () => {
  const stream = session.request({ ":path": "/echo/pets", ":method": "post", ":authority": hostOf("api1") });
  stream.on("error", () => undefined);
  const [response, closed] = [once(stream, "response"), once(stream, "close")];
  stream.write("the beginning");
  expect((await response)[0][":status"]).toBe(400);
  stream.resume();
  await closed;
});

test("a Host that contradicts the authority is refused", async () => {
  const reply = await http2Request(session, { ":path": "/echo/x", ":authority": hostOf("api1"), host: hostOf("api2") });
  expect(reply).toMatchObject({ status: 400, body: '{"message":"Bad Request"}' });
  const same = await echoed({ ":path": "/echo/x", ":authority": hostOf("api1"), host: hostOf("api1") });
  expect(valuesOf(same.headers, "forwarded")).toHaveLength(1);
});

async function echoed(headers: http2.OutgoingHttpHeaders, body?: string): Promise<Seen> {
  const reply = await http2Request(session, headers, body);
  expect(reply.status).toBe(200);
  // The echo backend's own form.
  return JSON.parse(reply.body) as Seen;
}

function signedHeaders({
  path,
  method,
  body,
}: {
  readonly path: string;
  readonly method: string;
  readonly body: string;
}) {
  return signRequest({
    ...{ method, path, query: "", body, credentials: admin, region, service: "execute-api", nowMs: Date.now() },
    headers: ["host", hostOf("api1")],
  });
}

async function callIam(parameters: Readonly<Record<string, string>>): Promise<void> {
  const iam = http2Session(server, "iam.amazonaws.com");
  const body = new URLSearchParams({ Version: "2010-05-08", ...parameters }).toString();
  const headers = signRequest({
    ...{ method: "POST", path: "/", query: "", body, credentials: admin, region, service: "iam", nowMs: Date.now() },
    headers: ["host", "iam.amazonaws.com"],
  });
  const reply = await http2Request(iam, { ...form, ...headers }, body);
  iam.close();
  expect(reply.status).toBe(200);
}

function answerSpecially(request: http.IncomingMessage, response: http.ServerResponse): void {
  const { url = "" } = request;
  if (url === "/big") {
    response.writeHead(200, { "content-length": bigBody.length }).end(bigBody);
  } else if (url === "/headers") {
    response.writeHead(200, [
      ...["Set-Cookie", "a=1", "Set-Cookie", "b=2", "X-Twice", "1", "X-Twice", "2"],
      ...["Content-Language", "de", "Content-Language", "en", "Keep-Alive", "timeout=9", "Proxy-Connection", "x"],
      ...["Connection", "keep-alive, x-hop", "X-Hop", "1", "Upgrade", "h2c"],
    ]);
    response.end("{}");
  } else if (url.startsWith("/status/")) {
    response.writeHead(Number(url.slice(8))).end();
  } else if (url === "/never") {
    response.on("close", () => partBodies.emit("gone"));
    partBodies.emit("asked");
  } else if (url === "/cut") {
    response.writeHead(200).write("the first half", () => response.destroy());
  } else {
    let body = "";
    request.on("error", () => undefined).on("close", () => partBodies.emit("gone"));
    request.on("data", (chunk: Buffer) => {
      body += chunk.toString();
      partBodies.emit("part");
    });
    request.on("end", () => {
      wholeBodies.push(body);
      response.end();
    });
  }
}
