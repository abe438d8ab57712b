import { UpdateAssumeRolePolicy$, type UpdateAssumeRolePolicyRequest } from "@aws-sdk/client-iam";
import { boundPrincipals, withPresentPrincipals } from "../../identity/bound-principals.ts";
import { invalidPrincipalMessage } from "../../policy/validate-trust.ts";
import type { RoleRecord } from "../../store/records.ts";
import type { Repositories } from "../../store/repositories.ts";
import type { WithRequired } from "../../wire/operation.ts";
import { type Call, operation } from "../call.ts";
import { boundaryKeys, entityCheck } from "./checks.ts";
import { requireChangeable, roleType } from "./entities.ts";
import { iamErrors } from "./errors.ts";
import { documentSize, requireValidDocument } from "./policy-documents.ts";
import { iamQuotas } from "./quotas.ts";

/** The operation that replaces a role's trust policy. */
export const trustPolicyOperations = [
  operation(UpdateAssumeRolePolicy$, {
    authorize: async (input: WithRequired<UpdateAssumeRolePolicyRequest, "RoleName" | "PolicyDocument">, context) => [
      await entityCheck(context, roleType, {
        action: "iam:UpdateAssumeRolePolicy",
        name: input.RoleName,
        keys: (role) => boundaryKeys(role.permissionsBoundaryArn),
      }),
    ],
    handle: async (input, context) => {
      const role = await requireChangeable(context, roleType, input.RoleName);
      await context.tx.roles.update({ ...role, ...(await savedTrust(input.PolicyDocument, context)) });
      return {};
    },
  }),
];

/**
 * A trust policy as a role keeps it: the text as given, and for the users and roles it names their unique ids, so that
 * an entity made anew under an old name is not trusted (documented at the Principal element). Throws
 * MalformedPolicyDocument for a document that is no trust policy or names a principal that does not exist, and
 * LimitExceeded for one that is too large.
 */
export async function savedTrust(
  document: string,
  context: Call,
): Promise<Pick<RoleRecord, "trustPolicy" | "trustedIds">> {
  requireValidDocument(document, "trust");
  if (documentSize(document) > iamQuotas.trustPolicySize) {
    throw iamErrors.quotaExceeded("ACLSizePerRole", iamQuotas.trustPolicySize);
  }
  const bound = await boundPrincipals(document, context.tx);
  if ("missing" in bound) {
    throw iamErrors.malformedPolicy(invalidPrincipalMessage(bound.missing.kind, bound.missing.value));
  }
  return { trustPolicy: document, trustedIds: bound.ids };
}

/** The trust policy as AWS shows it, principals under their present ARNs or, when they are gone, by their ids. */
export function shownTrustPolicy(role: RoleRecord, tx: Repositories): Promise<string> {
  return withPresentPrincipals(role.trustPolicy, role.trustedIds, tx);
}
