import { afterEach, beforeEach, expect, test } from "vitest";
import { type ApiCalls, importCertificate, openApiCalls } from "../../../test/api-calls.ts";
import { selfSigned } from "../../../test/self-signed.ts";

let calls: ApiCalls;
beforeEach(async () => {
  calls = await openApiCalls();
});
afterEach(() => calls.close());

async function arnsOf(input: object): Promise<readonly unknown[]> {
  const { CertificateSummaryList } = await calls.call("ListCertificates", input);
  return (CertificateSummaryList as readonly { readonly CertificateArn: string }[]).map((one) => one.CertificateArn);
}

test("a list shows certificates with RSA keys of at most 2,048 bits, unless it is asked for others", async () => {
  const rsa = await importCertificate(calls, selfSigned.rsa);
  const elliptic = await importCertificate(calls);
  expect(await calls.call("ListCertificates", {})).toEqual({
    CertificateSummaryList: [
      expect.objectContaining({
        CertificateArn: rsa,
        DomainName: "rsa.example.com",
        SubjectAlternativeNameSummaries: ["rsa.example.com", "www.rsa.example.com"],
        HasAdditionalSubjectAlternativeNames: false,
        Status: "ISSUED",
        Type: "IMPORTED",
        KeyAlgorithm: "RSA-2048",
        KeyUsages: ["DIGITAL_SIGNATURE", "NON_REPUDIATION", "KEY_ENCIPHERMENT"],
        ExtendedKeyUsages: ["TLS_WEB_SERVER_AUTHENTICATION"],
        InUse: false,
        RenewalEligibility: "INELIGIBLE",
      }),
    ],
  });
  expect(await arnsOf({ Includes: { keyTypes: ["EC_prime256v1"] } })).toEqual([elliptic]);
});

test("filters narrow a list", async () => {
  const rsa = await importCertificate(calls, selfSigned.rsa);
  const elliptic = await importCertificate(calls);
  const keyTypes = ["RSA_2048", "EC_prime256v1"];
  const both = [rsa, elliptic].toSorted();
  expect(await arnsOf({ Includes: { keyTypes } })).toEqual(both);
  expect(await arnsOf({ Includes: { keyTypes, keyUsage: ["KEY_ENCIPHERMENT"] } })).toEqual([rsa]);
  expect(await arnsOf({ Includes: { keyTypes, extendedKeyUsage: ["NONE"] } })).toEqual([elliptic]);
  expect(await arnsOf({ Includes: { keyTypes, exportOption: "ENABLED" } })).toEqual([]);
  expect(await arnsOf({ Includes: { keyTypes, exportOption: "DISABLED" } })).toEqual(both);
  expect(await arnsOf({ Includes: { keyTypes, managedBy: "CLOUDFRONT" } })).toEqual([]);
  expect(await arnsOf({ Includes: { keyTypes }, CertificateStatuses: ["ISSUED"] })).toEqual(both);
  expect(await arnsOf({ Includes: { keyTypes }, CertificateStatuses: ["EXPIRED"] })).toEqual([]);
});

test("a list comes in pages, in either order of creation", async () => {
  const arns: string[] = [];
  for (let index = 0; index < 3; index += 1) {
    arns.push(await importCertificate(calls, selfSigned.rsa));
  }
  const first = await calls.call("ListCertificates", { MaxItems: 2 });
  const rest = await calls.call("ListCertificates", { MaxItems: 2, NextToken: first["NextToken"] });
  expect(first["CertificateSummaryList"]).toHaveLength(2);
  expect(rest["CertificateSummaryList"]).toHaveLength(1);
  expect(rest["NextToken"]).toBeUndefined();
  await calls.store.write(async (tx) => {
    for (const [index, arn] of arns.entries()) {
      const record = await tx.certificates.find(arn.split("/")[1] ?? "");
      await tx.certificates.update({ ...record, createdAtMs: index } as NonNullable<typeof record>);
    }
  });
  expect(await arnsOf({ SortBy: "CREATED_AT", SortOrder: "ASCENDING" })).toEqual(arns);
  expect(await arnsOf({ SortBy: "CREATED_AT", SortOrder: "DESCENDING" })).toEqual(arns.toReversed());
});

test.each([
  [{ NextToken: "x" }, "400 InvalidArgsException: The value of NextToken is not one that ListCertificates answered."],
  [{ SortBy: "CREATED_AT" }, "400 InvalidArgsException: SortBy and SortOrder must be specified together."],
  [
    { MaxItems: 0 },
    "400 ValidationException: 1 validation error detected: Value '0' at 'maxItems' failed to satisfy constraint: Member must have value greater than or equal to 1",
  ],
])("a list is refused for %j", async (input, text) => {
  expect(await calls.refusal("ListCertificates", input)).toBe(text);
});
