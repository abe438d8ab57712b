import type { Operation, Service } from "../../wire/operation.ts";
import { stsModel, stsOperationNames } from "../../wire/constraints/sts.ts";
import { extendedRequestId } from "../../wire/reply-headers.ts";
import type { Call } from "../call.ts";
import { assumeRole } from "./assume-role.ts";
import { assumeRoleWithSaml } from "./assume-role-with-saml.ts";
import { assumeRoleWithWebIdentity } from "./assume-role-with-web-identity.ts";
import { assumeRoot } from "./assume-root.ts";
import { decodeAuthorizationMessage } from "./decode-authorization-message.ts";
import { stsErrors } from "./errors.ts";
import { getAccessKeyInfo } from "./get-access-key-info.ts";
import { getCallerIdentity } from "./get-caller-identity.ts";
import { getFederationToken } from "./get-federation-token.ts";
import { getSessionToken } from "./get-session-token.ts";
import { getWebIdentityToken } from "./get-web-identity-token.ts";

/** The Security Token Service, API version 2011-06-15. */
export const stsService: Service<Call> = {
  name: "sts",
  signingName: "sts",
  protocol: "awsQuery",
  skewMinutes: 15,
  version: "2011-06-15",
  xmlNamespace: "https://sts.amazonaws.com/doc/2011-06-15/",
  operations: [
    assumeRole,
    assumeRoleWithSaml,
    assumeRoleWithWebIdentity,
    assumeRoot,
    decodeAuthorizationMessage,
    getAccessKeyInfo,
    getCallerIdentity,
    getFederationToken,
    getSessionToken,
    getWebIdentityToken,
  ].map(closedToBareSessions),
  knownOperations: stsOperationNames,
  model: stsModel,
  replyHeaders: extendedRequestId,
};

/**
 * Refuses what sessions of users cannot call, whatever policies say: one of GetSessionToken only AssumeRole and
 * GetCallerIdentity, one of GetFederationToken only GetCallerIdentity.
 * https://docs.aws.amazon.com/IAM/latest/UserGuide/id_credentials_sts-comparison.html
 */
function closedToBareSessions(operation: Operation<Call>): Operation<Call> {
  const { behaviour, name } = operation;
  return {
    ...operation,
    behaviour: {
      ...behaviour,
      authorize: (input, context) => {
        const kind = context.caller.session?.kind ?? "role";
        const open = kind === "role" || name === "GetCallerIdentity" || (name === "AssumeRole" && kind !== "federated");
        if (!open) {
          throw stsErrors.sessionMayNotCall(name);
        }
        return behaviour.authorize(input, context);
      },
    },
  };
}
