import { Buffer } from "node:buffer";
import http from "node:http";
import { afterAll, beforeAll, expect, test } from "vitest";
import { type GatewayFixture, hostOf, listen, putApi, startGateway } from "../../test/gateway.ts";

let fixture: GatewayFixture;
let backend: http.Server;

/** All byte values, over and over. */
const bytes = Buffer.from(Array.from({ length: 20_000 }, (_, index) => index % 256));

beforeAll(async () => {
  fixture = await startGateway();
  backend = http.createServer((request, response) => {
    const { size, pieces, framed } = Object.fromEntries(new URL(request.url ?? "", "http://x").searchParams);
    if (framed === "length") {
      response.setHeader("content-length", Number(size));
    }
    if (pieces === "1") {
      // Head and body in one segment, as small answers come.
      response.end(bytes.subarray(0, Number(size)));
      return;
    }
    const step = Math.max(1, Math.ceil(Number(size) / Number(pieces)));
    const send = (from: number): void => {
      if (from >= Number(size)) {
        response.end();
      } else {
        response.write(bytes.subarray(from, Math.min(Number(size), from + step)), () =>
          setImmediate(send, from + step),
        );
      }
    };
    response.flushHeaders();
    send(0);
  });
  const uri = `http://127.0.0.1:${await listen(backend)}`;
  await putApi(fixture.store, { apiId: "api1", routes: [{ key: "$default", uri }] });
});

afterAll(async () => {
  await fixture.close();
  backend.closeAllConnections();
  backend.close();
});

const sizes = [0, 1, 256, 4_096, 4_097, 20_000];

test.each(
  sizes.flatMap((size) =>
    [1, 3].flatMap((pieces) => ["length", "chunked"].map((framed) => [size, pieces, framed] as const)),
  ),
)("a body of %i bytes in %i pieces framed by %s arrives as it was sent", async (size, pieces, framed) => {
  const got = await receive(`/?size=${size}&pieces=${pieces}&framed=${framed}`);
  expect(got.equals(bytes.subarray(0, size))).toBe(true);
});

function receive(path: string): Promise<Buffer> {
  return new Promise((resolve, reject) => {
    const options = { port: fixture.port, host: "127.0.0.1", path, agent: false, headers: { host: hostOf("api1") } };
    const request = http.get(options, (response) => {
      const chunks: Buffer[] = [];
      response.on("data", (chunk: Buffer) => chunks.push(chunk)).on("error", reject);
      response.on("end", () => resolve(Buffer.concat(chunks)));
    });
    request.on("error", reject);
  });
}
