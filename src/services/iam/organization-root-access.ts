import {
  DisableOrganizationsRootCredentialsManagement$,
  DisableOrganizationsRootSessions$,
  EnableOrganizationsRootCredentialsManagement$,
  EnableOrganizationsRootSessions$,
  ListOrganizationsFeatures$,
} from "@aws-sdk/client-iam";
import type { OrganizationRecord, RootFeature } from "../../store/organization-records.ts";
import type { Operation } from "../../wire/operation.ts";
import { type Call, operation } from "../call.ts";
import { accountCheck } from "./checks.ts";
import { organizationErrors } from "./organization-errors.ts";

type Schema = Operation<Call>["schema"];

/** The operations on what an organization lets IAM do with the roots of its member accounts. */
export const organizationRootAccessOperations = [
  switching(EnableOrganizationsRootCredentialsManagement$, "RootCredentialsManagement", "on"),
  switching(EnableOrganizationsRootSessions$, "RootSessions", "on"),
  switching(DisableOrganizationsRootCredentialsManagement$, "RootCredentialsManagement", "off"),
  switching(DisableOrganizationsRootSessions$, "RootSessions", "off"),
  operation(ListOrganizationsFeatures$, {
    authorize: () => accountCheck("iam:ListOrganizationsFeatures", "*"),
    handle: async (_: object, call) => featuresShape((await requireAdministered(call)).organization),
  }),
];

/** Organizations' name of IAM as a service that it trusts and delegates to. */
const iamPrincipal = "iam.amazonaws.com";

/** Switching twice changes nothing: neither operation has an error for it. */
function switching(schema: Schema, feature: RootFeature, state: "on" | "off"): Operation<Call> {
  return operation(schema, {
    authorize: () => accountCheck(`iam:${schema[2]}`, "*"),
    handle: async (_: object, call) => {
      const { organization, isManagement } = await requireAdministered(call);
      if (state === "on" && !isManagement) {
        throw organizationErrors.notManagement();
      }
      const others = (organization.rootFeatures ?? []).filter((one) => one !== feature);
      const changed = { ...organization, rootFeatures: state === "on" ? [...others, feature].toSorted() : others };
      await call.tx.organizations.update(changed);
      return featuresShape(changed);
    },
  });
}

function featuresShape({ organizationId, rootFeatures = [] }: OrganizationRecord) {
  return { OrganizationId: organizationId, EnabledFeatures: [...rootFeatures] };
}

/**
 * The caller's organization, when the caller's account manages it or administers IAM for it, it has all features and it
 * trusts IAM; throws the error of the model otherwise.
 */
async function requireAdministered({ accountId, tx }: Call) {
  const organization = await tx.organizations.ofAccount(accountId);
  if (organization === undefined) {
    throw organizationErrors.notFound();
  }
  const isManagement = organization.managementAccountId === accountId;
  const delegation = `${accountId}/${iamPrincipal}`;
  const { organizationId, featureSet, trustedServices } = organization;
  if (
    !isManagement &&
    (await tx.organizationParts.get(organizationId, "delegatedAdministrator", delegation)) === undefined
  ) {
    throw organizationErrors.notAdministrator();
  }
  if (featureSet !== "ALL") {
    throw organizationErrors.notInAllFeatures();
  }
  if (!Object.hasOwn(trustedServices, iamPrincipal)) {
    throw organizationErrors.serviceAccessNotEnabled();
  }
  return { organization, isManagement };
}
