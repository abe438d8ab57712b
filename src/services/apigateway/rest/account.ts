import { type Account, GetAccount$, UpdateAccount$, type UpdateAccountRequest } from "@aws-sdk/client-api-gateway";
import { parseArn } from "../../../arn/arn.ts";
import type { Operation } from "../../../wire/operation.ts";
import { type Call, operation } from "../../call.ts";
import { permission } from "../authorization.ts";
import { defined, nonEmpty } from "../defined.ts";
import { badRequest } from "../errors.ts";
import { passing } from "../pass-role.ts";
import { briefRefusal, patchedBy, patchesAt, type PatchTable, textOf } from "./patch.ts";

/** The operations on what API Gateway keeps of an account in a region. */
export const accountOperations: readonly Operation<Call>[] = [
  operation(GetAccount$, {
    authorize: permission(GetAccount$),
    handle: async (_input: object, call) => showAccount((await settingsByRegion(call))[call.region] ?? {}),
  }),
  operation(
    UpdateAccount$,
    passing(
      { authorize: permission(UpdateAccount$), handle: updateAccount },
      (input: UpdateAccountRequest) => patchesAt(input.patchOperations, "/cloudwatchRoleArn").at(-1)?.value,
    ),
  ),
];

interface AccountSettings {
  readonly cloudwatchRoleArn?: string;
}

const patches: PatchTable<AccountSettings> = {
  "/cloudwatchRoleArn": {
    ops: ["add", "remove", "replace"],
    apply: (settings, patch) => {
      const cloudwatchRoleArn = patch.op === "remove" ? undefined : nonEmpty(textOf(patch));
      if (cloudwatchRoleArn !== undefined && parseArn(cloudwatchRoleArn)?.resource.startsWith("role/") !== true) {
        throw badRequest("The role ARN is not well formed");
      }
      return defined({ ...settings, cloudwatchRoleArn });
    },
  },
};

async function updateAccount(input: UpdateAccountRequest, call: Call): Promise<Account> {
  const byRegion = await settingsByRegion(call);
  const settings = patchedBy(byRegion[call.region] ?? {}, input.patchOperations, {
    table: patches,
    refusal: briefRefusal,
  });
  const value = JSON.stringify({ ...byRegion, [call.region]: settings });
  await call.tx.accountSettings.put(call.accountId, "api-gateway-account", value);
  return showAccount(settings);
}

async function settingsByRegion(call: Call): Promise<Readonly<Record<string, AccountSettings>>> {
  const stored = await call.tx.accountSettings.get(call.accountId, "api-gateway-account");
  // Nothing but `updateAccount` writes this setting.
  return stored === undefined ? {} : (JSON.parse(stored) as Readonly<Record<string, AccountSettings>>);
}

/** The limits are AWS's defaults for an account. */
function showAccount({ cloudwatchRoleArn }: AccountSettings): Account {
  return {
    cloudwatchRoleArn,
    throttleSettings: { burstLimit: 5000, rateLimit: 10_000 },
    features: ["UsagePlans"],
    apiKeyVersion: "4",
  };
}
