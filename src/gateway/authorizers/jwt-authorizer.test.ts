import http from "node:http";
import { CompactSign, exportJWK, generateKeyPair, SignJWT, type CryptoKey, type JWK } from "jose";
import { mkdtemp, rm, writeFile } from "node:fs/promises";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { afterAll, beforeAll, beforeEach, describe, expect, test } from "vitest";
import { type GatewayFixture, listen, owner, putApi, send, startGateway } from "../../../test/gateway.ts";
import { jwtKeyLimits } from "./jwt-keys.ts";

/** The gateway's clock, in milliseconds. */
let nowMs = 1_790_000_000_000;
let fixture: GatewayFixture;
let folder: string;
let issuerServer: http.Server;
let issuer: string;
/** Paths that the issuer was asked for. */
const asked: string[] = [];
/** What the issuer publishes; broken when undefined. */
let published: readonly JWK[] | undefined = [];
let discovers = true;

interface Signer {
  readonly privateKey: CryptoKey;
  readonly jwk: JWK;
}
let first: Signer;
let second: Signer;

const authorizer = (authorizerId: string, jwtIssuer: string, source = "$request.header.Authorization") => ({
  authorizerId,
  name: authorizerId,
  authorizerType: "JWT" as const,
  identitySource: [source],
  jwtConfiguration: { issuer: jwtIssuer, audience: ["app", "other"] },
});

beforeAll(async () => {
  issuerServer = http.createServer((request, response) => {
    asked.push(String(request.url));
    if (request.url?.endsWith("/.well-known/openid-configuration") === true && discovers) {
      response.end(JSON.stringify({ issuer, jwks_uri: `${issuer}/keys` }));
    } else if (request.url === "/keys" && published !== undefined) {
      response.end(JSON.stringify({ keys: published }));
    } else {
      response.writeHead(500).end();
    }
  });
  issuer = `http://127.0.0.1:${await listen(issuerServer)}`;
  [first, second] = await Promise.all([signer("first"), signer("second")]);
  published = [first.jwk];
  folder = await mkdtemp(join(tmpdir(), "jwt-"));
  const path = join(folder, "echo.mjs");
  await writeFile(
    path,
    "export const handler = (event) => ({ statusCode: 200, body: JSON.stringify(event.requestContext.authorizer) });",
  );
  fixture = await startGateway(
    {},
    {
      functions: new Map([["echo", { kind: "module", path }]]),
      sources: { nowMs: () => nowMs, randomBytes: (count) => new Uint8Array(count).fill(7), uuid: () => "" },
    },
  );
  const route = (key: string, authorizerId?: string, scopes?: readonly string[], format = "2.0") => ({
    key,
    uri: `arn:aws:lambda:us-east-1:${owner}:function:echo`,
    auth: "JWT" as const,
    integration: { integrationType: "AWS_PROXY" as const, payloadFormatVersion: format },
    ...(authorizerId !== undefined && { authorizerId }),
    ...(scopes !== undefined && { scopes }),
  });
  await putApi(fixture.store, {
    apiId: "api1",
    authorizers: [
      authorizer("header", issuer),
      authorizer("query", issuer, "$request.querystring.token"),
      authorizer("down", "http://127.0.0.1:1"),
      authorizer("clear", "http://issuer.example.com"),
      { ...authorizer("function", issuer), authorizerType: "REQUEST" as const },
    ],
    routes: [
      route("GET /plain", "header"),
      route("GET /old", "header", undefined, "1.0"),
      route("GET /scoped", "header", ["pets:read", "pets:write"]),
      route("GET /query", "query"),
      route("GET /down", "down"),
      route("GET /clear", "clear"),
      route("GET /gone", "missing"),
      route("GET /none"),
      route("GET /function", "function"),
    ],
  });
});

afterAll(async () => {
  await fixture.close();
  issuerServer.closeAllConnections();
  issuerServer.close();
  await rm(folder, { recursive: true });
});

beforeEach(() => {
  // Every test begins with an issuer that has not been asked for long.
  nowMs += jwtKeyLimits.keysLifeMs;
  asked.length = 0;
  published = [first.jwk];
  discovers = true;
});

async function signer(kid: string, alg = "RS256"): Promise<Signer> {
  const { privateKey, publicKey } = await generateKeyPair(alg);
  return { privateKey, jwk: { ...(await exportJWK(publicKey)), kid, alg, use: "sig" } };
}

const nowSeconds = () => Math.floor(nowMs / 1000);

function token(claims: object = {}, by: Signer = first, header: object = {}): Promise<string> {
  const payload = { iss: issuer, aud: "app", exp: nowSeconds() + 60, sub: "alice", ...claims };
  // Signed with whatever key and header the case asks for.
  return new SignJWT(payload)
    .setProtectedHeader({ alg: "RS256", kid: String(by.jwk.kid), ...header })
    .sign(by.privateKey);
}

const get = (path: string, authorization?: string) =>
  send(fixture.port, { path, headers: authorization === undefined ? {} : { authorization } });

const unsecured = () => {
  const part = (value: object) => Buffer.from(JSON.stringify(value)).toString("base64url");
  return `${part({ alg: "none", kid: "first" })}.${part({ iss: issuer, aud: "app", exp: nowSeconds() + 60 })}.`;
};

describe("a good token", () => {
  test.each([
    ["Bearer before it", "Bearer "],
    ["bearer before it", "bearer "],
    ["nothing before it", ""],
  ])("passes with %s", async (_, prefix) => {
    expect((await get("/plain", `${prefix}${await token()}`)).status).toBe(200);
  });

  test.each<[object]>([[{ aud: ["x", "other"] }], [{ aud: undefined, client_id: "app" }], [{ nbf: 1, iat: 1 }]])(
    "passes with %j",
    async (claims) => expect((await get("/plain", await token(claims))).status).toBe(200),
  );

  test("passes in the query", async () => {
    expect((await get(`/query?token=${await token()}`)).status).toBe(200);
  });

  test("shows its numbers as it has them, however many digits they have", async () => {
    const payload = `{"iss":"${issuer}","aud":"app","exp":${nowSeconds() + 60},"id":12345678901234567891,"rate":1.50,"ids":[90071992547409931,{"n":1e2}]}`;
    const signed = await new CompactSign(new TextEncoder().encode(payload))
      .setProtectedHeader({ alg: "RS256", kid: "first" })
      .sign(first.privateKey);
    expect(JSON.parse((await get("/plain", signed)).body).jwt.claims).toMatchObject({
      id: "12345678901234567891",
      rate: "1.50",
      ids: "[90071992547409931 map[n:1e2]]",
    });
  });

  test("is shown to the function with all claims as texts", async () => {
    const claims = { list: ["a", "b"], map: { z: 1, a: true }, yes: true, nothing: null };
    const { body } = await get("/plain", await token(claims));
    expect(JSON.parse(body)).toEqual({
      jwt: {
        claims: {
          iss: issuer,
          aud: "app",
          exp: String(nowSeconds() + 60),
          sub: "alice",
          list: "[a b]",
          map: "map[a:true z:1]",
          yes: "true",
          nothing: "<nil>",
        },
        scopes: null,
      },
    });
  });

  test("is shown in format 1.0 too", async () => {
    const { body } = await get("/old", await token());
    expect(JSON.parse(body)).toMatchObject({ claims: { sub: "alice" }, scopes: null });
  });

  test.each<[object]>([[{ scope: "pets:list pets:read" }], [{ scp: ["pets:write"] }], [{ scp: "pets:write" }]])(
    "passes a route with scopes by %j",
    async (claims) => {
      const { status, body } = await get("/scoped", await token(claims));
      expect(status).toBe(200);
      expect(JSON.parse(body).jwt.scopes).toContain(Object.values(claims).flat()[0].split(" ").at(-1));
    },
  );
});

describe("www-authenticate", () => {
  const invalid = (description: string) => `Bearer scope="" error="invalid_token" error_description="${description}"`;

  test.each([[undefined], [""], ["Bearer "]])("is Bearer alone for the header %j", async (authorization) => {
    const reply = await get("/plain", authorization);
    expect([reply.status, reply.body, reply.headers["www-authenticate"]]).toEqual([
      401,
      '{"message":"Unauthorized"}',
      "Bearer",
    ]);
    const names = reply.rawHeaders.filter((_, index) => index % 2 === 0);
    expect(names.indexOf("www-authenticate")).toBe(names.indexOf("apigw-requestid") - 1);
  });

  test.each<[string, () => Promise<string> | string, string]>([
    ["no JWT", () => "x.y", "token contains an invalid number of segments"],
    ["nonsense", () => "x.y.z", "token is malformed"],
    ["an unsecured token", unsecured, "signing method none is invalid"],
    ["a token without a key id", () => token({}, first, { kid: undefined }), "the token has no key id"],
    ["an unknown key", () => token({}, second), "unable to find the key that signed the token"],
    ["another's signature", () => token({}, second, { kid: "first" }), "signature is invalid"],
    ["another issuer", () => token({ iss: "https://evil.example.com" }), "the token does not have a valid issuer"],
    ["another audience", () => token({ aud: "x" }), "the token does not have a valid audience"],
    [
      "an audience that is not the client's",
      () => token({ aud: "x", client_id: "app" }),
      "the token does not have a valid audience",
    ],
    ["no audience", () => token({ aud: undefined }), "the token does not have a valid audience"],
    ["an expired token", () => token({ exp: nowSeconds() }), "the token has expired"],
    ["a token that never expires", () => token({ exp: undefined }), "the token has expired"],
    ["an expiry that is no number", () => token({ exp: "9999999999" }), "the token has expired"],
    ["a token of tomorrow", () => token({ nbf: nowSeconds() + 9 }), "the token is not valid yet"],
    ["a token issued tomorrow", () => token({ iat: nowSeconds() + 9 }), "the token was used before it was issued"],
  ])("tells what is wrong with %s", async (_, make, description) => {
    const reply = await get("/plain", `Bearer ${await make()}`);
    expect([reply.status, reply.body]).toEqual([401, '{"message":"Unauthorized"}']);
    expect(reply.headers["www-authenticate"]).toBe(invalid(description));
  });

  test("tells of a token whose payload was changed", async () => {
    const [header, , signature] = (await token()).split(".");
    const forged = Buffer.from(JSON.stringify({ iss: issuer, aud: "app", exp: nowSeconds() + 60, sub: "root" }));
    const reply = await get("/plain", `${header}.${forged.toString("base64url")}.${signature}`);
    expect(reply.headers["www-authenticate"]).toBe(invalid("signature is invalid"));
  });

  test("does not take an HMAC under the public key", async () => {
    const secret = new TextEncoder().encode(JSON.stringify(first.jwk));
    const forged = await new SignJWT({ iss: issuer, aud: "app", exp: nowSeconds() + 60 })
      .setProtectedHeader({ alg: "HS256", kid: "first" })
      .sign(secret);
    expect((await get("/plain", forged)).headers["www-authenticate"]).toBe(invalid("signing method HS256 is invalid"));
  });

  test.each<[object]>([[{}], [{ scope: "pets" }], [{ scope: "pets:readx" }]])(
    "names the scopes that %j lacks",
    async (claims) => {
      const reply = await get("/scoped", await token(claims));
      expect([reply.status, reply.body]).toEqual([403, '{"message":"Forbidden"}']);
      expect(reply.headers["www-authenticate"]).toBe(
        'Bearer scope="pets:read pets:write" error="insufficient_scope" error_description="expected scopes within the token"',
      );
    },
  );

  test("the token is not read from two headers", async () => {
    const good = await token();
    const headers = ["authorization", good, "authorization", good];
    expect((await send(fixture.port, { path: "/plain", headers })).status).toBe(401);
  });
});

describe("the issuer", () => {
  test("is asked once for many requests, and again after two hours", async () => {
    await Promise.all(Array.from({ length: 5 }, async () => get("/plain", await token())));
    expect(asked).toEqual(["/.well-known/openid-configuration", "/keys"]);
    nowMs += jwtKeyLimits.keysLifeMs;
    expect((await get("/plain", await token())).status).toBe(200);
    expect(asked).toHaveLength(4);
  });

  test("may rotate its keys: an unknown one makes it be asked again, but not at once", async () => {
    expect((await get("/plain", await token())).status).toBe(200);
    published = [second.jwk];
    expect((await get("/plain", await token({}, second))).status).toBe(401);
    expect(asked).toHaveLength(2);
    nowMs += jwtKeyLimits.askPauseMs;
    expect((await get("/plain", await token({}, second))).status).toBe(200);
    expect((await get("/plain", await token())).status).toBe(401);
  });

  test("that fails meanwhile does not take its keys along", async () => {
    expect((await get("/plain", await token())).status).toBe(200);
    published = undefined;
    nowMs += jwtKeyLimits.askPauseMs;
    asked.length = 0;
    expect((await get("/plain", await token({}, second))).status).toBe(401);
    // Whoever makes up key ids does not have it asked over and over while it fails.
    expect((await get("/plain", await token({}, second))).status).toBe(401);
    expect(asked).toHaveLength(2);
    nowMs += jwtKeyLimits.failurePauseMs;
    expect((await get("/plain", await token({}, second))).status).toBe(401);
    expect(asked).toHaveLength(4);
    expect((await get("/plain", await token())).status).toBe(200);
    nowMs += jwtKeyLimits.keysLifeMs;
    expect((await get("/plain", await token())).status).toBe(401);
  });

  test.each([
    ["discovery", () => void (discovers = false), "OIDC discovery endpoint communication error"],
    ["keys", () => void (published = undefined), "JWKS communication error"],
  ])("without %s lets nobody pass and is asked again soon", async (_, fail, description) => {
    fail();
    expect((await get("/plain", await token())).headers["www-authenticate"]).toContain(`"${description}"`);
    published = [first.jwk];
    discovers = true;
    expect((await get("/plain", await token())).status).toBe(401);
    nowMs += jwtKeyLimits.failurePauseMs;
    expect((await get("/plain", await token())).status).toBe(200);
  });

  test.each(["/down", "/clear"])("that cannot be asked lets nobody pass: %s", async (path) => {
    const reply = await get(path, await token());
    expect([reply.status, reply.headers["www-authenticate"]]).toEqual([
      401,
      'Bearer scope="" error="invalid_token" error_description="OIDC discovery endpoint communication error"',
    ]);
  });
});

test.each(["/gone", "/none", "/function"])("a route without its authorizer lets nobody pass: %s", async (path) => {
  const reply = await get(path, await token());
  expect([reply.status, reply.body]).toEqual([500, '{"message":"Internal Server Error"}']);
});

test("the record says why", async () => {
  const reply = await get("/plain", await token({ aud: "x" }));
  const record = fixture.decisions.get(String(reply.headers["apigw-requestid"]));
  expect(record?.authorizerFailure).toBe("invalid_token: the token does not have a valid audience");
});
