import { GetAccessKeyInfo$, type GetAccessKeyInfoRequest, type GetAccessKeyInfoResponse } from "@aws-sdk/client-sts";
import { accountOfUniqueId } from "../../arn/unique-id.ts";
import type { WithRequired } from "../../wire/operation.ts";
import { operation } from "../call.ts";
import { stsErrors } from "./errors.ts";

type Input = WithRequired<GetAccessKeyInfoRequest, "AccessKeyId">;

/** GetAccessKeyInfo: the account of any key, active or not, of this account or another; temporary keys say it themselves. */
export const getAccessKeyInfo = operation<Input, GetAccessKeyInfoResponse>(GetAccessKeyInfo$, {
  authorize: () => [{ action: "sts:GetAccessKeyInfo", resource: "*" }],
  handle: async ({ AccessKeyId }, { tx }) => {
    const known = await tx.accessKeys.find(AccessKeyId);
    const accountId = known?.accountId ?? accountInKey(AccessKeyId);
    if (accountId === undefined) {
      throw stsErrors.invalidAccessKeyId(AccessKeyId);
    }
    return { Account: accountId };
  },
});

function accountInKey(accessKeyId: string): string | undefined {
  return /^A[KS]IA[A-Z2-7]{16}$/.test(accessKeyId) ? accountOfUniqueId(accessKeyId) : undefined;
}
