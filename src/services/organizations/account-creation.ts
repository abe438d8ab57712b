import {
  CreateAccount$,
  type CreateAccountRequest,
  type CreateAccountStatus,
  DescribeCreateAccountStatus$,
  type DescribeCreateAccountStatusRequest,
  ListCreateAccountStatus$,
  type ListCreateAccountStatusRequest,
} from "@aws-sdk/client-organizations";
import { type AccountId, accountIdOf } from "../../arn/account-id.ts";
import { iamArn } from "../../arn/arn.ts";
import { newUniqueId } from "../../arn/unique-id.ts";
import type { OrganizationPart } from "../../store/organization-records.ts";
import type { WithRequired } from "../../wire/operation.ts";
import { organizationsErrors } from "./errors.ts";
import { newOrganizationsId } from "./ids.ts";
import { administratorOperation, managementOperation, type OrganizationCall } from "./organization-operation.ts";
import { byAge, pagedList } from "./paging.ts";
import { attachAwsPolicies } from "./policy-types.ts";
import { newTags, requestTagKeys } from "./tag-rules.ts";

type NewAccount = WithRequired<CreateAccountRequest, "AccountName" | "Email">;
type Creation = OrganizationPart<"accountCreation">;

/** The operations that make accounts. */
export const accountCreationOperations = [
  managementOperation(CreateAccount$, {
    keys: ({ Tags }: NewAccount) => requestTagKeys(Tags),
    handle: async (input, call) => {
      // AWS answers while the account is being made; here it is made by then, and the status says so.
      return { CreateAccountStatus: statusShape(await createAccount(input, call)) };
    },
  }),
  administratorOperation(DescribeCreateAccountStatus$, {
    handle: async (
      input: WithRequired<DescribeCreateAccountStatusRequest, "CreateAccountRequestId">,
      { tx, organization },
    ) => {
      const { CreateAccountRequestId: key } = input;
      const creation = await tx.organizationParts.get(organization.organizationId, "accountCreation", key);
      if (creation === undefined) {
        throw organizationsErrors.creationNotFound();
      }
      return { CreateAccountStatus: statusShape(creation) };
    },
  }),
  administratorOperation(ListCreateAccountStatus$, {
    handle: async (input: ListCreateAccountStatusRequest, { tx, organization }) => {
      const creations = await tx.organizationParts.list(organization.organizationId, "accountCreation");
      const wanted = creations.filter(({ detail }) => input.States?.includes(detail.state) ?? true);
      const { entries, next } = pagedList(wanted, input, ({ createdAtMs, key }) => byAge(createdAtMs, key));
      return { CreateAccountStatuses: entries.map(statusShape), ...next };
    },
  }),
];

/** The role in a new account that the management account may assume, when the request names no other. */
const accessRoleName = "OrganizationAccountAccessRole";

async function createAccount(input: NewAccount, call: OrganizationCall): Promise<Creation> {
  const { tx, organization, nowMs, sources } = call;
  const { organizationId, rootId } = organization;
  const tags = newTags(input.Tags);
  const base = {
    organizationId,
    kind: "accountCreation",
    key: newOrganizationsId("car", 32, sources.randomBytes),
    createdAtMs: nowMs,
  } as const;
  const described = { accountName: input.AccountName, completedAtMs: nowMs };
  if ((await tx.accounts.findByEmail(input.Email)) !== undefined) {
    const failed: Creation = {
      ...base,
      detail: { ...described, state: "FAILED", failureReason: "EMAIL_ALREADY_EXISTS" },
    };
    await tx.organizationParts.insert(failed);
    return failed;
  }
  const accountId = await newAccountId(call);
  await tx.accounts.insert({ accountId, name: input.AccountName, createdAtMs: nowMs, email: input.Email });
  await tx.organizations.insertNode({
    organizationId,
    kind: "account",
    nodeId: accountId,
    parentId: rootId,
    name: input.AccountName,
    createdAtMs: nowMs,
    tags,
    joinedMethod: "CREATED",
  });
  await attachAwsPolicies(tx, organization, accountId);
  await createAccessRole(call, accountId, input.RoleName ?? accessRoleName);
  const succeeded: Creation = { ...base, accountId, detail: { ...described, state: "SUCCEEDED" } };
  await tx.organizationParts.insert(succeeded);
  return succeeded;
}

/** Twelve random digits, the first not a zero, that no account of this server has. */
async function newAccountId({ tx, sources }: OrganizationCall): Promise<AccountId> {
  for (;;) {
    const [first = 0, ...rest] = sources.randomBytes(12);
    const accountId = accountIdOf(`${(first % 9) + 1}${rest.map((byte) => byte % 10).join("")}`);
    if ((await tx.accounts.get(accountId)) === undefined) {
      return accountId;
    }
  }
}

/**
 * Makes the role by which the management account administers the new account.
 * https://docs.aws.amazon.com/organizations/latest/userguide/orgs_manage_accounts_access.html
 */
async function createAccessRole(call: OrganizationCall, accountId: AccountId, roleName: string): Promise<void> {
  const { tx, organization, nowMs, sources } = call;
  const roleId = newUniqueId("AROA", accountId, sources.randomBytes);
  const trusted = iamArn(organization.managementAccountId, "root");
  await tx.roles.insert({
    accountId,
    roleId,
    roleName,
    path: "/",
    createdAtMs: nowMs,
    trustPolicy: JSON.stringify({
      Version: "2012-10-17",
      Statement: [{ Effect: "Allow", Principal: { AWS: trusted }, Action: "sts:AssumeRole" }],
    }),
    trustedIds: {},
    maxSessionDurationSeconds: 3600,
    tags: [],
  });
  await tx.entityPolicies.attach(
    accountId,
    { kind: "role", id: roleId },
    "arn:aws:iam::aws:policy/AdministratorAccess",
  );
}

function statusShape({ key, accountId, createdAtMs, detail }: Creation): CreateAccountStatus {
  return {
    Id: key,
    AccountName: detail.accountName,
    State: detail.state,
    RequestedTimestamp: new Date(createdAtMs),
    CompletedTimestamp: new Date(detail.completedAtMs),
    ...(accountId !== undefined && { AccountId: accountId }),
    ...(detail.failureReason !== undefined && { FailureReason: detail.failureReason }),
  };
}
