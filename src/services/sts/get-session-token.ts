import { GetSessionToken$, type GetSessionTokenRequest, type GetSessionTokenResponse } from "@aws-sdk/client-sts";
import { type Call, operation } from "../call.ts";
import { issueCredentials } from "./credentials.ts";
import { stsErrors } from "./errors.ts";

const userDefaultSeconds = 43_200;
const rootMaxSeconds = 3600;

/** GetSessionToken: temporary credentials that act as the calling user or root; needs no permission. */
export const getSessionToken = operation<GetSessionTokenRequest, GetSessionTokenResponse>(GetSessionToken$, {
  authorize: (_input, { caller }) => {
    if (caller.session !== undefined) {
      throw stsErrors.sessionMayNotCall("GetSessionToken");
    }
    return [];
  },
  handle: async (input, call) => {
    if (input.SerialNumber !== undefined || input.TokenCode !== undefined) {
      throw stsErrors.unknownMfaDevice();
    }
    const { caller } = call;
    const kind = caller.kind === "root" ? "root" : "user";
    const purpose = { kind, accountId: caller.accountId, issuerId: caller.userId } as const;
    return { Credentials: issueCredentials(call, purpose, durationSeconds(input, call)) };
  },
});

function durationSeconds({ DurationSeconds }: GetSessionTokenRequest, { caller }: Call): number {
  if (caller.kind !== "root") {
    return DurationSeconds ?? userDefaultSeconds;
  }
  // The API page lets root ask for more and quietly gives an hour.
  return Math.min(DurationSeconds ?? rootMaxSeconds, rootMaxSeconds);
}
