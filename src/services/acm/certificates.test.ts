import { afterEach, beforeEach, describe, expect, test } from "vitest";
import { type ApiCalls, importCertificate, openApiCalls, owner, testNowMs } from "../../../test/api-calls.ts";
import { certificates, leafExpiresAtMs, privateKeys } from "../../../test/certificates.ts";
import { selfSigned, version1 } from "../../../test/self-signed.ts";
import { acmQuotas } from "./quotas.ts";

let calls: ApiCalls;
beforeEach(async () => {
  calls = await openApiCalls();
});
afterEach(() => calls.close());

const arnOf = (id: string) => `arn:aws:acm:us-east-1:${owner}:certificate/${id}`;
const absent = arnOf("11111111-2222-3333-4444-555555555555");
const bytes = (text: string) => Buffer.from(text);
const leaf = { Certificate: bytes(certificates.leaf), PrivateKey: bytes(privateKeys.leaf) };
const chain = `${certificates.issuer}\n${certificates.root}\n`;

describe("an imported certificate", () => {
  test("is described as AWS describes one", async () => {
    const arn = await importCertificate(calls, selfSigned.rsa);
    expect(arn).toMatch(/^arn:aws:acm:us-east-1:111111111111:certificate\/[0-9a-f]{8}(-[0-9a-f]{4}){3}-[0-9a-f]{12}$/);
    expect(await calls.call("DescribeCertificate", { CertificateArn: arn })).toEqual({
      Certificate: {
        CertificateArn: arn,
        CreatedAt: new Date(testNowMs),
        DomainName: "rsa.example.com",
        DomainValidationOptions: [{ DomainName: "rsa.example.com" }, { DomainName: "www.rsa.example.com" }],
        ExtendedKeyUsages: [{ Name: "TLS_WEB_SERVER_AUTHENTICATION", OID: "1.3.6.1.5.5.7.3.1" }],
        ImportedAt: new Date(testNowMs),
        InUseBy: [],
        Issuer: "Example Org",
        KeyAlgorithm: "RSA-2048",
        KeyUsages: [{ Name: "DIGITAL_SIGNATURE" }, { Name: "NON_REPUDIATION" }, { Name: "KEY_ENCIPHERMENT" }],
        NotAfter: new Date(Date.UTC(2120, 0, 1)),
        NotBefore: new Date(Date.UTC(2020, 0, 1)),
        Options: { CertificateTransparencyLoggingPreference: "DISABLED" },
        RenewalEligibility: "INELIGIBLE",
        Serial: "03:ea",
        SignatureAlgorithm: "SHA256WITHRSA",
        Status: "ISSUED",
        Subject: "C=AU,ST=Some-State,O=Example Org,OU=Testing,CN=rsa.example.com",
        SubjectAlternativeNames: ["rsa.example.com", "www.rsa.example.com"],
        Type: "IMPORTED",
      },
    });
  });

  test("says so when it says nothing of its uses", async () => {
    const arn = await importCertificate(calls);
    const { Certificate } = await calls.call("DescribeCertificate", { CertificateArn: arn });
    expect(Certificate).toMatchObject({
      DomainName: "example.com",
      SubjectAlternativeNames: ["*.example.com", "d.example", "example.com"],
      KeyAlgorithm: "EC-prime256v1",
      SignatureAlgorithm: "SHA256WITHECDSA",
      KeyUsages: [{ Name: "ANY" }],
      ExtendedKeyUsages: [{ Name: "NONE" }],
    });
  });

  test("comes back with its chain and never with its private key, which the store has sealed", async () => {
    const imported = await calls.call("ImportCertificate", { ...leaf, CertificateChain: bytes(chain) });
    expect(await calls.call("GetCertificate", imported)).toEqual({
      Certificate: certificates.leaf,
      CertificateChain: chain.trim(),
    });
    const id = String(imported["CertificateArn"]).split("/")[1] ?? "";
    const stored = await calls.store.read((tx) => tx.certificates.find(id));
    expect(stored?.secret).toBe(privateKeys.leaf);
    const described = await calls.call("DescribeCertificate", imported);
    expect(described).toMatchObject({ Certificate: { NotAfter: new Date(leafExpiresAtMs), Issuer: "Example Issuer" } });
    expect(JSON.stringify(described)).not.toContain("PRIVATE");
  });

  test("is replaced under its ARN, tags and creation kept", async () => {
    const tagged = await calls.call("ImportCertificate", {
      ...{ Certificate: bytes(selfSigned.rsa.certificate), PrivateKey: bytes(selfSigned.rsa.privateKey) },
      Tags: [{ Key: "team", Value: "pets" }],
    });
    const again = { ...tagged, ...leaf, CertificateChain: bytes(chain) };
    expect(await calls.refusal("ImportCertificate", { ...again, Tags: [{ Key: "team" }] })).toBe(
      "400 ValidationException: Tagging is not permitted on re-import.",
    );
    expect(await calls.call("ImportCertificate", again)).toEqual(tagged);
    expect(await calls.call("DescribeCertificate", tagged)).toMatchObject({
      Certificate: { DomainName: "www.example.com", CreatedAt: new Date(testNowMs) },
    });
    expect(await calls.call("ListTagsForCertificate", tagged)).toEqual({ Tags: [{ Key: "team", Value: "pets" }] });
    expect(await calls.refusal("ImportCertificate", { ...again, CertificateArn: absent })).toBe(
      `400 ResourceNotFoundException: Could not find certificate ${absent}.`,
    );
  });

  test("is nobody else's, nor of another region", async () => {
    const CertificateArn = await importCertificate(calls);
    const missing = `400 ResourceNotFoundException: Could not find certificate ${CertificateArn}.`;
    for (const other of [calls.as({ accountId: "222222222222" }), calls.as({ region: "eu-west-1" })]) {
      for (const operation of [
        "DescribeCertificate",
        "GetCertificate",
        "DeleteCertificate",
        "ListTagsForCertificate",
      ]) {
        expect(await other.refusal(operation, { CertificateArn })).toBe(missing);
      }
      expect(await other.refusal("ImportCertificate", { ...leaf, CertificateArn })).toBe(missing);
    }
  });

  test("is deleted unless a custom domain uses it", async () => {
    const CertificateArn = await importCertificate(calls);
    const domain = { DomainName: "api.example.com", DomainNameConfigurations: [{ CertificateArn }] };
    await calls.call("CreateDomainName", domain);
    expect(await calls.refusal("DeleteCertificate", { CertificateArn })).toBe(
      `400 ResourceInUseException: Certificate ${CertificateArn} in account ${owner} is in use.`,
    );
    expect(await calls.call("DescribeCertificate", { CertificateArn })).toMatchObject({
      Certificate: { InUseBy: ["arn:aws:apigateway:us-east-1::/domainnames/api.example.com"] },
    });
    await calls.call("DeleteDomainName", { DomainName: domain.DomainName });
    await calls.call("DeleteCertificate", { CertificateArn });
    expect(await calls.refusal("DescribeCertificate", { CertificateArn })).toContain("ResourceNotFoundException");
  });
});

const notPem = "The certificate body/chain provided is not in a valid PEM format.";
const brokenAt = (index: number) =>
  `Unable to validate certificate chain. The certificate chain must start with the immediate signing certificate, followed by any intermediaries in order. The index within the chain of the invalid certificate is: ${index}`;

describe("an import is refused for", () => {
  test.each([
    ["what is no certificate", { Certificate: "junk" }, notPem],
    ["a broken certificate", { Certificate: certificates.leaf.replace("\nM", "\nN") }, notPem],
    [
      "two certificates",
      { Certificate: `${certificates.leaf}\n${certificates.issuer}` },
      "The certificate field contains more than one certificate. You can specify only one certificate in this field.",
    ],
    ["a certificate of version 1", { Certificate: version1 }, "The certificate is not an X.509 version 3 certificate."],
    ["what is no private key", { PrivateKey: "junk" }, "The private key is not supported."],
    ["an encrypted private key", { PrivateKey: privateKeys.encrypted }, "The private key is not supported."],
    [
      "the key of another certificate",
      { PrivateKey: privateKeys.other },
      "The private key does not match the public key of the certificate.",
    ],
    ["an expired certificate", { Certificate: certificates.expired }, "The certificate has expired."],
    ["one for later", { Certificate: certificates.notYetValid }, "The certificate is not valid yet."],
    [
      "one without its chain",
      { CertificateChain: undefined },
      "Provided certificate is not a valid self signed. Please provide either a valid self-signed certificate or certificate chain.",
    ],
    ["a chain that is none", { CertificateChain: "junk" }, notPem],
    [
      "another's chain",
      { CertificateChain: certificates.root },
      "Could not validate the certificate with the certificate chain.",
    ],
    ["a chain with itself in it", { CertificateChain: `${certificates.leaf}\n${chain}` }, brokenAt(0)],
    [
      "a chain in disorder",
      { CertificateChain: `${certificates.issuer}\n${certificates.issuer}\n${certificates.root}` },
      brokenAt(1),
    ],
  ])("%s", async (_, difference, text) => {
    const input = {
      Certificate: certificates.leaf,
      PrivateKey: privateKeys.leaf,
      CertificateChain: chain as string | undefined,
      ...difference,
    };
    const filled = Object.entries(input).map(([name, value]) => [name, value === undefined ? value : bytes(value)]);
    expect(await calls.refusal("ImportCertificate", Object.fromEntries(filled))).toBe(
      `400 ValidationException: ${text}`,
    );
  });

  test.each([
    [selfSigned.rsa1536, "The private key length 1536 is not supported for key algorithm."],
    [selfSigned.ed25519, "The private key is not supported."],
  ])("a kind of key that AWS does not take (%#)", async (pair, text) => {
    await expect(importCertificate(calls, pair)).rejects.toThrow(text);
  });

  test("parts that are too long, without repeating them", async () => {
    const refusal = await calls.refusal("ImportCertificate", {
      Certificate: Buffer.alloc(32_769),
      PrivateKey: Buffer.alloc(5121, "k"),
    });
    expect(refusal).toBe(
      "400 ValidationException: 2 validation errors detected: Value at 'privateKey' failed to satisfy constraint: Member must have length less than or equal to 5120; Value 'java.nio.HeapByteBuffer[pos=0 lim=32769 cap=32769]' at 'certificate' failed to satisfy constraint: Member must have length less than or equal to 32768",
    );
  });

  test("one certificate more than the quota", async () => {
    const arn = await importCertificate(calls);
    const [, id = ""] = arn.split("/");
    await calls.store.write(async (tx) => {
      const one = await tx.certificates.find(id);
      for (let index = 1; index < acmQuotas.certificates; index += 1) {
        await tx.certificates.insert({ ...one, certificateId: `copy-${index}` } as NonNullable<typeof one>);
      }
    });
    await expect(importCertificate(calls)).rejects.toThrow(/^You have reached the maximum number of certificates\./);
  });
});

test("an ARN that names no certificate is not looked for", async () => {
  const CertificateArn = `arn:aws:acm:us-east-1:${owner}:account/x`;
  expect(await calls.refusal("DescribeCertificate", { CertificateArn })).toBe(
    `400 InvalidArnException: The ARN ${CertificateArn} does not name a certificate.`,
  );
  expect(await calls.refusal("DescribeCertificate", { CertificateArn: "x" })).toMatch(
    /^400 ValidationException: 2 validation errors detected: Value 'x' at 'certificateArn' failed to satisfy constraint: /,
  );
});

test("permissions are asked on the certificate, with its tags and the request's", async () => {
  const CertificateArn = await importCertificate(calls);
  await calls.call("AddTagsToCertificate", { CertificateArn, Tags: [{ Key: "team", Value: "pets" }] });
  const Tags = [{ Key: "stage", Value: "live" }];
  const ofTag = { "aws:ResourceTag/team": "pets" };
  const ofRequest = { "aws:RequestTag/stage": "live", "aws:TagKeys": ["stage"] };
  expect(await calls.checks("ImportCertificate", { ...leaf, Tags })).toEqual([
    { action: "acm:ImportCertificate", resource: arnOf("*"), context: ofRequest },
  ]);
  expect(await calls.checks("ImportCertificate", { ...leaf, CertificateArn })).toEqual([
    { action: "acm:ImportCertificate", resource: CertificateArn, context: ofTag },
  ]);
  expect(await calls.checks("AddTagsToCertificate", { CertificateArn, Tags })).toEqual([
    { action: "acm:AddTagsToCertificate", resource: CertificateArn, context: { ...ofTag, ...ofRequest } },
  ]);
  expect(await calls.checks("DescribeCertificate", { CertificateArn: absent })).toEqual([
    { action: "acm:DescribeCertificate", resource: absent, context: {} },
  ]);
  expect(await calls.checks("ListCertificates", {})).toEqual([{ action: "acm:ListCertificates", resource: "*" }]);
});
