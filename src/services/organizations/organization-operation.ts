import type { Tag } from "../../store/records.ts";
import type { OrganizationRecord } from "../../store/organization-records.ts";
import type { AuthorizationCheck, Operation } from "../../wire/operation.ts";
import { type Call, operation } from "../call.ts";
import { organizationsErrors } from "./errors.ts";
import { deniableChecks, delegatedChecks } from "./delegated-checks.ts";

/** A call by an account that is in an organization. */
export interface OrganizationCall extends Call {
  readonly organization: OrganizationRecord;
}

/** What an operation is asked to be allowed on: an ARN or, for operations without resource types, `*`. */
export interface AskedResource {
  readonly arn: string;
  /** Its tags, for `aws:ResourceTag`. */
  readonly tags?: readonly Tag[];
  /** Condition keys that it brings along. */
  readonly keys?: Readonly<Record<string, string>>;
}

/** What an operation on an organization asks IAM for and what it does. */
export interface OrganizationBehaviour<Input, Output> {
  /** The resources of each of which the permission is needed; `*` when absent. */
  readonly on?: (input: Input, call: OrganizationCall) => Promise<readonly AskedResource[]> | readonly AskedResource[];
  /** The operation's own condition keys. */
  readonly keys?: (input: Input) => NonNullable<AuthorizationCheck["context"]>;
  /** Whether the call is open to the caller's account, where that is a matter of its input. */
  readonly open?: (input: Input, call: OrganizationCall) => boolean | Promise<boolean>;
  readonly handle: (input: Input, call: OrganizationCall) => Promise<Output>;
}

type Schema = Operation<Call>["schema"];

/** An operation that only the organization's management account may call. */
export function managementOperation<Input, Output>(schema: Schema, behaviour: OrganizationBehaviour<Input, Output>) {
  return restricted(schema, behaviour, isManagement);
}

/** An operation that the management account and delegated administrators may call. */
export function administratorOperation<Input, Output>(schema: Schema, behaviour: OrganizationBehaviour<Input, Output>) {
  return restricted(schema, behaviour, isAdministrator);
}

/** An operation that every account of the organization may call. */
export function memberOperation<Input, Output>(schema: Schema, behaviour: OrganizationBehaviour<Input, Output>) {
  return restricted(schema, behaviour, () => true);
}

/** Whether the caller's account manages the organization or is a delegated administrator in it. */
export async function isAdministrator(call: OrganizationCall): Promise<boolean> {
  return isManagement(call) || isDelegate(call);
}

/** Throws ConstraintViolationException for what an organization of consolidated billing cannot do. */
export function requireAllFeatures({ organization }: OrganizationCall): void {
  if (organization.featureSet !== "ALL") {
    throw organizationsErrors.needsAllFeatures();
  }
}

function isManagement({ organization, accountId }: OrganizationCall): boolean {
  return organization.managementAccountId === accountId;
}

async function isDelegate({ tx, organization, accountId }: OrganizationCall): Promise<boolean> {
  const registered = await tx.organizationParts.listOfAccount(accountId, "delegatedAdministrator");
  return registered.some(({ organizationId }) => organizationId === organization.organizationId);
}

/**
 * The caller's IAM permission comes first: only who has it learns whether there is an organization and whether the
 * account may. The ARNs are owned by the management account, yet the permission of a member's user is a matter of that
 * member alone, so that no owner is named to IAM. An account that may not call by itself needs, beside that permission,
 * one by the organization's resource policy.
 */
function restricted<Input, Output>(
  schema: Schema,
  behaviour: OrganizationBehaviour<Input, Output>,
  mayCall: (call: OrganizationCall) => boolean | Promise<boolean>,
): Operation<Call> {
  return operation(schema, {
    authorize: async (input: Input, call) => {
      const organization = await call.tx.organizations.ofAccount(call.accountId);
      if (organization === undefined) {
        return permissionChecks(schema[2], [], behaviour.keys?.(input));
      }
      const scoped = { ...call, organization };
      const own = permissionChecks(schema[2], await behaviour.on?.(input, scoped), behaviour.keys?.(input));
      const open = (await mayCall(scoped)) && (await (behaviour.open?.(input, scoped) ?? true));
      if (!open) {
        return [...own, ...(await delegatedChecks(scoped, own))];
      }
      return isManagement(scoped) ? own : deniableChecks(scoped, own);
    },
    handle: async (input, call) => {
      const organization = await call.tx.organizations.ofAccount(call.accountId);
      if (organization === undefined) {
        throw organizationsErrors.notInUse();
      }
      return behaviour.handle(input, { ...call, organization });
    },
  });
}

/** The checks of an operation on resources, or on `*` where there are none. */
export function permissionChecks(
  operationName: string,
  resources: readonly AskedResource[] = [],
  keys: NonNullable<AuthorizationCheck["context"]> = {},
): readonly AuthorizationCheck[] {
  const asked = resources.length === 0 ? [{ arn: "*" }] : resources;
  return asked.map((resource: AskedResource) => ({
    action: `organizations:${operationName}`,
    resource: resource.arn,
    context: {
      ...Object.fromEntries((resource.tags ?? []).map(({ key, value }) => [`aws:ResourceTag/${key}`, value])),
      ...resource.keys,
      ...keys,
    },
  }));
}
