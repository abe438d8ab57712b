import { hash } from "node:crypto";
import type { RawRequest } from "../src/http/raw-request.ts";
import {
  checkAuthorization,
  createSigningKeys,
  deriveSigningKey,
  parseAuthorization,
  presignRequest,
  signRequest,
  verifySignature,
} from "../src/sigv4/index.ts";

const nowMs = Date.UTC(2026, 0, 1);
const expectation = { services: ["execute-api"], region: "us-east-1", skewMinutes: 5 };
const credentials = { accessKeyId: "ASIAEXAMPLE", secretAccessKey: "secret", sessionToken: "t".repeat(800) };
/** Many short rounds, the best of which counts: what else the machine does then counts least. */
const rounds = 200;
const checksPerRound = 500;

/** Prints the microseconds that checking one signature takes, beside the bare cost of the cryptography in it. */
export function sigv4Bench(): void {
  const keys = createSigningKeys(10);
  const header = headerRequest();
  const query = queryRequest();
  const text = "x".repeat(200);
  const key = deriveSigningKey("secret", { date: "20260101", region: "us-east-1", service: "execute-api" });
  console.log("µs per signature checked (parse, check, hash the body, verify)");
  print("header, signing key cached", () => check(header, (secret, scope) => keys.get(secret, scope)));
  print("header, signing key derived", () => check(header, deriveSigningKey));
  print("query, signing key cached", () => check(query, (secret, scope) => keys.get(secret, scope)));
  print("query, signing key derived", () => check(query, deriveSigningKey));
  print("parse the header alone", () => parseAuthorization(header).kind === "signed");
  print("SHA-256 of 200 bytes", () => hash("sha256", text).length === 64);
  print("HMAC of 200 bytes", () => key.sign(text).length === 64);
}

function check(request: RawRequest, keyOf: typeof deriveSigningKey): boolean {
  const parsed = parseAuthorization(request);
  if (parsed.kind !== "signed") {
    return false;
  }
  const { authorization } = parsed;
  return (
    checkAuthorization(authorization, expectation, nowMs) === undefined &&
    verifySignature(request, hash("sha256", ""), authorization, keyOf("secret", authorization.scope))
  );
}

function print(name: string, run: () => boolean): void {
  const bests = Array.from({ length: rounds }, () => {
    const start = performance.now();
    for (let check = 0; check < checksPerRound; check += 1) {
      if (!run()) {
        throw new Error(`${name}: the signature was refused`);
      }
    }
    return ((performance.now() - start) * 1_000) / checksPerRound;
  });
  console.log(
    `${Math.min(...bests)
      .toFixed(2)
      .padStart(8)}  ${name}`,
  );
}

const sent = {
  method: "GET",
  path: "/stage/pets/42",
  query: "limit=10&after=x",
  remoteAddress: "127.0.0.1",
  secure: false,
};
const host = ["Host", "abcdef1234.execute-api.us-east-1.localhost:4566"];
const unsignedHeaders = [
  "User-Agent",
  "bench/1",
  "Accept",
  "*/*",
  "Accept-Encoding",
  "gzip",
  "Connection",
  "keep-alive",
];
const signing = { ...sent, headers: host, credentials, region: "us-east-1", service: "execute-api", nowMs };

function headerRequest(): RawRequest {
  const added = signRequest({ ...signing, body: "" });
  return { ...sent, headers: [...host, ...unsignedHeaders, ...Object.entries(added).flat()] };
}

function queryRequest(): RawRequest {
  return {
    ...sent,
    query: presignRequest({ ...signing, expiresSeconds: 300 }),
    headers: [...host, ...unsignedHeaders],
  };
}
