import { providerLimits } from "./limits.ts";

/** How long one document may take to come, in milliseconds, and how long it may be, in bytes. */
export type DocumentLimits = Pick<Record<keyof typeof providerLimits, number>, "fetchMs" | "documentBytes">;

/** Fetches a JSON document of an identity provider: within limits of time and size, and without following redirects. */
export async function fetchDocument(url: URL, limits: DocumentLimits = providerLimits): Promise<unknown> {
  const response = await fetch(url, {
    redirect: "error",
    signal: AbortSignal.timeout(limits.fetchMs),
    headers: { accept: "application/json" },
  });
  if (!response.ok || response.body === null) {
    await response.body?.cancel();
    throw new Error(`${url.href} answered ${response.status}`);
  }
  const chunks: Uint8Array[] = [];
  let length = 0;
  for await (const chunk of response.body) {
    length += chunk.length;
    if (length > limits.documentBytes) {
      throw new Error(`${url.href} is longer than ${limits.documentBytes} bytes`);
    }
    chunks.push(chunk);
  }
  return JSON.parse(Buffer.concat(chunks).toString());
}

/** Whether keys may be fetched from an address: over TLS, or in the clear on this machine or where a setting allows it. */
export function isTrustworthy(url: URL, allowHttp: boolean): boolean {
  const loopback = /^(?:localhost|127(?:\.\d+){3}|\[::1\])$/.test(url.hostname);
  return url.protocol === "https:" || (url.protocol === "http:" && (allowHttp || loopback));
}
