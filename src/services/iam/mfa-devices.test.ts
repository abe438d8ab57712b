import { afterEach, beforeEach, describe, expect, test } from "vitest";
import { accountA, type IamBench, nowMs, openIamBench, userOf } from "../../../test/iam-bench.ts";
import { acceptTotp, decodeBase32, totpCode, totpStep } from "../../identity/totp.ts";

let iam: IamBench;
beforeEach(async () => {
  iam = await openIamBench();
  await iam.call("CreateUser", { UserName: "alice" });
  await iam.call("CreateUser", { UserName: "bob" });
});
afterEach(() => iam.close());

const SerialNumber = "arn:aws:iam::111111111111:mfa/phones/blue";
const device = { VirtualMFADeviceName: "blue", Path: "/phones/" };
const alice = { UserName: "alice" };
const now = totpStep(nowMs);

async function createDevice(input: object = device): Promise<Uint8Array> {
  const reply = (await iam.call("CreateVirtualMFADevice", input)) as {
    VirtualMFADevice: { Base32StringSeed: Uint8Array };
  };
  return decodeBase32(Buffer.from(reply.VirtualMFADevice.Base32StringSeed).toString());
}

function codes(seed: Uint8Array, first: number, second = first + 1) {
  return {
    AuthenticationCode1: totpCode(seed, now + first),
    AuthenticationCode2: totpCode(seed, now + second),
  };
}

const enable = (input: object) => iam.call("EnableMFADevice", { ...alice, SerialNumber, ...input });

test("a new device shows its seed and QR code once and belongs to nobody", async () => {
  expect(await iam.call("CreateVirtualMFADevice", { ...device, Tags: [{ Key: "a", Value: "b" }] })).toStrictEqual({
    VirtualMFADevice: {
      SerialNumber,
      Base32StringSeed: expect.toSatisfy((seed) => /^[A-Z2-7]{64}$/.test(String(seed))),
      QRCodePNG: expect.any(Uint8Array),
      Tags: [{ Key: "a", Value: "b" }],
    },
  });
  const unassigned = { VirtualMFADevices: [{ SerialNumber }], IsTruncated: false };
  expect(await iam.call("ListVirtualMFADevices")).toStrictEqual(unassigned);
  expect(await iam.call("ListVirtualMFADevices", { AssignmentStatus: "Unassigned" })).toStrictEqual(unassigned);
  expect(await iam.call("ListVirtualMFADevices", { AssignmentStatus: "Assigned" })).toMatchObject({
    VirtualMFADevices: [],
  });
  await expect(createDevice()).rejects.toMatchObject({
    code: "EntityAlreadyExists",
    status: 409,
    message: "MFA device already exists.",
  });
});

test("an enabled device is its user's, until it is deactivated", async () => {
  const seed = await createDevice();
  await enable(codes(seed, -1));
  const EnableDate = new Date(nowMs);
  const held = { ...alice, SerialNumber, EnableDate };
  expect(await iam.call("ListMFADevices", alice)).toStrictEqual({ MFADevices: [held], IsTruncated: false });
  expect(await iam.call("GetMFADevice", { ...alice, SerialNumber })).toStrictEqual(held);
  expect(await iam.call("GetMFADevice", { SerialNumber }, userOf(accountA, "alice"))).toStrictEqual(held);
  expect(await iam.call("ListVirtualMFADevices", { AssignmentStatus: "Assigned" })).toMatchObject({
    VirtualMFADevices: [{ SerialNumber, EnableDate, User: { ...alice, Arn: "arn:aws:iam::111111111111:user/alice" } }],
  });
  await expect(iam.call("DeleteVirtualMFADevice", { SerialNumber })).rejects.toMatchObject({
    code: "DeleteConflict",
    message: "MFA VirtualDevice in use. Must deactivate first.",
  });
  await expect(enable(codes(seed, 1))).rejects.toMatchObject({
    code: "EntityAlreadyExists",
    message: "MFA Device is already in use.",
  });
  await iam.call("DeactivateMFADevice", { ...alice, SerialNumber });
  expect(await iam.call("ListMFADevices", alice)).toMatchObject({ MFADevices: [] });
  expect(await iam.call("ListVirtualMFADevices")).toStrictEqual({
    VirtualMFADevices: [{ SerialNumber }],
    IsTruncated: false,
  });
  await iam.call("DeleteVirtualMFADevice", { SerialNumber });
  expect(await iam.call("ListVirtualMFADevices")).toMatchObject({ VirtualMFADevices: [] });
});

describe("two codes in a row", () => {
  test.each([
    ["of now and the next step", 0, 1],
    ["of a clock three steps behind", -3, -2],
  ])("%s enable a device", async (_, first, second) => {
    const seed = await createDevice();
    expect(await enable(codes(seed, first, second))).toStrictEqual({});
  });

  test.each([
    ["the same twice", 0, 0],
    ["in reverse", 1, 0],
    ["with a gap", 0, 2],
    ["of a clock far off", -5, -4],
  ])("%s do not", async (_, first, second) => {
    const seed = await createDevice();
    await expect(enable(codes(seed, first, second))).rejects.toMatchObject({
      code: "InvalidAuthenticationCode",
      status: 403,
    });
    expect(await iam.call("ListMFADevices", alice)).toMatchObject({ MFADevices: [] });
  });

  test("are not accepted a second time", async () => {
    const seed = await createDevice();
    await enable(codes(seed, -1));
    const resync = { ...alice, SerialNumber, ...codes(seed, -1) };
    await expect(iam.call("ResyncMFADevice", resync)).rejects.toMatchObject({ code: "InvalidAuthenticationCode" });
  });

  test("of a clock far off resynchronize a device, whose codes then count", async () => {
    const seed = await createDevice();
    await enable(codes(seed, -1));
    await iam.call("ResyncMFADevice", { ...alice, SerialNumber, ...codes(seed, 14) });
    const stored = await iam.store.read(({ iamParts }) => iamParts.get(accountA, "mfaDevice", SerialNumber));
    expect(stored?.detail).toMatchObject({ driftSteps: 15, lastStep: now + 15 });
    const known = { seed, detail: stored?.detail ?? { driftSteps: 0 } };
    expect(acceptTotp(known, totpCode(seed, now + 16), nowMs)).toBe(now + 16);
    expect(acceptTotp(known, totpCode(seed, now), nowMs)).toBeUndefined();
  });
});

test("eight devices are all a user may have", async () => {
  const enableAnother = async (name: string) => {
    const seed = await createDevice({ VirtualMFADeviceName: name });
    return enable({ SerialNumber: `arn:aws:iam::111111111111:mfa/${name}`, ...codes(seed, 0) });
  };
  for (let index = 0; index < 8; index += 1) {
    await enableAnother(`d${index}`);
  }
  await expect(enableAnother("d8")).rejects.toMatchObject({
    code: "LimitExceeded",
    message: "Cannot exceed quota for MFADevicesPerUser: 8",
  });
});

const missing = {
  code: "NoSuchEntity",
  status: 404,
  message: "MFA Device with serial number arn:aws:iam::111111111111:mfa/none does not exist.",
};
const none = { SerialNumber: "arn:aws:iam::111111111111:mfa/none" };
const anyCodes = { AuthenticationCode1: "000000", AuthenticationCode2: "000001" };

test.each([
  ["EnableMFADevice", { ...alice, ...none, ...anyCodes }],
  ["ResyncMFADevice", { ...alice, ...none, ...anyCodes }],
  ["DeactivateMFADevice", { ...alice, ...none }],
  ["GetMFADevice", { ...alice, ...none }],
  ["DeleteVirtualMFADevice", none],
  ["ListMFADeviceTags", none],
  ["TagMFADevice", { ...none, Tags: [] }],
])("%s finds no device that does not exist", async (name, input) => {
  await expect(iam.call(name, input)).rejects.toMatchObject(missing);
});

test("another user's device is not a user's", async () => {
  const seed = await createDevice();
  await enable(codes(seed, -1));
  for (const name of ["DeactivateMFADevice", "GetMFADevice", "ResyncMFADevice"]) {
    const input = { UserName: "bob", SerialNumber, ...(name === "ResyncMFADevice" ? codes(seed, 1) : {}) };
    await expect(iam.call(name, input)).rejects.toMatchObject({
      code: "NoSuchEntity",
      message: "MFA Device invalid for user.",
    });
  }
});

test("devices are listed in pages across their assignment", async () => {
  for (const VirtualMFADeviceName of ["c", "a", "b"]) {
    await createDevice({ VirtualMFADeviceName });
  }
  const list = async (input: object) =>
    (await iam.call("ListVirtualMFADevices", input)) as {
      VirtualMFADevices: { SerialNumber: string }[];
      Marker?: string;
    };
  const first = await list({ MaxItems: 2, AssignmentStatus: "Unassigned" });
  const rest = await list({ Marker: first.Marker });
  const names = [first, rest].map((page) => page.VirtualMFADevices.map(({ SerialNumber: serial }) => serial.slice(-1)));
  expect(names).toEqual([["a", "b"], ["c"]]);
  expect(rest.Marker).toBeUndefined();
});

test("tags are kept with their case, and asked for by the device's ARN", async () => {
  await createDevice();
  await iam.call("TagMFADevice", { SerialNumber, Tags: [{ Key: "a", Value: "1" }] });
  await iam.call("TagMFADevice", { SerialNumber, Tags: [{ Key: "A", Value: "2" }] });
  await iam.call("UntagMFADevice", { SerialNumber, TagKeys: ["a"] });
  expect(await iam.call("ListMFADeviceTags", { SerialNumber })).toStrictEqual({
    Tags: [{ Key: "A", Value: "2" }],
    IsTruncated: false,
  });
  expect(await iam.checks("DeleteVirtualMFADevice", { SerialNumber })).toStrictEqual([
    {
      action: "iam:DeleteVirtualMFADevice",
      resource: SerialNumber,
      context: { "aws:ResourceTag/A": "2", "iam:ResourceTag/A": "2" },
    },
  ]);
});
