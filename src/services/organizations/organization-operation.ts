import type { Tag } from "../../store/records.ts";
import type { OrganizationRecord } from "../../store/organization-records.ts";
import type { AuthorizationCheck, Operation } from "../../wire/operation.ts";
import { type Call, operation } from "../call.ts";
import { organizationsErrors } from "./errors.ts";

/** A call by an account that is in an organization. */
export interface OrganizationCall extends Call {
  readonly organization: OrganizationRecord;
}

/** What an operation is asked to be allowed on: an ARN or, for operations without resource types, `*`. */
export interface AskedResource {
  readonly arn: string;
  /** Its tags, for `aws:ResourceTag`. */
  readonly tags?: readonly Tag[];
}

/** What an operation on an organization asks IAM for and what it does. */
export interface OrganizationBehaviour<Input, Output> {
  /** The resources of each of which the permission is needed; `*` when absent. */
  readonly on?: (input: Input, call: OrganizationCall) => Promise<readonly AskedResource[]> | readonly AskedResource[];
  /** The operation's own condition keys. */
  readonly keys?: (input: Input) => NonNullable<AuthorizationCheck["context"]>;
  readonly handle: (input: Input, call: OrganizationCall) => Promise<Output>;
}

type Schema = Operation<Call>["schema"];

/** An operation that only the organization's management account may call. */
export function managementOperation<Input, Output>(schema: Schema, behaviour: OrganizationBehaviour<Input, Output>) {
  return restricted(schema, behaviour, isManagement);
}

/** An operation that the management account and delegated administrators may call. */
export function administratorOperation<Input, Output>(schema: Schema, behaviour: OrganizationBehaviour<Input, Output>) {
  return restricted(schema, behaviour, async (call) => isManagement(call) || (await isDelegate(call)));
}

/** An operation that every account of the organization may call. */
export function memberOperation<Input, Output>(schema: Schema, behaviour: OrganizationBehaviour<Input, Output>) {
  return restricted(schema, behaviour, () => true);
}

/** Whether the caller's account manages the organization. */
export function isManagement({ organization, accountId }: OrganizationCall): boolean {
  return organization.managementAccountId === accountId;
}

async function isDelegate({ tx, organization, accountId }: OrganizationCall): Promise<boolean> {
  const registered = await tx.organizationParts.listOfAccount(accountId, "delegatedAdministrator");
  return registered.some(({ organizationId }) => organizationId === organization.organizationId);
}

/**
 * The caller's IAM permission comes first: only who has it learns whether there is an organization and whether the
 * account may. The ARNs are owned by the management account, yet the permission of a member's user is a matter of that
 * member alone, so that no owner is named to IAM.
 */
function restricted<Input, Output>(
  schema: Schema,
  behaviour: OrganizationBehaviour<Input, Output>,
  mayCall: (call: OrganizationCall) => boolean | Promise<boolean>,
): Operation<Call> {
  return operation(schema, {
    authorize: async (input: Input, call) => {
      const organization = await call.tx.organizations.ofAccount(call.accountId);
      const resources = organization === undefined ? [] : await behaviour.on?.(input, { ...call, organization });
      return permissionChecks(schema[2], resources, behaviour.keys?.(input));
    },
    handle: async (input, call) => {
      const organization = await call.tx.organizations.ofAccount(call.accountId);
      if (organization === undefined) {
        throw organizationsErrors.notInUse();
      }
      const scoped = { ...call, organization };
      if (!(await mayCall(scoped))) {
        throw organizationsErrors.accessDenied();
      }
      return behaviour.handle(input, scoped);
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
  return asked.map(({ arn, tags = [] }: AskedResource) => ({
    action: `organizations:${operationName}`,
    resource: arn,
    context: { ...Object.fromEntries(tags.map(({ key, value }) => [`aws:ResourceTag/${key}`, value])), ...keys },
  }));
}
