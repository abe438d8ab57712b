import {
  GetFederationToken$,
  type GetFederationTokenRequest,
  type GetFederationTokenResponse,
} from "@aws-sdk/client-sts";
import { stsArn } from "../../arn/arn.ts";
import type { WithRequired } from "../../wire/operation.ts";
import { operation } from "../call.ts";
import { issueCredentials, sessionSeconds } from "./credentials.ts";
import { stsErrors } from "./errors.ts";
import { requestTagContext } from "./role-sessions.ts";
import { checkSessionPolicies, packedPolicySize } from "./session-policies.ts";
import { passedTags, sessionTags } from "./session-tags.ts";

type Input = WithRequired<GetFederationTokenRequest, "Name">;

/**
 * GetFederationToken: temporary credentials of a federated user, who may do what both the calling user's policies and
 * the session policies allow; without session policies nothing.
 */
export const getFederationToken = operation<Input, GetFederationTokenResponse>(GetFederationToken$, {
  writes: () => false,

  authorize: (input, { caller }) => {
    if (caller.session !== undefined) {
      throw stsErrors.sessionMayNotCall("GetFederationToken");
    }
    const resource = stsArn(caller.accountId, `federated-user/${input.Name}`);
    const tags = passedTags(input);
    const context = requestTagContext(tags, undefined);
    return [
      { action: "sts:GetFederationToken", resource, context },
      ...(tags.length > 0 ? [{ action: "sts:TagSession", resource, context }] : []),
    ];
  },

  handle: async (input, call) => {
    const { accountId, caller } = call;
    const { tags } = sessionTags({ Tags: input.Tags }, undefined);
    await checkSessionPolicies(input, accountId, call);
    const policyArns = (input.PolicyArns ?? []).flatMap(({ arn }) => arn ?? []);
    const credentials = issueCredentials(
      call,
      {
        kind: "federated",
        accountId,
        issuerId: caller.userId,
        sessionName: input.Name,
        ...(input.Policy !== undefined && { policy: input.Policy }),
        ...(policyArns.length > 0 && { policyArns }),
        ...(tags.length > 0 && { tags }),
      },
      sessionSeconds(input.DurationSeconds, caller),
    );
    return {
      Credentials: credentials,
      FederatedUser: {
        FederatedUserId: `${accountId}:${input.Name}`,
        Arn: stsArn(accountId, `federated-user/${input.Name}`),
      },
      // Observed to be there, as 0, even when no policy was passed.
      PackedPolicySize: packedPolicySize(input) ?? 0,
    };
  },
});
