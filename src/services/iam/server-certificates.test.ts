import { afterEach, beforeEach, expect, test } from "vitest";
import { certificates, leafExpiresAtMs, privateKeys } from "../../../test/certificates.ts";
import { accountA, accountB, type IamBench, nowMs, openIamBench, rootOf } from "../../../test/iam-bench.ts";

let iam: IamBench;
beforeEach(async () => {
  iam = await openIamBench();
});
afterEach(() => iam.close());

const site = { ServerCertificateName: "Site" };
const pair = { CertificateBody: certificates.leaf, PrivateKey: privateKeys.leaf };
const metadata = {
  Path: "/",
  ServerCertificateName: "Site",
  ServerCertificateId: expect.stringMatching(/^ASCA[A-Z2-7]{17}$/),
  Arn: "arn:aws:iam::111111111111:server-certificate/Site",
  UploadDate: new Date(nowMs),
  Expiration: new Date(leafExpiresAtMs),
};

test("a certificate comes back with its chain, without its private key and the white space around it", async () => {
  const CertificateChain = `${certificates.issuer}\n${certificates.root}\n`;
  const upload = { ...site, ...pair, CertificateBody: `${certificates.leaf}\n`, CertificateChain };
  expect(await iam.call("UploadServerCertificate", upload)).toStrictEqual({ ServerCertificateMetadata: metadata });
  expect(await iam.call("GetServerCertificate", { ServerCertificateName: "SITE" })).toStrictEqual({
    ServerCertificate: {
      ServerCertificateMetadata: metadata,
      CertificateBody: certificates.leaf,
      CertificateChain: CertificateChain.trim(),
      Tags: [],
    },
  });
  const stored = await iam.store.read(({ iamParts }) => iamParts.get(accountA, "serverCertificate", "site"));
  expect(stored?.secret).toBe(privateKeys.leaf);
});

const unparsable = /^Unable to parse certificate\. Please ensure the certificate is in PEM format\.$/;
const brokenChain = /^Unable to validate certificate chain\. The certificate chain must start with the immediate/;
const notCurrent = /^Unable to validate certificate\. The certificate is expired or not yet valid\.$/;

test.each([
  ["no certificate", { CertificateBody: "junk" }, unparsable],
  ["a certificate and more", { CertificateBody: `${certificates.leaf}\njunk` }, unparsable],
  ["two certificates", { CertificateBody: `${certificates.leaf}\n${certificates.issuer}` }, unparsable],
  ["a broken certificate", { CertificateBody: certificates.leaf.replace("\nM", "\nN") }, unparsable],
  ["no private key", { PrivateKey: "junk" }, /^Unable to parse private key/],
  ["an encrypted private key", { PrivateKey: privateKeys.encrypted }, /^Unable to parse private key/],
  ["a chain in the wrong order", { CertificateChain: `${certificates.root}\n${certificates.issuer}` }, brokenChain],
  ["a chain that is none", { CertificateChain: "junk" }, brokenChain],
  ["an expired certificate", { CertificateBody: certificates.expired }, notCurrent],
  ["a certificate from the future", { CertificateBody: certificates.notYetValid }, notCurrent],
])("%s is malformed", async (_, change, message) => {
  await expect(iam.call("UploadServerCertificate", { ...site, ...pair, ...change })).rejects.toMatchObject({
    code: "MalformedCertificate",
    status: 400,
    message: expect.stringMatching(message),
  });
});

test("the private key of another certificate does not match", async () => {
  await expect(
    iam.call("UploadServerCertificate", { ...site, ...pair, PrivateKey: privateKeys.other }),
  ).rejects.toMatchObject({ code: "KeyPairMismatch", status: 400 });
});

test("names are taken ignoring case, and twenty certificates are all", async () => {
  await iam.call("UploadServerCertificate", { ...site, ...pair });
  await expect(iam.call("UploadServerCertificate", { ServerCertificateName: "sITE", ...pair })).rejects.toMatchObject({
    code: "EntityAlreadyExists",
    message: "The Server Certificate with name sITE already exists.",
  });
  for (let index = 1; index < 20; index += 1) {
    await iam.call("UploadServerCertificate", { ServerCertificateName: `c${index}`, ...pair });
  }
  await expect(iam.call("UploadServerCertificate", { ServerCertificateName: "c20", ...pair })).rejects.toMatchObject({
    code: "LimitExceeded",
    message: "Cannot exceed quota for ServerCertificatesPerAccount: 20",
  });
});

test("renaming and moving keeps the id, the tags and the key", async () => {
  await iam.call("UploadServerCertificate", { ...site, ...pair, Tags: [{ Key: "a", Value: "b" }] });
  await iam.call("UploadServerCertificate", { ServerCertificateName: "other", ...pair });
  const { ServerCertificate: before } = (await iam.call("GetServerCertificate", site)) as {
    ServerCertificate: { ServerCertificateMetadata: { ServerCertificateId: string } };
  };
  await expect(
    iam.call("UpdateServerCertificate", { ...site, NewServerCertificateName: "OTHER" }),
  ).rejects.toMatchObject({ code: "EntityAlreadyExists" });
  const move = { NewServerCertificateName: "www", NewPath: "/web/" };
  expect(await iam.call("UpdateServerCertificate", { ...site, ...move })).toStrictEqual({});
  await expect(iam.call("GetServerCertificate", site)).rejects.toMatchObject({
    code: "NoSuchEntity",
    message: "The Server Certificate with name Site cannot be found.",
  });
  expect(await iam.call("GetServerCertificate", { ServerCertificateName: "www" })).toMatchObject({
    ServerCertificate: {
      ServerCertificateMetadata: {
        ...before.ServerCertificateMetadata,
        ServerCertificateName: "www",
        Path: "/web/",
        Arn: "arn:aws:iam::111111111111:server-certificate/web/www",
      },
      Tags: [{ Key: "a", Value: "b" }],
    },
  });
  const renamed = await iam.store.read(({ iamParts }) => iamParts.get(accountA, "serverCertificate", "www"));
  expect(renamed?.secret).toBe(privateKeys.leaf);
});

test("a list shows the account's certificates below a path, by name and in pages", async () => {
  for (const [name, Path] of [
    ["b", "/x/"],
    ["A", "/x/y/"],
    ["c", "/"],
  ]) {
    await iam.call("UploadServerCertificate", { ServerCertificateName: name, Path, ...pair });
  }
  const names = async (input: object, caller = rootOf(accountA)) => {
    const reply = (await iam.call("ListServerCertificates", input, caller)) as {
      ServerCertificateMetadataList: { ServerCertificateName: string }[];
      Marker?: string;
    };
    return [reply.ServerCertificateMetadataList.map((item) => item.ServerCertificateName), reply.Marker] as const;
  };
  expect(await names({ PathPrefix: "/x/" })).toEqual([["A", "b"], undefined]);
  const [first, Marker] = await names({ MaxItems: 2 });
  expect([first, await names({ Marker })]).toEqual([
    ["A", "b"],
    [["c"], undefined],
  ]);
  expect(await names({}, rootOf(accountB))).toEqual([[], undefined]);
});

test("a deleted certificate is gone", async () => {
  await iam.call("UploadServerCertificate", { ...site, ...pair });
  await iam.call("DeleteServerCertificate", site);
  await expect(iam.call("DeleteServerCertificate", site)).rejects.toMatchObject({ code: "NoSuchEntity" });
});

test("its ARN is asked about, with its path and tags, and tags on upload are asked for too", async () => {
  const Tags = [{ Key: "team", Value: "web" }];
  const upload = { ...site, ...pair, Path: "/web/", Tags };
  const resource = "arn:aws:iam::111111111111:server-certificate/web/Site";
  const context = { "aws:RequestTag/team": "web", "aws:TagKeys": ["team"] };
  expect(await iam.checks("UploadServerCertificate", upload)).toStrictEqual([
    { action: "iam:UploadServerCertificate", resource, context },
    { action: "iam:TagServerCertificate", resource, context },
  ]);
  expect(await iam.checks("GetServerCertificate", site)).toMatchObject([
    { action: "iam:GetServerCertificate", resource: "arn:aws:iam::111111111111:server-certificate/Site" },
  ]);
  await iam.call("UploadServerCertificate", upload);
  expect(await iam.checks("UpdateServerCertificate", { ...site, NewPath: "/" })).toStrictEqual([
    {
      action: "iam:UpdateServerCertificate",
      resource,
      context: { "aws:ResourceTag/team": "web", "iam:ResourceTag/team": "web" },
    },
    { action: "iam:UpdateServerCertificate", resource: "arn:aws:iam::111111111111:server-certificate/Site" },
  ]);
});
