import type { Service } from "../../wire/operation.ts";
import { stsModel, stsOperationNames } from "../../wire/constraints/sts.ts";
import { extendedRequestId } from "../../wire/reply-headers.ts";
import type { Call } from "../call.ts";
import { assumeRole } from "./assume-role.ts";
import { getCallerIdentity } from "./get-caller-identity.ts";
import { getSessionToken } from "./get-session-token.ts";

/** The Security Token Service, API version 2011-06-15. */
export const stsService: Service<Call> = {
  signingName: "sts",
  protocol: "awsQuery",
  skewMinutes: 15,
  version: "2011-06-15",
  xmlNamespace: "https://sts.amazonaws.com/doc/2011-06-15/",
  operations: [assumeRole, getCallerIdentity, getSessionToken],
  knownOperations: stsOperationNames,
  model: stsModel,
  replyHeaders: extendedRequestId,
};
