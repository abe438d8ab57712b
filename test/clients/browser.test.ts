import http from "node:http";
import type { AddressInfo } from "node:net";
import {
  ApiGatewayV2Client,
  CreateApiCommand,
  CreateIntegrationCommand,
  CreateRouteCommand,
  CreateStageCommand,
} from "@aws-sdk/client-apigatewayv2";
import { type Browser, chromium, type Page } from "playwright-core";
import { afterAll, beforeAll, describe, expect, test } from "vitest";
import { accountA, type ClientFixture, region, startFixture } from "./fixture.ts";
import { invokeHost, signedHeaders } from "./invoke.ts";
import { executables, reportMissing } from "./run-client.ts";

const [executablePath] = await executables("chromium");
if (executablePath === undefined) {
  reportMissing("chromium", "there is no chromium on the search path");
}

/** What a script in a page got of a request: an answer, or nothing that it may see. */
type Seen =
  | { readonly status: number; readonly headers: Readonly<Record<string, string>>; readonly body: string }
  | { readonly failed: string };

/** A browser decides what a page may send and read; the gateway's CORS headers have to be what it asks for. */
describe.skipIf(executablePath === undefined)("Chromium", () => {
  let fixture: ClientFixture;
  let browser: Browser;
  let sites: http.Server;
  /** The page of an origin that the API allows. */
  let allowed: Page;
  /** The page of one that it does not. */
  let other: Page;
  let apiId: string;

  beforeAll(async () => {
    fixture = await startFixture();
    sites = http.createServer((_, response) => {
      response.setHeader("content-type", "text/html");
      response.end("<!doctype html><title>A page</title>");
    });
    await new Promise<void>((resolve) => sites.listen(0, "127.0.0.1", resolve));
    // A TCP server's address is never a string.
    const { port } = sites.address() as AddressInfo;
    apiId = await createApi(`http://app.us-east-1.localhost:${port}`);
    browser = await chromium.launch({
      executablePath: executablePath ?? "",
      args: [
        "--headless",
        "--no-sandbox",
        "--disable-gpu",
        "--disable-quic",
        "--no-first-run",
        "--disable-background-networking",
        "--disable-component-update",
        "--disable-sync",
      ],
    });
    [allowed, other] = await Promise.all([
      pageAt(browser, `http://app.us-east-1.localhost:${port}/`),
      pageAt(browser, `http://other.localhost:${port}/`),
    ]);
  }, 60_000);

  afterAll(async () => {
    await browser?.close();
    sites.closeAllConnections();
    sites.close();
    await fixture.close();
  });

  test("a plain request of an allowed origin is answered, and the exposed header can be read", async () => {
    const seen = await fetchFrom(allowed, "/open");
    expect(seen).toMatchObject({ status: 200, headers: { "x-total": "7" } });
    expect(seen).not.toHaveProperty("headers.x-hidden");
  });

  test("a request with an allowed method and header passes its preflight", async () => {
    const seen = await fetchFrom(allowed, "/open", { method: "PUT", headers: { "x-app": "1" }, body: "hello" });
    expect(seen).toMatchObject({ status: 200, body: expect.stringContaining('"x-app":"1"') });
  });

  test.each([
    ["a method", { method: "PATCH" }],
    ["a header", { headers: { "x-unknown": "1" } }],
  ])("%s that is not allowed is stopped by the preflight", async (_, init) => {
    expect(await fetchFrom(allowed, "/open", init)).toEqual({ failed: "Failed to fetch" });
  });

  test("a page of another origin reads nothing", async () => {
    expect(await fetchFrom(other, "/open")).toEqual({ failed: "Failed to fetch" });
    expect(await fetchFrom(other, "/open", { method: "PUT" })).toEqual({ failed: "Failed to fetch" });
  });

  test("cookies travel where credentials are allowed", async () => {
    const host = invokeHost(fixture, apiId);
    await allowed.context().addCookies([{ name: "session", value: "abc", url: `http://${host}/` }]);
    const seen = await fetchFrom(allowed, "/open", { credentials: "include" });
    expect(seen).toMatchObject({ status: 200, body: expect.stringContaining("session=abc") });
  });

  test.each([
    ["/guarded", 403, '{"message":"Missing Authentication Token"}'],
    ["/nowhere", 404, '{"message":"Not Found"}'],
  ])("the refusal of %s can be read by the page", async (path, status, body) => {
    expect(await fetchFrom(allowed, path)).toMatchObject({ status, body });
  });

  test("a request signed for IAM passes its preflight and its route's authorization", async () => {
    const { host: _, ...headers } = await signedHeaders(fixture, {
      apiId,
      path: "/guarded",
      credentials: accountA.admin,
    });
    expect(await fetchFrom(allowed, "/guarded", { headers })).toMatchObject({ status: 200 });
  });

  test("the preflight of a route for any method is asked for the route's authorization, which browsers never send", async () => {
    const { host: _, ...headers } = await signedHeaders(fixture, { apiId, path: "/any", credentials: accountA.admin });
    expect(await fetchFrom(allowed, "/any", { headers })).toEqual({ failed: "Failed to fetch" });
  });

  /** Makes an API that one origin may use. */
  async function createApi(origin: string): Promise<string> {
    const client = new ApiGatewayV2Client({ endpoint: fixture.endpoint, region, credentials: accountA.admin });
    const api = await client.send(
      new CreateApiCommand({
        Name: "pages",
        ProtocolType: "HTTP",
        CorsConfiguration: {
          AllowOrigins: [origin],
          AllowMethods: ["GET", "PUT"],
          AllowHeaders: ["x-app", "authorization", "x-amz-date", "x-amz-content-sha256"],
          ExposeHeaders: ["x-total"],
          AllowCredentials: true,
          MaxAge: 0,
        },
      }),
    );
    const ApiId = api.ApiId ?? "";
    const { IntegrationId } = await client.send(
      new CreateIntegrationCommand({
        ApiId,
        IntegrationType: "HTTP_PROXY",
        IntegrationUri: fixture.backendUrl,
        IntegrationMethod: "ANY",
        PayloadFormatVersion: "1.0",
        ResponseParameters: { "200": { "append:header.x-total": "7", "append:header.x-hidden": "8" } },
      }),
    );
    const Target = `integrations/${IntegrationId}`;
    for (const [RouteKey, AuthorizationType] of [
      ["GET /open", "NONE"],
      ["PUT /open", "NONE"],
      ["GET /guarded", "AWS_IAM"],
      ["ANY /any", "AWS_IAM"],
    ] as const) {
      await client.send(new CreateRouteCommand({ ApiId, RouteKey, AuthorizationType, Target }));
    }
    await client.send(new CreateStageCommand({ ApiId, StageName: "$default", AutoDeploy: true }));
    return ApiId;
  }

  /** Calls the API from a script of a page. */
  function fetchFrom(page: Page, path: string, init: Readonly<Record<string, unknown>> = {}): Promise<Seen> {
    const url = `http://${invokeHost(fixture, apiId)}${path}`;
    return page.evaluate(
      async ([address, options]) => {
        try {
          const response = await fetch(address, options);
          const headers = Object.fromEntries(response.headers.entries());
          return { status: response.status, headers, body: await response.text() };
        } catch (error) {
          return { failed: error instanceof Error ? error.message : String(error) };
        }
      },
      [url, init] as const,
    );
  }
});

async function pageAt(browser: Browser, url: string): Promise<Page> {
  const page = await (await browser.newContext()).newPage();
  await page.goto(url);
  return page;
}
