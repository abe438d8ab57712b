import { afterEach, beforeEach, expect, test } from "vitest";
import { accountB, type IamBench, nowMs, openIamBench, rootOf } from "../../../test/iam-bench.ts";

let iam: IamBench;
beforeEach(async () => {
  iam = await openIamBench();
});
afterEach(() => iam.close());

const started = { State: "STARTED", Description: "No report exists. Starting a new report generation task" };

test("there is no report until one is generated", async () => {
  await expect(iam.call("GetCredentialReport")).rejects.toMatchObject({
    code: "ReportNotPresent",
    status: 410,
    message: "",
  });
  expect(await iam.call("GenerateCredentialReport")).toStrictEqual(started);
  expect(await iam.call("GenerateCredentialReport")).toStrictEqual({ State: "COMPLETE" });
  await expect(iam.call("GetCredentialReport", {}, rootOf(accountB))).rejects.toMatchObject({
    code: "ReportNotPresent",
  });
});

test("the report has a line for root and for each user, in AWS's columns", async () => {
  await iam.call("CreateUser", { UserName: "alice", Path: "/team/" });
  const { AccessKey } = (await iam.call("CreateAccessKey", { UserName: "alice" })) as {
    readonly AccessKey: { readonly AccessKeyId: string };
  };
  await iam.call("CreateUser", { UserName: "b,ob" });
  iam.noteUse(AccessKey.AccessKeyId, { atMs: nowMs + 1000, region: "eu-west-1", serviceName: "execute-api" });
  await iam.call("GenerateCredentialReport");
  const report = (await iam.call("GetCredentialReport")) as { readonly Content: Uint8Array };
  expect(report).toMatchObject({ ReportFormat: "text/csv", GeneratedTime: new Date(nowMs) });
  const time = "2026-01-02T03:04:05+00:00";
  const key = "false,N/A,N/A,N/A,N/A";
  const certificates = "false,N/A,false,N/A";
  expect(new TextDecoder().decode(report.Content).split("\n")).toEqual([
    "user,arn,user_creation_time,password_enabled,password_last_used,password_last_changed,password_next_rotation," +
      "mfa_active,access_key_1_active,access_key_1_last_rotated,access_key_1_last_used_date," +
      "access_key_1_last_used_region,access_key_1_last_used_service,access_key_2_active,access_key_2_last_rotated," +
      "access_key_2_last_used_date,access_key_2_last_used_region,access_key_2_last_used_service,cert_1_active," +
      "cert_1_last_rotated,cert_2_active,cert_2_last_rotated",
    `<root_account>,arn:aws:iam::111111111111:root,${time},not_supported,no_information,not_supported,not_supported,` +
      `false,${key},${key},${certificates}`,
    `alice,arn:aws:iam::111111111111:user/team/alice,${time},false,N/A,N/A,N/A,false,` +
      `true,${time},2026-01-02T03:04:06+00:00,eu-west-1,execute-api,${key},${certificates}`,
    `"b,ob","arn:aws:iam::111111111111:user/b,ob",${time},false,N/A,N/A,N/A,false,${key},${key},${certificates}`,
  ]);
});

test("a report expires after four hours, and another is then made", async () => {
  const report = JSON.stringify({ generatedAtMs: nowMs - 4 * 3_600_000, content: "old" });
  await iam.store.write(({ accountSettings }) =>
    accountSettings.put(rootOf(accountB).accountId, "credential-report", report),
  );
  await expect(iam.call("GetCredentialReport", {}, rootOf(accountB))).rejects.toMatchObject({
    code: "ReportExpired",
    status: 410,
  });
  expect(await iam.call("GenerateCredentialReport", {}, rootOf(accountB))).toStrictEqual(started);
  expect(await iam.call("GetCredentialReport", {}, rootOf(accountB))).toMatchObject({
    GeneratedTime: new Date(nowMs),
  });
});
