import { acceptTotp, decodeBase32 } from "../../identity/totp.ts";
import type { IamPartRecord } from "../../store/iam-part-records.ts";
import type { Call } from "../call.ts";
import { stsErrors } from "./errors.ts";

/** The parameters by which AssumeRole and GetSessionToken take a second factor. */
export interface SecondFactorInput {
  readonly SerialNumber?: string | undefined;
  readonly TokenCode?: string | undefined;
}

/** A code that a device of the caller showed. */
export interface SecondFactor {
  readonly device: IamPartRecord<"mfaDevice">;
  readonly step: number;
}

/** Whether a call shows a second factor, whose use must be written down. */
export function showsSecondFactor({ SerialNumber, TokenCode }: SecondFactorInput): boolean {
  return SerialNumber !== undefined || TokenCode !== undefined;
}

/**
 * Verifies the code of a device that belongs to the calling user; undefined when none was sent. Throws AccessDenied with
 * the texts observed on STS for a device that is not the user's and for a wrong or used code.
 */
export async function verifySecondFactor(input: SecondFactorInput, call: Call): Promise<SecondFactor | undefined> {
  if (!showsSecondFactor(input)) {
    return undefined;
  }
  const { SerialNumber = "", TokenCode = "" } = input;
  const { kind, userId } = call.caller;
  const device = kind === "user" ? await call.tx.iamParts.get(call.accountId, "mfaDevice", SerialNumber) : undefined;
  if (device?.secret === undefined || device.userId !== userId) {
    throw stsErrors.unknownMfaDevice();
  }
  const step = acceptTotp({ seed: decodeBase32(device.secret), detail: device.detail }, TokenCode, call.nowMs);
  if (step === undefined) {
    throw stsErrors.wrongMfaCode();
  }
  return { device, step };
}

/** Writes down that a code was used, so that it cannot be used again. */
export async function spendSecondFactor({ device, step }: SecondFactor, call: Call): Promise<void> {
  await call.tx.iamParts.update<"mfaDevice">({ ...device, detail: { ...device.detail, lastStep: step } });
}

/** The condition keys that a second factor adds to the decision on AssumeRole. */
export function secondFactorContext(factor: SecondFactor | undefined): Readonly<Record<string, string>> {
  return factor === undefined ? {} : { "aws:MultiFactorAuthPresent": "true", "aws:MultiFactorAuthAge": "0" };
}
