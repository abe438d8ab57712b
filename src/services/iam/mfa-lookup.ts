import type { IamPartRecord } from "../../store/iam-part-records.ts";
import type { Call } from "../call.ts";
import { partErrors } from "./part-errors.ts";

/** A virtual MFA device of the account, in anybody's hands or nobody's. */
export type MfaDevice = IamPartRecord<"mfaDevice">;

/** The device with that serial number; undefined when the account has none. */
export function findDevice(context: Call, serialNumber: string): Promise<MfaDevice | undefined> {
  return context.tx.iamParts.get(context.accountId, "mfaDevice", serialNumber);
}

/** The device with that serial number; throws NoSuchEntity when the account has none. */
export async function requireDevice(context: Call, serialNumber: string): Promise<MfaDevice> {
  const device = await findDevice(context, serialNumber);
  if (device === undefined) {
    throw partErrors.mfaDeviceNotFound(serialNumber);
  }
  return device;
}

/** The date a device was given to its user, as replies show it; nothing for a device of nobody. */
export function enableDate({ detail }: MfaDevice): { readonly EnableDate?: Date } {
  return detail.enabledAtMs === undefined ? {} : { EnableDate: new Date(detail.enabledAtMs) };
}
