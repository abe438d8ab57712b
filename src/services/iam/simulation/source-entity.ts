import type { PolicyIdentifier } from "@aws-sdk/client-iam";
import { parseAccountId } from "../../../arn/account-id.ts";
import { parseArn } from "../../../arn/arn.ts";
import { specialise, patternMatches } from "../../../policy/text-pattern.ts";
import { parsePieces } from "../../../policy/variables.ts";
import type { EntityRef, GroupRecord } from "../../../store/records.ts";
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
  readonly inline?: { readonly policyName: string; readonly kind: EntityRef["kind"]; readonly name: string };
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
  return policies.filter((policy) => !exclusions.some((exclusion) => isExcluded(policy, exclusion)));
}

async function entityPolicies(context: Call, entity: EntityName): Promise<readonly OwnPolicy[]> {
  const { holders, boundaryArn } = await policyHolders(context, entity);
  const { accountId, tx } = context;
  const attached = await Promise.all(holders.map(({ ref }) => tx.entityPolicies.listAttached(accountId, ref)));
  const embedded = await Promise.all(holders.map((holder) => inlinePolicies(context, holder)));
  return [
    // What a user has by several groups counts once.
    ...(await Promise.all([...new Set(attached.flat())].map((arn) => managedPolicy(context, arn, "identity")))),
    ...embedded.flat(),
    ...(boundaryArn === undefined ? [] : [await managedPolicy(context, boundaryArn, "boundary")]),
  ];
}

/** A user, role or group that policies are attached to and embedded in. */
interface PolicyHolder {
  readonly ref: EntityRef;
  readonly name: string;
}

interface PolicyHolders {
  readonly holders: readonly PolicyHolder[];
  readonly boundaryArn?: string | undefined;
}

/** The entity itself and, for a user, its groups; throws NoSuchEntity when there is no such entity. */
async function policyHolders(context: Call, { kind, name }: EntityName): Promise<PolicyHolders> {
  const { accountId, tx } = context;
  switch (kind) {
    case "group": {
      const group = await tx.groups.get(accountId, name);
      if (group === undefined) {
        throw simulationErrors.groupNotFound(name);
      }
      return { holders: [groupHolder(group)] };
    }
    case "role": {
      const role = await requireEntity(context, roleType, name);
      return {
        holders: [{ ref: roleType.refOf(role), name: role.roleName }],
        boundaryArn: role.permissionsBoundaryArn,
      };
    }
    case "user": {
      const user = await requireEntity(context, userType, name);
      const groups = await tx.groups.listOfUser(accountId, user.userId);
      return {
        holders: [{ ref: userType.refOf(user), name: user.userName }, ...groups.map(groupHolder)],
        boundaryArn: user.permissionsBoundaryArn,
      };
    }
  }
}

function groupHolder({ groupId, groupName }: GroupRecord): PolicyHolder {
  return { ref: { kind: "group", id: groupId }, name: groupName };
}

async function inlinePolicies({ accountId, tx }: Call, { ref, name }: PolicyHolder): Promise<readonly OwnPolicy[]> {
  const policies = await tx.entityPolicies.listInline(accountId, ref);
  return policies.map(({ policyName, document }) => ({
    type: "identity",
    id: `${ref.kind}_${name}_${policyName}`,
    inline: { policyName, kind: ref.kind, name },
    document,
  }));
}

/** The default version of a managed policy; one that is gone allows nothing. */
async function managedPolicy({ accountId, tx }: Call, arn: string, type: "identity" | "boundary"): Promise<OwnPolicy> {
  const policy = await tx.policies.get(accountId, arn);
  const version = policy && (await tx.policies.getVersion(accountId, arn, policy.defaultVersion));
  const document = version?.document ?? '{"Version":"2012-10-17","Statement":[]}';
  return { type, id: policyNameAndPath(arn).name, arn, document };
}

/** Whether an exclusion means a policy: by its kind, by a managed policy's ARN, path or not, or by an inline policy's name. */
function isExcluded(policy: OwnPolicy, exclusion: PolicyIdentifier): boolean {
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
  const { inline } = policy;
  return (
    PolicyType === "inline" ||
    (InlinePolicyIdentifier !== undefined &&
      InlinePolicyIdentifier.PolicyName === inline?.policyName &&
      InlinePolicyIdentifier.AttachmentType === inline?.kind &&
      fitsWildcards(InlinePolicyIdentifier.AttachmentName ?? "", inline?.name ?? ""))
  );
}

function fitsWildcards(pattern: string, text: string): boolean {
  const compiled = specialise(parsePieces(pattern, { variables: false, wildcards: true }));
  return patternMatches(compiled, { text, from: 0, to: text.length }, () => undefined);
}
