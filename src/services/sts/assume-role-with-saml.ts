import {
  AssumeRoleWithSAML$,
  type AssumeRoleWithSAMLRequest,
  type AssumeRoleWithSAMLResponse,
} from "@aws-sdk/client-sts";
import type { WithRequired } from "../../wire/operation.ts";
import { type Call, operation } from "../call.ts";
import { issueOutsideSession, outsideChecks, outsideOf, type OutsideRequest } from "./outside-sessions.ts";

type Input = WithRequired<AssumeRoleWithSAMLRequest, "RoleArn" | "PrincipalArn" | "SAMLAssertion">;

/** AssumeRoleWithSAML: temporary credentials of a role for the subject of a signed SAML assertion. */
export const assumeRoleWithSaml = operation<Input, AssumeRoleWithSAMLResponse>(AssumeRoleWithSAML$, {
  writes: () => false,
  proofOf: (input) => ({
    kind: "saml",
    roleArn: input.RoleArn,
    providerArn: input.PrincipalArn,
    assertion: input.SAMLAssertion,
  }),
  authorize: (input, call) => outsideChecks(requestOf(input, call), call),
  handle: async (input, call) => {
    const outside = outsideOf(call.caller);
    const session = await issueOutsideSession(requestOf(input, call), call);
    return {
      ...session,
      Subject: outside.subject,
      SubjectType: outside.subjectType,
      Issuer: outside.samlIssuer,
      Audience: outside.audience,
      NameQualifier: outside.nameQualifier,
    };
  },
});

function requestOf(input: Input, { caller }: Call): OutsideRequest {
  return {
    operation: "AssumeRoleWithSAML",
    RoleArn: input.RoleArn,
    sessionName: outsideOf(caller).sessionName ?? "",
    DurationSeconds: input.DurationSeconds,
    policies: input,
  };
}
