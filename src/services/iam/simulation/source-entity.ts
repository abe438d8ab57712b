import type { PolicyIdentifier } from "@aws-sdk/client-iam";
import { parseAccountId } from "../../../arn/account-id.ts";
import { parseArn } from "../../../arn/arn.ts";
import { specialise, patternMatches } from "../../../policy/text-pattern.ts";
import { parsePieces } from "../../../policy/variables.ts";
import type { Call } from "../../call.ts";
import { policyOwner } from "../arns.ts";
import { requireEntity, roleType, userType } from "../entities.ts";
import { policyNameAndPath } from "../policy-lookup.ts";
import { simulationErrors } from "./simulation-errors.ts";
import type { SimulatedPolicy } from "./simulated-policies.ts";

/** A user, role or group as an ARN names it. */
export interface EntityName {
  readonly kind: "user" | "role" | "group";
  readonly accountId: string;
  /** Without the path. */
  readonly name: string;
}

/** Reads the ARN of a user, role or group; undefined for any other text, the ARN of root or of a session included. */
export function parseEntityArn(text: string): EntityName | undefined {
  const arn = parseArn(text);
  const match = /^(user|role|group)\/(?:.*\/)?([^/]+)$/.exec(arn?.resource ?? "");
  if (arn?.service !== "iam" || parseAccountId(arn.account) === undefined || match === null) {
    return undefined;
  }
  // The pattern leaves one of the three words and a name.
  return { kind: match[1] as EntityName["kind"], accountId: arn.account, name: match[2] ?? "" };
}

/** A policy of an entity and what it can be excluded by. */
interface OwnPolicy extends SimulatedPolicy {
  readonly inlineName?: string;
  readonly arn?: string;
}

/**
 * The policies of the entity that a simulation is about, its permissions boundary among them, less those excluded.
 * Throws InvalidInput for what names no entity or one of another account, NoSuchEntity for one that is not there. The
 * path in the ARN does not matter, as observed.
 */
export async function sourcePolicies(
  context: Call,
  sourceArn: string,
  exclusions: readonly PolicyIdentifier[] = [],
): Promise<readonly SimulatedPolicy[]> {
  const entity = parseEntityArn(sourceArn);
  if (entity === undefined) {
    throw simulationErrors.invalidEntityArn(sourceArn);
  }
  if (entity.accountId !== context.accountId) {
    throw simulationErrors.foreignSource(context.accountId, entity.accountId);
  }
  const policies = await entityPolicies(context, entity);
  return policies.filter((policy) => !exclusions.some((exclusion) => isExcluded(policy, exclusion, entity)));
}

async function entityPolicies(context: Call, { kind, name }: EntityName): Promise<readonly OwnPolicy[]> {
  if (kind === "group") {
    throw simulationErrors.groupNotFound(name);
  }
  const { accountId, tx } = context;
  const record =
    kind === "user" ? await requireEntity(context, userType, name) : await requireEntity(context, roleType, name);
  const ref = "userName" in record ? userType.refOf(record) : roleType.refOf(record);
  const ownName = "userName" in record ? record.userName : record.roleName;
  const attached = await tx.entityPolicies.listAttached(accountId, ref);
  const inline = await tx.entityPolicies.listInline(accountId, ref);
  const boundaryArn = record.permissionsBoundaryArn;
  return [
    ...(await Promise.all(attached.map((arn) => managedPolicy(context, arn, "identity")))),
    ...inline.map(({ policyName, document }) => ({
      type: "identity" as const,
      id: `${kind}_${ownName}_${policyName}`,
      inlineName: policyName,
      document,
    })),
    ...(boundaryArn === undefined ? [] : [await managedPolicy(context, boundaryArn, "boundary")]),
  ];
}

/** The default version of a managed policy; one that is gone allows nothing. */
async function managedPolicy({ accountId, tx }: Call, arn: string, type: "identity" | "boundary"): Promise<OwnPolicy> {
  const policy = await tx.policies.get(accountId, arn);
  const version = policy && (await tx.policies.getVersion(accountId, arn, policy.defaultVersion));
  const document = version?.document ?? '{"Version":"2012-10-17","Statement":[]}';
  return { type, id: policyNameAndPath(arn).name, arn, document };
}

/** Whether an exclusion means a policy: by its kind, by a managed policy's ARN, path or not, or by an inline policy's name. */
function isExcluded(policy: OwnPolicy, exclusion: PolicyIdentifier, entity: EntityName): boolean {
  const { PolicyType, PolicyArn, InlinePolicyIdentifier } = exclusion;
  if (policy.type === "boundary") {
    return PolicyType === "permission-boundary";
  }
  if (policy.arn !== undefined) {
    const ofAws = policyOwner(policy.arn) === "aws";
    const pathless = policy.arn.replace(/:policy\/.*\//, ":policy/");
    return (
      PolicyType === (ofAws ? "aws-managed" : "user-managed") || PolicyArn === policy.arn || PolicyArn === pathless
    );
  }
  return (
    PolicyType === "inline" ||
    (InlinePolicyIdentifier !== undefined &&
      InlinePolicyIdentifier.PolicyName === policy.inlineName &&
      InlinePolicyIdentifier.AttachmentType === entity.kind &&
      fitsWildcards(InlinePolicyIdentifier.AttachmentName ?? "", entity.name))
  );
}

function fitsWildcards(pattern: string, text: string): boolean {
  const compiled = specialise(parsePieces(pattern, { variables: false, wildcards: true }));
  return patternMatches(compiled, { text, from: 0, to: text.length }, () => undefined);
}
