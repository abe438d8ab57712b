import { GetSessionToken$, type GetSessionTokenRequest, type GetSessionTokenResponse } from "@aws-sdk/client-sts";
import { operation } from "../call.ts";
import { issueCredentials, sessionSeconds } from "./credentials.ts";
import { stsErrors } from "./errors.ts";
import { showsSecondFactor, spendSecondFactor, verifySecondFactor } from "./second-factor.ts";

/** GetSessionToken: temporary credentials that act as the calling user or root; needs no permission. */
export const getSessionToken = operation<GetSessionTokenRequest, GetSessionTokenResponse>(GetSessionToken$, {
  writes: showsSecondFactor,
  authorize: (_input, { caller }) => {
    if (caller.session !== undefined) {
      throw stsErrors.sessionMayNotCall("GetSessionToken");
    }
    return [];
  },
  handle: async (input, call) => {
    const factor = await verifySecondFactor(input, call);
    if (factor !== undefined) {
      await spendSecondFactor(factor, call);
    }
    const { caller } = call;
    const kind = caller.kind === "root" ? "root" : "user";
    const purpose = {
      kind,
      accountId: caller.accountId,
      issuerId: caller.userId,
      ...(factor !== undefined && { multiFactor: true }),
    } as const;
    return { Credentials: issueCredentials(call, purpose, sessionSeconds(input.DurationSeconds, caller)) };
  },
});
