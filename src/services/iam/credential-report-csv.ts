import { iamArn } from "../../arn/arn.ts";
import type { AccessKeyRecord, UserRecord } from "../../store/records.ts";
import type { Call } from "../call.ts";
import { userArn } from "./arns.ts";

/** The columns in AWS's order. */
const columns = [
  "user",
  "arn",
  "user_creation_time",
  "password_enabled",
  "password_last_used",
  "password_last_changed",
  "password_next_rotation",
  "mfa_active",
  "access_key_1_active",
  "access_key_1_last_rotated",
  "access_key_1_last_used_date",
  "access_key_1_last_used_region",
  "access_key_1_last_used_service",
  "access_key_2_active",
  "access_key_2_last_rotated",
  "access_key_2_last_used_date",
  "access_key_2_last_used_region",
  "access_key_2_last_used_service",
  "cert_1_active",
  "cert_1_last_rotated",
  "cert_2_active",
  "cert_2_last_rotated",
] as const;

const notApplicable = "N/A";
const usersPerRead = 1000;
const dayMs = 86_400_000;

/** All credentials of the account as comma-separated values: a line for root and one for each user, by name. */
export async function credentialReportCsv(context: Call): Promise<string> {
  const { accountId, tx } = context;
  const lines: (readonly string[])[] = [columns, await rootLine(context)];
  const policy = await tx.iamParts.get(accountId, "passwordPolicy", "account");
  const passwordAgeMs = policy?.detail.maxPasswordAge === undefined ? undefined : policy.detail.maxPasswordAge * dayMs;
  let after = "";
  for (;;) {
    const users = await tx.users.list(accountId, "/", { after, limit: usersPerRead });
    for (const user of users) {
      lines.push(await userLine(user, passwordAgeMs, context));
    }
    if (users.length < usersPerRead) {
      return lines.map((line) => line.map(quoted).join(",")).join("\n");
    }
    after = users.at(-1)?.userName ?? after;
  }
}

async function rootLine(context: Call): Promise<readonly string[]> {
  const { accountId, tx } = context;
  const account = await tx.accounts.get(accountId);
  const keys = await tx.accessKeys.list(accountId, undefined);
  return [
    "<root_account>",
    iamArn(accountId, "root"),
    time(account?.createdAtMs ?? context.nowMs),
    "not_supported",
    "no_information",
    "not_supported",
    "not_supported",
    "false",
    ...keyCells(keys[0], context),
    ...keyCells(keys[1], context),
    ...certificateCells(undefined),
    ...certificateCells(undefined),
  ];
}

async function userLine(
  user: UserRecord,
  passwordAgeMs: number | undefined,
  context: Call,
): Promise<readonly string[]> {
  const { accountId, tx } = context;
  const keys = await tx.accessKeys.list(accountId, user.userId);
  const devices = await tx.iamParts.listOfUser(accountId, "mfaDevice", user.userId);
  const [firstCertificate, secondCertificate] = await tx.iamParts.listOfUser(
    accountId,
    "signingCertificate",
    user.userId,
  );
  return [
    user.userName,
    userArn(user),
    time(user.createdAtMs),
    ...(await passwordCells(user, passwordAgeMs, context)),
    String(devices.length > 0),
    ...keyCells(keys[0], context),
    ...keyCells(keys[1], context),
    ...certificateCells(firstCertificate),
    ...certificateCells(secondCertificate),
  ];
}

/** Whether there is a password, when it was last used and changed and when it expires. */
async function passwordCells(
  user: UserRecord,
  passwordAgeMs: number | undefined,
  { accountId, tx }: Call,
): Promise<readonly string[]> {
  const [login] = await tx.iamParts.listOfUser(accountId, "loginProfile", user.userId);
  if (login === undefined) {
    return ["false", notApplicable, notApplicable, notApplicable];
  }
  const { passwordSetAtMs } = login.detail;
  const expiry = passwordAgeMs === undefined ? notApplicable : time(passwordSetAtMs + passwordAgeMs);
  // There is no console to sign in to, so no password was ever used.
  return ["true", "no_information", time(passwordSetAtMs), expiry];
}

/** Whether the key is active, when it was made and when, where and for what it was last used. */
function keyCells(key: AccessKeyRecord | undefined, context: Call): readonly string[] {
  if (key === undefined) {
    return ["false", notApplicable, notApplicable, notApplicable, notApplicable];
  }
  const lastUsed = context.lastUse(key.accessKeyId) ?? key.lastUsed;
  const use =
    lastUsed === undefined
      ? [notApplicable, notApplicable, notApplicable]
      : [time(lastUsed.atMs), lastUsed.region, lastUsed.serviceName];
  return [String(key.status === "Active"), time(key.createdAtMs), ...use];
}

interface Certificate {
  readonly createdAtMs: number;
  readonly detail: { readonly status: "Active" | "Inactive" };
}

function certificateCells(certificate: Certificate | undefined): readonly string[] {
  return certificate === undefined
    ? ["false", notApplicable]
    : [String(certificate.detail.status === "Active"), time(certificate.createdAtMs)];
}

/** `2026-01-02T03:04:05+00:00`. */
function time(ms: number): string {
  return new Date(ms).toISOString().replace(/\.\d{3}Z$/, "+00:00");
}

/** A cell as RFC 4180 has it: user names may contain commas. */
function quoted(cell: string): string {
  return /[",\n]/.test(cell) ? `"${cell.replaceAll('"', '""')}"` : cell;
}
