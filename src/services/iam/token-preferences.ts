import {
  SetSecurityTokenServicePreferences$,
  type SetSecurityTokenServicePreferencesRequest,
} from "@aws-sdk/client-iam";
import type { WithRequired } from "../../wire/operation.ts";
import { operation } from "../call.ts";
import { accountCheck } from "./checks.ts";

/** The operation that chooses which regions the tokens of STS's global endpoint are valid in. */
export const tokenPreferenceOperations = [
  operation(SetSecurityTokenServicePreferences$, {
    authorize: () => accountCheck("iam:SetSecurityTokenServicePreferences", "*"),
    // Tokens of this server are valid in all regions either way; GetAccountSummary shows the choice.
    handle: async (
      input: WithRequired<SetSecurityTokenServicePreferencesRequest, "GlobalEndpointTokenVersion">,
      { accountId, tx },
    ) => {
      const version = input.GlobalEndpointTokenVersion === "v2Token" ? "2" : "1";
      await tx.accountSettings.put(accountId, "global-endpoint-token-version", version);
      return {};
    },
  }),
];
