import { afterEach, beforeEach, expect, test } from "vitest";
import { certificates } from "../../../test/certificates.ts";
import { accountA, type IamBench, nowMs, openIamBench, userOf } from "../../../test/iam-bench.ts";

let iam: IamBench;
beforeEach(async () => {
  iam = await openIamBench();
  await iam.call("CreateUser", { UserName: "alice" });
  await iam.call("CreateUser", { UserName: "bob" });
});
afterEach(() => iam.close());

const alice = { UserName: "alice" };

async function upload(CertificateBody: string, input: object = alice): Promise<string> {
  const reply = (await iam.call("UploadSigningCertificate", { CertificateBody, ...input })) as {
    Certificate: { CertificateId: string };
  };
  return reply.Certificate.CertificateId;
}

test("a certificate is active and listed with its body", async () => {
  const CertificateId = await upload(certificates.leaf);
  const certificate = {
    UserName: "alice",
    CertificateId,
    CertificateBody: certificates.leaf,
    Status: "Active",
    UploadDate: new Date(nowMs),
  };
  expect(CertificateId).toMatch(/^[A-Z2-7]{32}$/);
  expect(await iam.call("ListSigningCertificates", alice)).toStrictEqual({
    Certificates: [certificate],
    IsTruncated: false,
  });
  await iam.call("UpdateSigningCertificate", { ...alice, CertificateId, Status: "Inactive" });
  expect(await iam.call("ListSigningCertificates", {}, userOf(accountA, "alice"))).toMatchObject({
    Certificates: [{ ...certificate, Status: "Inactive" }],
  });
});

test("what is no certificate is malformed, and said whole", async () => {
  await expect(upload("junk")).rejects.toMatchObject({
    code: "MalformedCertificate",
    status: 400,
    message: "Certificate junk is malformed.",
  });
});

test("the same certificate is refused twice, written otherwise or not, and a third too", async () => {
  await upload(certificates.leaf);
  await expect(upload(`\n${certificates.leaf}\n`)).rejects.toMatchObject({ code: "DuplicateCertificate", status: 409 });
  await upload(certificates.issuer);
  await expect(upload(certificates.root)).rejects.toMatchObject({
    code: "LimitExceeded",
    message: "Cannot exceed quota for CertificatesPerUser: 2",
  });
});

test("another user's certificate cannot be found", async () => {
  const CertificateId = await upload(certificates.leaf);
  await expect(
    iam.call("UpdateSigningCertificate", { UserName: "bob", CertificateId, Status: "Inactive" }),
  ).rejects.toMatchObject({ code: "NoSuchEntity" });
  await expect(iam.call("DeleteSigningCertificate", { UserName: "bob", CertificateId })).rejects.toMatchObject({
    code: "NoSuchEntity",
    message: `The Certificate with id ${CertificateId} cannot be found.`,
  });
  await iam.call("DeleteSigningCertificate", { ...alice, CertificateId });
  expect(await iam.call("ListSigningCertificates", alice)).toMatchObject({ Certificates: [] });
});

test("a status that only AWS sets is refused", async () => {
  const CertificateId = await upload(certificates.leaf);
  await expect(
    iam.call("UpdateSigningCertificate", { ...alice, CertificateId, Status: "Expired" }),
  ).rejects.toMatchObject({ code: "InvalidInput", message: "The status Expired cannot be set." });
});
