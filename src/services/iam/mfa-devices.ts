import {
  type CreateVirtualMFADeviceRequest,
  CreateVirtualMFADevice$,
  type DeleteVirtualMFADeviceRequest,
  DeleteVirtualMFADevice$,
  ListMFADeviceTags$,
  type ListVirtualMFADevicesRequest,
  ListVirtualMFADevices$,
  TagMFADevice$,
  UntagMFADevice$,
} from "@aws-sdk/client-iam";
import { iamArn } from "../../arn/arn.ts";
import { encodeBase32 } from "../../identity/totp.ts";
import type { IamPartRecord } from "../../store/iam-part-records.ts";
import type { WithRequired } from "../../wire/operation.ts";
import { type ListWindow, pageOf, readWindow } from "../../wire/pagination.ts";
import { type Call, operation } from "../call.ts";
import { accountCheck } from "./checks.ts";
import { type MfaDevice, enableDate, findDevice, requireDevice } from "./mfa-lookup.ts";
import { partErrors } from "./part-errors.ts";
import { arnCheck, partCreationChecks } from "./parts.ts";
import { qrCodePng } from "./qr-code.ts";
import { createdTags, newTags, tagRecords } from "./tag-rules.ts";
import { type Tagged, operationsOf } from "./tags.ts";
import { userShape } from "./users.ts";

interface NamesDevice {
  readonly SerialNumber: string;
}

const taggedDevices: Tagged<NamesDevice> = {
  keyCase: "significant",
  check: async (input, context, question) => {
    const device = await findDevice(context, input.SerialNumber);
    return arnCheck({ ...question, arn: input.SerialNumber, tags: device?.detail.tags });
  },
  read: async (input, context) => (await requireDevice(context, input.SerialNumber)).detail.tags,
  change: async (input, context, change) => {
    const device = await requireDevice(context, input.SerialNumber);
    await context.tx.iamParts.update({ ...device, detail: { ...device.detail, tags: change(device.detail.tags) } });
  },
};

/** The operations on virtual MFA devices, whoever holds them. */
export const mfaDeviceOperations = [
  operation(CreateVirtualMFADevice$, {
    authorize: (input: WithRequired<CreateVirtualMFADeviceRequest, "VirtualMFADeviceName">, context) =>
      partCreationChecks({
        action: "iam:CreateVirtualMFADevice",
        tagAction: "iam:TagMFADevice",
        arn: serialNumberOf(input, context),
        tags: tagRecords(input.Tags),
      }),
    handle: async (input, context) => ({ VirtualMFADevice: await createDevice(input, context) }),
  }),
  operation(DeleteVirtualMFADevice$, {
    authorize: async (input: WithRequired<DeleteVirtualMFADeviceRequest, "SerialNumber">, context) => [
      await taggedDevices.check(input, context, { action: "iam:DeleteVirtualMFADevice" }),
    ],
    handle: async (input, context) => {
      const device = await requireDevice(context, input.SerialNumber);
      if (device.userId !== undefined) {
        throw partErrors.mfaDeviceAssigned();
      }
      await context.tx.iamParts.delete(context.accountId, "mfaDevice", device.key);
      return {};
    },
  }),
  operation(ListVirtualMFADevices$, {
    authorize: (_: ListVirtualMFADevicesRequest, context) =>
      accountCheck("iam:ListVirtualMFADevices", iamArn(context.accountId, "mfa/")),
    handle: async (input, context) => {
      const window = readWindow(input);
      const devices = await devicesAfter(context, window, input.AssignmentStatus ?? "Any");
      const page = pageOf(devices, window, (device) => device.key);
      const shapes = await Promise.all(page.entries.map((device) => deviceShape(device, context)));
      return { VirtualMFADevices: shapes, ...page.paging };
    },
  }),
  ...operationsOf({ tag: TagMFADevice$, untag: UntagMFADevice$, list: ListMFADeviceTags$ }, taggedDevices),
];

/** Forty bytes are the sixty-four base32 characters of AWS's seeds (observed). */
const seedBytes = 40;
const batchSize = 1000;

function serialNumberOf(
  input: WithRequired<CreateVirtualMFADeviceRequest, "VirtualMFADeviceName">,
  context: Call,
): string {
  return iamArn(context.accountId, `mfa${input.Path ?? "/"}${input.VirtualMFADeviceName}`);
}

async function createDevice(input: WithRequired<CreateVirtualMFADeviceRequest, "VirtualMFADeviceName">, context: Call) {
  const { accountId, nowMs, sources, tx } = context;
  const tags = newTags(tagRecords(input.Tags), "significant");
  const serialNumber = serialNumberOf(input, context);
  if ((await findDevice(context, serialNumber)) !== undefined) {
    throw partErrors.mfaDeviceExists();
  }
  const seed = encodeBase32(sources.randomBytes(seedBytes));
  const device: IamPartRecord<"mfaDevice"> = {
    accountId,
    kind: "mfaDevice",
    key: serialNumber,
    createdAtMs: nowMs,
    secret: seed,
    detail: { deviceName: input.VirtualMFADeviceName, path: input.Path ?? "/", tags, driftSteps: 0 },
  };
  await tx.iamParts.insert(device);
  // The form of the link is documented at the QRCodePNG member.
  const link = `otpauth://totp/${input.VirtualMFADeviceName}@${accountId}?secret=${seed}`;
  return {
    SerialNumber: serialNumber,
    Base32StringSeed: Buffer.from(seed),
    QRCodePNG: qrCodePng(link),
    ...createdTags(input.Tags),
  };
}

/** The devices of that assignment after the window's key, one more than its size where there are more. */
async function devicesAfter(context: Call, window: ListWindow, status: string): Promise<readonly MfaDevice[]> {
  const found: MfaDevice[] = [];
  let { after } = window;
  for (;;) {
    const batch: readonly MfaDevice[] = await context.tx.iamParts.list(context.accountId, "mfaDevice", {
      ...(after === undefined ? {} : { after }),
      limit: batchSize,
    });
    found.push(
      ...batch.filter((device) => status === "Any" || (device.userId !== undefined) === (status === "Assigned")),
    );
    after = batch.at(-1)?.key;
    if (found.length > window.size || batch.length < batchSize) {
      return found.slice(0, window.size + 1);
    }
  }
}

/** A device as lists show it: with its user when it has one, without its seed and tags. */
async function deviceShape(device: MfaDevice, context: Call) {
  const user =
    device.userId === undefined ? undefined : await context.tx.users.getById(device.accountId, device.userId);
  return {
    SerialNumber: device.key,
    ...(user === undefined ? {} : { User: userShape(user) }),
    ...enableDate(device),
  };
}
