import { GetCallerIdentity$, type GetCallerIdentityRequest, type GetCallerIdentityResponse } from "@aws-sdk/client-sts";
import { operation } from "../call.ts";

/** GetCallerIdentity: open to every valid credential, even under an explicit deny, as its API page says. */
export const getCallerIdentity = operation<GetCallerIdentityRequest, GetCallerIdentityResponse>(GetCallerIdentity$, {
  authorize: () => [],
  handle: async (_input, { caller }) => ({ UserId: caller.userId, Account: caller.accountId, Arn: caller.arn }),
});
