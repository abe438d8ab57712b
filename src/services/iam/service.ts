import type { Operation, Service } from "../../wire/operation.ts";
import { iamModel } from "../../wire/constraints/iam.ts";
import type { Call } from "../call.ts";
import { accessKeyOperations } from "./access-keys.ts";
import { accountAliasOperations } from "./account-aliases.ts";
import { accountSummaryOperations } from "./account-summary.ts";
import { attachmentOperations } from "./attachments.ts";
import { authorizationDetailsOperations } from "./authorization-details.ts";
import { boundaryOperations } from "./boundaries.ts";
import { credentialReportOperations } from "./credential-report.ts";
import { iamErrors } from "./errors.ts";
import { groupOperations } from "./groups.ts";
import { inlinePolicyOperations } from "./inline-policies.ts";
import { instanceProfileOperations } from "./instance-profiles.ts";
import { loginProfileOperations } from "./login-profiles.ts";
import { managedPolicyOperations } from "./managed-policies.ts";
import { mfaAssignmentOperations } from "./mfa-assignment.ts";
import { mfaDeviceOperations } from "./mfa-devices.ts";
import { oidcProviderOperations } from "./oidc-providers.ts";
import { passwordPolicyOperations } from "./password-policy.ts";
import { organizationAccessReportOperations } from "./organization-access-report.ts";
import { organizationRootAccessOperations } from "./organization-root-access.ts";
import { outboundFederationOperations } from "./outbound-federation.ts";
import { policyEntityOperations } from "./policy-entities.ts";
import { policyVersionOperations } from "./policy-versions.ts";
import { roleOperations } from "./roles.ts";
import { samlProviderOperations } from "./saml-providers.ts";
import { serverCertificateOperations } from "./server-certificates.ts";
import { serviceLastAccessedOperations } from "./service-last-accessed.ts";
import { serviceLinkedRoleOperations } from "./service-linked-roles.ts";
import { serviceSpecificCredentialOperations } from "./service-specific-credentials.ts";
import { signingCertificateOperations } from "./signing-certificates.ts";
import { simulationOperations } from "./simulation/simulation-operations.ts";
import { sshPublicKeyOperations } from "./ssh-public-keys.ts";
import { tagOperations } from "./tags.ts";
import { tokenPreferenceOperations } from "./token-preferences.ts";
import { trustPolicyOperations } from "./trust-policy.ts";
import { userOperations } from "./users.ts";

/** Identity and Access Management: users, roles, their keys and their policies. */
export const iamService: Service<Call> = {
  name: "iam",
  signingName: "iam",
  protocol: "awsQuery",
  globalRegion: "us-east-1",
  skewMinutes: 15,
  version: iamModel.apiVersion,
  xmlNamespace: "https://iam.amazonaws.com/doc/2010-05-08/",
  operations: [
    ...userOperations,
    ...roleOperations,
    ...trustPolicyOperations,
    ...accessKeyOperations,
    ...managedPolicyOperations,
    ...policyVersionOperations,
    ...policyEntityOperations,
    ...inlinePolicyOperations,
    ...attachmentOperations,
    ...boundaryOperations,
    ...tagOperations,
    ...groupOperations,
    ...instanceProfileOperations,
    ...serviceLinkedRoleOperations,
    ...accountAliasOperations,
    ...accountSummaryOperations,
    ...authorizationDetailsOperations,
    ...tokenPreferenceOperations,
    ...credentialReportOperations,
    ...serviceLastAccessedOperations,
    ...outboundFederationOperations,
    ...organizationRootAccessOperations,
    ...organizationAccessReportOperations,
    ...simulationOperations,
    ...loginProfileOperations,
    ...passwordPolicyOperations,
    ...mfaDeviceOperations,
    ...mfaAssignmentOperations,
    ...sshPublicKeyOperations,
    ...signingCertificateOperations,
    ...serverCertificateOperations,
    ...serviceSpecificCredentialOperations,
    ...oidcProviderOperations,
    ...samlProviderOperations,
  ].map(closedToBareSessions),
  knownOperations: Object.keys(iamModel.operations),
  model: iamModel,
};

/**
 * Refuses callers whose session was made by GetSessionToken without a second factor or by GetFederationToken: neither
 * may call IAM, whatever policies say (documented at both; the error is observed). A session of AssumeRoot may.
 */
function closedToBareSessions(operation: Operation<Call>): Operation<Call> {
  const { authorize, handle } = operation.behaviour;
  return {
    ...operation,
    behaviour: {
      authorize: (input, context) => {
        const { session } = context.caller;
        if (
          session !== undefined &&
          session.kind !== "role" &&
          session.taskPolicyArn === undefined &&
          !(session.kind !== "federated" && session.multiFactor)
        ) {
          throw iamErrors.sessionWithoutSecondFactor();
        }
        return authorize(input, context);
      },
      handle,
    },
  };
}
