import { createHmac, timingSafeEqual } from "node:crypto";
import type { MfaDeviceDetail } from "../store/iam-part-records.ts";

/** The 30-second step of a time in milliseconds since 1970 (RFC 6238). */
export function totpStep(timeMs: number): number {
  return Math.floor(timeMs / stepMs);
}

/** The six digits that a seed shows during a step: HMAC-SHA-1, truncated as RFC 4226 says. */
export function totpCode(seed: Uint8Array, step: number): string {
  const counter = Buffer.alloc(8);
  counter.writeBigUInt64BE(BigInt(step));
  const mac = createHmac("sha1", seed).update(counter).digest();
  const offset = mac.readUInt8(mac.length - 1) & 15;
  return String((mac.readUInt32BE(offset) & 0x7fffffff) % 1_000_000).padStart(6, "0");
}

/**
 * The step whose code a device showed, no more than one step off by its own clock; undefined when the code is wrong,
 * too old or too new, or not newer than the last code accepted. A caller that can write remembers the step as the
 * device's `lastStep`, so that no code counts twice.
 */
export function acceptTotp(device: TotpDevice, code: string, nowMs: number): number | undefined {
  const { driftSteps, lastStep } = device.detail;
  const centre = totpStep(nowMs) + driftSteps;
  return stepsAround(centre, 1).find((step) => step > (lastStep ?? -1) && matches(device.seed, step, code));
}

/**
 * The step of the first of two codes that follow each other immediately, at most so many steps off the server's clock;
 * undefined when there is none.
 */
export function consecutiveTotp(seed: Uint8Array, codes: ConsecutiveCodes): number | undefined {
  const { first, second, nowMs, toleranceSteps } = codes;
  return stepsAround(totpStep(nowMs), toleranceSteps).find(
    (step) => matches(seed, step, first) && matches(seed, step + 1, second),
  );
}

/** What a TOTP check needs to know of a device. */
export interface TotpDevice {
  readonly seed: Uint8Array;
  readonly detail: Pick<MfaDeviceDetail, "driftSteps" | "lastStep">;
}

/** Two codes of a device, and how far its clock may be off. */
export interface ConsecutiveCodes {
  readonly first: string;
  readonly second: string;
  readonly nowMs: number;
  readonly toleranceSteps: number;
}

/** Bytes as base32 (RFC 4648) without padding. */
export function encodeBase32(bytes: Uint8Array): string {
  const bits = [...bytes].map((byte) => byte.toString(2).padStart(8, "0")).join("");
  return (bits.match(/.{1,5}/g) ?? []).map((group) => alphabet.charAt(parseInt(group.padEnd(5, "0"), 2))).join("");
}

/** The bytes of a base32 text without padding; throws for another alphabet. */
export function decodeBase32(text: string): Uint8Array {
  const bits = Array.from(text, (character) => digitOf(character).toString(2).padStart(5, "0")).join("");
  return Uint8Array.from(bits.match(/.{8}/g) ?? [], (byte) => parseInt(byte, 2));
}

const stepMs = 30_000;
const alphabet = "ABCDEFGHIJKLMNOPQRSTUVWXYZ234567";

function digitOf(character: string): number {
  const digit = alphabet.indexOf(character);
  if (digit < 0) {
    throw new Error(`${character} is not a base32 digit`);
  }
  return digit;
}

/** The centre, then its neighbours, the nearest first. */
function stepsAround(centre: number, tolerance: number): readonly number[] {
  const distances = Array.from({ length: tolerance }, (_, index) => index + 1);
  return [centre, ...distances.flatMap((distance) => [centre - distance, centre + distance])].filter(
    (step) => step >= 0,
  );
}

function matches(seed: Uint8Array, step: number, code: string): boolean {
  const expected = Buffer.from(totpCode(seed, step));
  const given = Buffer.from(code);
  return given.length === expected.length && timingSafeEqual(given, expected);
}
