import { createHash, createHmac } from "node:crypto";
import http from "node:http";
import { SignatureV4 } from "@smithy/signature-v4";
import type { ChecksumConstructor } from "@smithy/types";
import type { ClientFixture, Echo } from "./fixture.ts";

/** An access key, with the session token of a temporary one. */
export interface Credentials {
  readonly accessKeyId: string;
  readonly secretAccessKey: string;
  readonly sessionToken?: string;
}

/** What came back of an invoke. */
export interface InvokeReply {
  readonly status: number;
  readonly headers: http.IncomingHttpHeaders;
  /** The parsed JSON. */
  readonly body: unknown;
}

/** An invoke of an API of the fixture. */
export interface Invoke {
  readonly apiId: string;
  readonly path?: string;
  /** Unsigned when absent. */
  readonly credentials?: Credentials | undefined;
}

/** Invokes by host name, as `https://{api}.execute-api.{region}.{domain}/`, signed by the AWS SDK's own signer. */
export async function invoke(fixture: ClientFixture, call: Invoke): Promise<InvokeReply> {
  const { path = "/pets" } = call;
  const headers = await signedHeaders(fixture, call);
  return new Promise((resolve, reject) => {
    const outgoing = http.request({
      host: "127.0.0.1",
      port: fixture.port,
      path,
      headers,
      agent: false,
    });
    outgoing.on("error", reject).on("response", (response) => {
      let text = "";
      response.setEncoding("utf8").on("data", (chunk: string) => (text += chunk));
      response.on("error", reject).on("end", () => {
        resolve({ status: response.statusCode ?? 0, headers: response.headers, body: JSON.parse(text) });
      });
    });
    outgoing.end();
  });
}

/** The headers of a GET, with a signature by the AWS SDK's own signer when there are credentials. */
export async function signedHeaders(
  fixture: ClientFixture,
  { apiId, path = "/pets", credentials }: Invoke,
): Promise<Readonly<Record<string, string>>> {
  const host = invokeHost(fixture, apiId);
  const request = { method: "GET", protocol: "http:", hostname: host, path, query: {}, headers: { host } };
  if (credentials === undefined) {
    return request.headers;
  }
  const signer = new SignatureV4({ service: "execute-api", region: "us-east-1", credentials, sha256: Sha256 });
  return (await signer.sign(request)).headers;
}

/** The host name by which an API is invoked. */
export function invokeHost({ port }: ClientFixture, apiId: string): string {
  return `${apiId}.execute-api.us-east-1.localhost:${port}`;
}

/** The answer to an invoke without a signature, in the article's words. */
export const unsignedRefusal = { status: 403, body: { message: "Missing Authentication Token" } };

/** The answer to any other invoke that is refused. */
export const refusal = { status: 403, body: { message: "Forbidden" } };

/** The answer that shows a request to have reached the backend. */
export function answered(echo: Partial<Echo>) {
  return { status: 200, body: echo };
}

/** SHA-256 in the form that the AWS SDK's signer takes. */
const Sha256: ChecksumConstructor = class {
  readonly #hash;

  constructor(secret?: unknown) {
    // The signer hands over the text or the bytes of a key.
    this.#hash = secret === undefined ? createHash("sha256") : createHmac("sha256", secret as string | Uint8Array);
  }

  update(data: Uint8Array) {
    this.#hash.update(data);
  }

  digest() {
    return Promise.resolve(new Uint8Array(this.#hash.digest()));
  }

  reset() {
    throw new Error("a checksum is used once");
  }
};
