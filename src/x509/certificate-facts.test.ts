import { X509Certificate } from "node:crypto";
import { describe, expect, test } from "vitest";
import { opensslCertificate } from "../../test/openssl.ts";
import { selfSigned, version1 } from "../../test/self-signed.ts";
import {
  coversName,
  domainNamesOf,
  keyAlgorithmOf,
  serialNumberOf,
  signatureAlgorithmOf,
} from "./certificate-facts.ts";
import { extendedKeyUsagesOf, isVersion3, keyUsagesOf } from "./extensions.ts";

async function made(options: Partial<Parameters<typeof opensslCertificate>[0]>): Promise<X509Certificate> {
  return new X509Certificate((await opensslCertificate({ subject: "/CN=www.example.com", ...options })).certificate);
}

describe("the names of a certificate", () => {
  test("are its common name and its alternative host names, in lower case, in order and once each", async () => {
    const extensions = [
      "subjectAltName=DNS:b.example.com,DNS:A.example.com,DNS:www.example.com,IP:10.0.0.1,DNS:*.c.example",
    ];
    expect(domainNamesOf(await made({ extensions }))).toEqual([
      "*.c.example",
      "a.example.com",
      "b.example.com",
      "www.example.com",
    ]);
  });

  test("leave out a common name that is no host name", async () => {
    expect(domainNamesOf(await made({ subject: "/CN=The Server" }))).toEqual([]);
  });

  test("are not made of the pieces of one that looks like several", () => {
    // OpenSSL's command does not put this into a certificate; this is how Node writes it when something else has.
    const certificate = { subject: "CN=a.example", subjectAltName: 'DNS:"x, DNS:evil.example, y", DNS:b.example' };
    expect(domainNamesOf(certificate)).toEqual(["a.example", "b.example"]);
  });

  test.each([
    ["api.example.com", true],
    ["*.example.com", true],
    ["example.com", true],
    ["deep.api.example.com", false],
    ["*.api.example.com", false],
    ["example.org", false],
    ["com", false],
  ])("with example.com and *.example.com, take %s: %s", (name, covered) => {
    expect(coversName(["*.example.com", "example.com"], name)).toBe(covered);
  });
});

test.each([
  [["-newkey", "rsa:2048"], "sha384", "RSA-2048", "SHA384WITHRSA"],
  [["-newkey", "ec", "-pkeyopt", "ec_paramgen_curve:P-384"], "sha512", "EC-secp384r1", "SHA512WITHECDSA"],
  [["-newkey", "ec", "-pkeyopt", "ec_paramgen_curve:P-521"], "sha1", "EC-secp521r1", "SHA1WITHECDSA"],
  [["-newkey", "ed25519"], "sha256", "ed25519", "ED25519"],
])("a key of %j signed with %s is %s, %s", async (key, digest, algorithm, signature) => {
  const certificate = await made({ key, digest });
  expect([keyAlgorithmOf(certificate), signatureAlgorithmOf(certificate)]).toEqual([algorithm, signature]);
});

test("uses are read from their extensions, critical or not", async () => {
  const certificate = await made({
    extensions: ["keyUsage=critical,decipherOnly,keyAgreement", "extendedKeyUsage=clientAuth,1.2.3.4"],
  });
  expect(keyUsagesOf(certificate)).toEqual(["KEY_AGREEMENT", "DECIPHER_ONLY"]);
  expect(extendedKeyUsagesOf(certificate)).toEqual([
    { name: "TLS_WEB_CLIENT_AUTHENTICATION", id: "1.3.6.1.5.5.7.3.2" },
    { name: "CUSTOM", id: "1.2.3.4" },
  ]);
});

test("versions and serial numbers are told", () => {
  const third = new X509Certificate(selfSigned.rsa.certificate);
  expect([isVersion3(third), isVersion3(new X509Certificate(version1))]).toEqual([true, false]);
  expect(serialNumberOf(third)).toBe("03:ea");
});
