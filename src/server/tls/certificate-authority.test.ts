import { X509Certificate } from "node:crypto";
import { afterAll, beforeAll, expect, test } from "vitest";
import { systemSources } from "../../sources.ts";
import { openStore } from "../../store/open-store.ts";
import type { Store } from "../../store/store.ts";
import { createLocalCertificates, findAuthority } from "./certificate-authority.ts";
import type { ServerIdentity } from "./certificate-source.ts";

const dayMs = 86_400_000;
const madeAtMs = Date.UTC(2026, 10, 28);
const clock = { nowMs: madeAtMs };
const sources = { ...systemSources, nowMs: () => clock.nowMs };
const names = {
  certificateNames: async (name: string) =>
    name === "localhost"
      ? ["localhost", "127.0.0.1", "::1"]
      : name.endsWith(".example.com")
        ? [name]
        : name.endsWith(".example.net")
          ? ["*.example.net"]
          : undefined,
};
let store: Store;

beforeAll(async () => {
  store = await openStore({ database: undefined, masterKey: new Uint8Array(32), sources });
});

afterAll(() => store.close());

test("the authority is made once and signs nothing but server certificates", async () => {
  const [first, second] = await Promise.all([findAuthority({ store, sources }), findAuthority({ store, sources })]);
  expect(second).toEqual(first);
  const certificate = new X509Certificate(first.certificate);
  expect(certificate.ca).toBe(true);
  expect(certificate.verify(certificate.publicKey)).toBe(true);
  expect(certificate.subject).toMatch(/^CN=Sallyport local CA [0-9a-f]{8}\nO=Sallyport$/);
  expect(certificate.validToDate.getTime()).toBe(madeAtMs + 3650 * dayMs);
  // keyCertSign and cRLSign, critical, and a path length of zero.
  expect(certificate.raw.includes(Buffer.from("0603551d0f0101ff040403020106", "hex"))).toBe(true);
  expect(certificate.raw.includes(Buffer.from("30060101ff020100", "hex"))).toBe(true);
});

test("a certificate is for its names only, on P-256, for 397 days", async () => {
  const certificates = createLocalCertificates({ store, sources, names });
  const certificate = certificateOf(await certificates("localhost"));
  expect(certificate.subjectAltName).toBe("DNS:localhost, IP Address:127.0.0.1, IP Address:0:0:0:0:0:0:0:1");
  expect(certificate.publicKey.asymmetricKeyDetails).toMatchObject({ namedCurve: "prime256v1" });
  expect(certificate.ca).toBe(false);
  expect(certificate.keyUsage).toEqual(["1.3.6.1.5.5.7.3.1"]);
  expect(certificate.validToDate.getTime() - certificate.validFromDate.getTime()).toBe(397 * dayMs);
  const authority = new X509Certificate((await findAuthority({ store, sources })).certificate);
  expect(certificate.checkIssued(authority)).toBe(true);
  expect(certificate.verify(authority.publicKey)).toBe(true);
  expect(await certificates("elsewhere.example.org")).toBeUndefined();
});

test("a certificate is kept until it nears its end, then replaced", async () => {
  const certificates = createLocalCertificates({ store, sources, names });
  const first = await certificates("a.example.com");
  clock.nowMs = madeAtMs + 360 * dayMs;
  expect(await certificates("a.example.com")).toBe(first);
  clock.nowMs = madeAtMs + 367 * dayMs;
  const [second, third] = await Promise.all([certificates("a.example.com"), certificates("a.example.com")]);
  expect(second).not.toBe(first);
  expect(third).toBe(second);
  expect(certificateOf(second).serialNumber).not.toBe(certificateOf(first).serialNumber);
  clock.nowMs = madeAtMs;
});

test("names that share a certificate get the same one", async () => {
  const certificates = createLocalCertificates({ store, sources, names });
  const [first, second] = await Promise.all([certificates("a.example.net"), certificates("b.example.net")]);
  expect(second).toBe(first);
  expect(certificateOf(first).checkHost("b.example.net")).toBe("*.example.net");
});

test("a failure to issue is not kept", async () => {
  let failing = true;
  const shaky: Pick<Store, "certificateAuthority"> = {
    certificateAuthority: (make) =>
      failing ? Promise.reject(new Error("no database")) : store.certificateAuthority(make),
  };
  const certificates = createLocalCertificates({ store: shaky, sources, names });
  await expect(certificates("b.example.com")).rejects.toThrow("no database");
  failing = false;
  expect(certificateOf(await certificates("b.example.com")).subjectAltName).toBe("DNS:b.example.com");
});

test("a certificate does not outlive its authority", async () => {
  clock.nowMs = madeAtMs + 3600 * dayMs;
  const certificates = createLocalCertificates({ store, sources, names });
  expect(certificateOf(await certificates("c.example.com")).validToDate.getTime()).toBe(madeAtMs + 3650 * dayMs);
  clock.nowMs = madeAtMs;
});

function certificateOf(identity: ServerIdentity | undefined): X509Certificate {
  return new X509Certificate(identity?.certificateChain ?? "");
}
