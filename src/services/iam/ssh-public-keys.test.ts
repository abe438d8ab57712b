import { generateKeyPairSync, hash } from "node:crypto";
import { afterEach, beforeEach, expect, test } from "vitest";
import { type IamBench, nowMs, openIamBench } from "../../../test/iam-bench.ts";

// Made by ssh-keygen -t rsa -b 2048, which also told the fingerprint.
const sshKey =
  "ssh-rsa AAAAB3NzaC1yc2EAAAADAQABAAABAQDcn5NRdUjmTT1jW/zks6yx4pstIlCohgh9UxbAxrCnagkf3eIAL6C75Kgk7qdyHD7tbF3PK97H0Y7X83IGTh2bfIlaJnGwVccz4adl9lfOwag0JUM1p4XKjxLDNatjMeouCk+WCdwSVeRpn5ftocs5KmyQyBCNn/bcdhWTk2i1R6Ho1IFi+EMoGYRcQgATHn77mNUxW4AXh91ULVU9hetv36w9FSt10zn+ptiHBQNHNY4JUhOZKaJFrHuPbK98tZfNQ4fH5NW0rYIUdkB7ab22Rq1Hs7t/tyQW49Y8zVdwfjRFNLIjamaECRGk/FbQRWmcEeEr4lyvA9nncG/jB587";
const fingerprint = "ba:49:de:d2:72:ff:d8:10:70:2c:37:f7:85:cd:e8:d0";

let iam: IamBench;
beforeEach(async () => {
  iam = await openIamBench();
  await iam.call("CreateUser", { UserName: "alice" });
  await iam.call("CreateUser", { UserName: "bob" });
});
afterEach(() => iam.close());

const alice = { UserName: "alice" };

async function upload(SSHPublicKeyBody: string, input: object = alice): Promise<string> {
  const reply = await iam.call("UploadSSHPublicKey", { SSHPublicKeyBody, ...input });
  return (reply as { SSHPublicKey: { SSHPublicKeyId: string } }).SSHPublicKey.SSHPublicKeyId;
}

function newPem(bits = 2048): string {
  return generateKeyPairSync("rsa", { modulusLength: bits }).publicKey.export({ type: "spki", format: "pem" });
}

test("a key of ssh-keygen is given back in either form, without its comment", async () => {
  const body = `${sshKey} alice@laptop\n`;
  const SSHPublicKeyId = await upload(body);
  expect(SSHPublicKeyId).toMatch(/^APKA[A-Z2-7]{17}$/);
  const shape = {
    ...alice,
    SSHPublicKeyId,
    Fingerprint: fingerprint,
    SSHPublicKeyBody: sshKey,
    Status: "Active",
    UploadDate: new Date(nowMs),
  };
  const question = { ...alice, SSHPublicKeyId };
  expect(await iam.call("GetSSHPublicKey", { ...question, Encoding: "SSH" })).toStrictEqual({ SSHPublicKey: shape });
  const { SSHPublicKey: inPem } = (await iam.call("GetSSHPublicKey", { ...question, Encoding: "PEM" })) as {
    SSHPublicKey: { SSHPublicKeyBody: string };
  };
  expect(inPem.SSHPublicKeyBody).toMatch(/^-----BEGIN PUBLIC KEY-----\n/);
  await expect(upload(inPem.SSHPublicKeyBody)).rejects.toMatchObject({ code: "DuplicateSSHPublicKey", status: 400 });
  await upload(inPem.SSHPublicKeyBody, { UserName: "bob" });
});

test("a key in PEM has the fingerprint of its binary form", async () => {
  const pem = newPem();
  const SSHPublicKeyId = await upload(pem);
  const { SSHPublicKey } = (await iam.call("GetSSHPublicKey", { ...alice, SSHPublicKeyId, Encoding: "SSH" })) as {
    SSHPublicKey: { SSHPublicKeyBody: string; Fingerprint: string };
  };
  const blob = Buffer.from(SSHPublicKey.SSHPublicKeyBody.split(" ")[1] ?? "", "base64");
  expect(SSHPublicKey.Fingerprint.replaceAll(":", "")).toBe(hash("md5", blob, "hex"));
});

const elliptic = generateKeyPairSync("ec", { namedCurve: "P-256" }).publicKey.export({ type: "spki", format: "pem" });

test.each([
  ["words", "hello", "UnrecognizedPublicKeyEncoding"],
  ["a key of another kind", "ssh-ed25519 AAAAC3NzaC1lZDI1NTE5", "UnrecognizedPublicKeyEncoding"],
  ["no key behind the name", "ssh-rsa AAAA", "InvalidPublicKey"],
  ["a cut key", sshKey.slice(0, 200), "InvalidPublicKey"],
  [
    "a key with more behind it",
    `ssh-rsa ${Buffer.concat([Buffer.from(sshKey.slice(8), "base64"), Buffer.alloc(4)]).toString("base64")}`,
    "InvalidPublicKey",
  ],
  ["a key of 1024 bits", newPem(1024), "InvalidPublicKey"],
  ["a key on a curve", elliptic, "InvalidPublicKey"],
  ["broken PEM", "-----BEGIN PUBLIC KEY-----\nAAAA\n-----END PUBLIC KEY-----", "InvalidPublicKey"],
])("%s is refused", async (_, body, code) => {
  await expect(upload(body)).rejects.toMatchObject({ code, status: 400 });
});

test("five keys are all a user may have", async () => {
  for (let index = 0; index < 5; index += 1) {
    await upload(newPem());
  }
  await expect(upload(newPem())).rejects.toMatchObject({
    code: "LimitExceeded",
    message: "Cannot exceed quota for SSHPublicKeysPerUser: 5",
  });
});

test("a key's status is changed, and it is deleted, for its own user only", async () => {
  const SSHPublicKeyId = await upload(sshKey);
  await iam.call("UpdateSSHPublicKey", { ...alice, SSHPublicKeyId, Status: "Inactive" });
  expect(await iam.call("ListSSHPublicKeys", alice)).toStrictEqual({
    SSHPublicKeys: [{ ...alice, SSHPublicKeyId, Status: "Inactive", UploadDate: new Date(nowMs) }],
    IsTruncated: false,
  });
  const missing = {
    code: "NoSuchEntity",
    status: 404,
    message: `The Public Key with id ${SSHPublicKeyId} cannot be found.`,
  };
  await expect(iam.call("DeleteSSHPublicKey", { UserName: "bob", SSHPublicKeyId })).rejects.toMatchObject(missing);
  await iam.call("DeleteSSHPublicKey", { ...alice, SSHPublicKeyId });
  await expect(iam.call("DeleteSSHPublicKey", { ...alice, SSHPublicKeyId })).rejects.toMatchObject(missing);
});
