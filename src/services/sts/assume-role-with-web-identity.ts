import {
  AssumeRoleWithWebIdentity$,
  type AssumeRoleWithWebIdentityRequest,
  type AssumeRoleWithWebIdentityResponse,
} from "@aws-sdk/client-sts";
import type { WithRequired } from "../../wire/operation.ts";
import { operation } from "../call.ts";
import { stsErrors } from "./errors.ts";
import { issueOutsideSession, outsideChecks, outsideOf, type OutsideRequest } from "./outside-sessions.ts";

type Input = WithRequired<AssumeRoleWithWebIdentityRequest, "RoleArn" | "RoleSessionName" | "WebIdentityToken">;

/** AssumeRoleWithWebIdentity: temporary credentials of a role for the bearer of an OpenID Connect token. */
export const assumeRoleWithWebIdentity = operation<Input, AssumeRoleWithWebIdentityResponse>(
  AssumeRoleWithWebIdentity$,
  {
    writes: () => false,
    proofOf: (input) => {
      if (input.ProviderId !== undefined) {
        throw stsErrors.providerIdNotSupported();
      }
      return { kind: "webIdentity", roleArn: input.RoleArn, token: input.WebIdentityToken };
    },
    authorize: (input, call) => outsideChecks(requestOf(input), call),
    handle: async (input, call) => {
      const { subject, audience, providerArn } = outsideOf(call.caller);
      const session = await issueOutsideSession(requestOf(input), call);
      return { ...session, SubjectFromWebIdentityToken: subject, Audience: audience, Provider: providerArn };
    },
  },
);

function requestOf(input: Input): OutsideRequest {
  return {
    operation: "AssumeRoleWithWebIdentity",
    RoleArn: input.RoleArn,
    sessionName: input.RoleSessionName,
    DurationSeconds: input.DurationSeconds,
    policies: input,
  };
}
