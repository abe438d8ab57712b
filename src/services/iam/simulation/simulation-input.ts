import type { OrderedOrganizationPolicyType } from "@aws-sdk/client-iam";
import { malformedPolicy, type PolicyKind } from "../../../policy/validate.ts";
import { simulationErrors } from "./simulation-errors.ts";
import type { SimulatedPolicy } from "./simulated-policies.ts";

/** The policies of a call's `PolicyInputList`; throws InvalidInput for one that is no policy. */
export function inputPolicies(documents: readonly string[] = []): readonly SimulatedPolicy[] {
  return documents.map((document, index) => {
    if (!isSound(document, "inline")) {
      throw simulationErrors.malformedPolicy(index + 1);
    }
    return { type: "identity", id: `PolicyInputList.${index + 1}`, document };
  });
}

/** The permissions boundary of a call, when it has one; throws InvalidInput for several and for what is no policy. */
export function inputBoundary(documents: readonly string[] = []): SimulatedPolicy | undefined {
  const [document, ...others] = documents;
  if (others.length > 0) {
    throw simulationErrors.severalBoundaries();
  }
  if (document !== undefined && !isSound(document, "inline")) {
    throw simulationErrors.malformedBoundary();
  }
  return document === undefined
    ? undefined
    : { type: "boundary", id: "PermissionsBoundaryPolicyInputList.1", document };
}

/** The policy on the resources of a call, when it has one; throws InvalidInput for what is none. */
export function inputResourcePolicy(document: string | undefined): SimulatedPolicy | undefined {
  if (document !== undefined && !isSound(document, "resource")) {
    throw simulationErrors.malformedResourcePolicy();
  }
  return document === undefined ? undefined : { type: "resource", id: "ResourcePolicy", document };
}

/** The service control policies of a call, level by level; throws InvalidInput for an empty level and for what is no policy. */
export function controlPolicies(
  levels: readonly OrderedOrganizationPolicyType[] = [],
): readonly (readonly SimulatedPolicy[])[] {
  return levels.map(({ ServiceControlPolicyInputList: documents = [] }, index) => {
    if (documents.length === 0) {
      throw simulationErrors.emptyLevel(index + 1);
    }
    return documents.map((document, place) => {
      if (!isSound(document, "serviceControl")) {
        throw simulationErrors.malformedControlPolicy(index + 1);
      }
      return {
        type: "serviceControl" as const,
        id: `ServiceControlPolicyInputList.${index + 1}.${place + 1}`,
        document,
      };
    });
  });
}

function isSound(document: string, kind: PolicyKind): boolean {
  return malformedPolicy(document, kind) === undefined;
}
