import {
  type DeactivateMFADeviceRequest,
  DeactivateMFADevice$,
  type EnableMFADeviceRequest,
  EnableMFADevice$,
  type GetMFADeviceRequest,
  GetMFADevice$,
  type ListMFADevicesRequest,
  ListMFADevices$,
  type ResyncMFADeviceRequest,
  ResyncMFADevice$,
} from "@aws-sdk/client-iam";
import { consecutiveTotp, decodeBase32, totpStep } from "../../identity/totp.ts";
import type { MfaDeviceDetail } from "../../store/iam-part-records.ts";
import type { UserRecord } from "../../store/records.ts";
import type { WithRequired } from "../../wire/operation.ts";
import { type Call, operation } from "../call.ts";
import { iamErrors } from "./errors.ts";
import { type MfaDevice, enableDate, requireDevice } from "./mfa-lookup.ts";
import { partErrors } from "./part-errors.ts";
import { partQuotas } from "./part-quotas.ts";
import { listUserParts, requireUser, userAuthorization } from "./parts.ts";

type Codes = "UserName" | "SerialNumber" | "AuthenticationCode1" | "AuthenticationCode2";

/** The operations that give a virtual MFA device to a user, keep it in step and take it away. */
export const mfaAssignmentOperations = [
  operation(EnableMFADevice$, {
    authorize: userAuthorization<WithRequired<EnableMFADeviceRequest, Codes>>("EnableMFADevice"),
    handle: async (input, context) => {
      const { accountId, nowMs, tx } = context;
      const user = await requireUser(context, input.UserName);
      const device = await requireDevice(context, input.SerialNumber);
      if (device.userId !== undefined) {
        throw partErrors.mfaDeviceInUse();
      }
      const held = await tx.iamParts.listOfUser(accountId, "mfaDevice", user.userId);
      if (held.length >= partQuotas.mfaDevicesPerUser) {
        throw iamErrors.quotaExceeded("MFADevicesPerUser", partQuotas.mfaDevicesPerUser);
      }
      const detail = synchronized(device, input, { nowMs, toleranceSteps: enableToleranceSteps });
      await tx.iamParts.update({ ...device, userId: user.userId, detail: { ...detail, enabledAtMs: nowMs } });
      return {};
    },
  }),
  operation(ResyncMFADevice$, {
    authorize: userAuthorization<WithRequired<ResyncMFADeviceRequest, Codes>>("ResyncMFADevice"),
    handle: async (input, context) => {
      const device = await requireDeviceOf(context, await requireUser(context, input.UserName), input.SerialNumber);
      const detail = synchronized(device, input, { nowMs: context.nowMs, toleranceSteps: resyncToleranceSteps });
      await context.tx.iamParts.update({ ...device, detail });
      return {};
    },
  }),
  operation(DeactivateMFADevice$, {
    authorize: userAuthorization<WithRequired<DeactivateMFADeviceRequest, "SerialNumber">>("DeactivateMFADevice"),
    handle: async (input, context) => {
      const device = await requireDeviceOf(context, await requireUser(context, input.UserName), input.SerialNumber);
      const { userId: _, detail, ...free } = device;
      const { enabledAtMs: __, ...unassigned } = detail;
      await context.tx.iamParts.update({ ...free, detail: unassigned });
      return {};
    },
  }),
  operation(GetMFADevice$, {
    authorize: userAuthorization<WithRequired<GetMFADeviceRequest, "SerialNumber">>("GetMFADevice"),
    handle: async (input, context) => {
      const device = await requireDevice(context, input.SerialNumber);
      const owner = await ownerOf(device, context);
      const asked =
        context.caller.kind === "root" && input.UserName === undefined
          ? owner
          : await requireUser(context, input.UserName);
      if (asked?.userId !== owner?.userId) {
        throw partErrors.mfaDeviceOfAnother();
      }
      return {
        ...(owner === undefined ? {} : { UserName: owner.userName }),
        SerialNumber: device.key,
        ...enableDate(device),
      };
    },
  }),
  operation(ListMFADevices$, {
    authorize: userAuthorization<ListMFADevicesRequest>("ListMFADevices"),
    handle: async (input, context) => {
      const { user, page } = await listUserParts(context, "mfaDevice", input);
      return {
        MFADevices: page.entries.map((device) => ({
          UserName: user?.userName,
          SerialNumber: device.key,
          ...enableDate(device),
        })),
        ...page.paging,
      };
    },
  }),
];

/** How many steps a new device's clock may be off; AWS documents no figure. */
const enableToleranceSteps = 3;
/** Resynchronizing is for clocks that have drifted away, as far as ten minutes here. */
const resyncToleranceSteps = 20;

/** The device's detail once two codes in a row have shown how its clock runs; throws InvalidAuthenticationCode. */
function synchronized(
  device: MfaDevice,
  codes: { readonly AuthenticationCode1: string; readonly AuthenticationCode2: string },
  clock: { readonly nowMs: number; readonly toleranceSteps: number },
): MfaDeviceDetail {
  const step = consecutiveTotp(decodeBase32(device.secret ?? ""), {
    first: codes.AuthenticationCode1,
    second: codes.AuthenticationCode2,
    ...clock,
  });
  const last = step === undefined ? undefined : step + 1;
  if (last === undefined || last <= (device.detail.lastStep ?? -1)) {
    throw partErrors.invalidAuthenticationCode();
  }
  // A user types the second code while it shows, so it tells the device's clock; one step is nobody's drift.
  const ahead = last - totpStep(clock.nowMs);
  return { ...device.detail, driftSteps: Math.abs(ahead) <= 1 ? 0 : ahead, lastStep: last };
}

async function requireDeviceOf(context: Call, user: UserRecord, serialNumber: string): Promise<MfaDevice> {
  const device = await requireDevice(context, serialNumber);
  if (device.userId !== user.userId) {
    throw partErrors.mfaDeviceOfAnother();
  }
  return device;
}

async function ownerOf(device: MfaDevice, context: Call): Promise<UserRecord | undefined> {
  return device.userId === undefined ? undefined : context.tx.users.getById(device.accountId, device.userId);
}
