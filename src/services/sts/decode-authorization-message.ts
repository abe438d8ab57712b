import {
  DecodeAuthorizationMessage$,
  type DecodeAuthorizationMessageRequest,
  type DecodeAuthorizationMessageResponse,
} from "@aws-sdk/client-sts";
import type { WithRequired } from "../../wire/operation.ts";
import { operation } from "../call.ts";
import { stsErrors } from "./errors.ts";

type Input = WithRequired<DecodeAuthorizationMessageRequest, "EncodedMessage">;

/** DecodeAuthorizationMessage: opens a message that this server sealed about a refusal in the caller's account. */
export const decodeAuthorizationMessage = operation<Input, DecodeAuthorizationMessageResponse>(
  DecodeAuthorizationMessage$,
  {
    writes: () => false,
    authorize: () => [{ action: "sts:DecodeAuthorizationMessage", resource: "*" }],
    handle: async ({ EncodedMessage }, { tokens, accountId }) => {
      const message = await tokens.openMessage(EncodedMessage);
      // A message about another account is as good as none.
      if (message === undefined || message.accountId !== accountId) {
        throw stsErrors.invalidMessage();
      }
      return { DecodedMessage: message.decoded };
    },
  },
);
