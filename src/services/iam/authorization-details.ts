import {
  type EntityType,
  type GetAccountAuthorizationDetailsRequest,
  GetAccountAuthorizationDetails$,
} from "@aws-sdk/client-iam";
import type { GroupRecord, ManagedPolicyRecord, RoleRecord, UserRecord } from "../../store/records.ts";
import type { Page } from "../../store/repositories.ts";
import { pageOf, readWindow } from "../../wire/pagination.ts";
import { type Call, operation } from "../call.ts";
import { policyOwner } from "./arns.ts";
import { groupDetail, policyDetail, roleDetail, userDetail } from "./authorization-detail-shapes.ts";
import { accountCheck } from "./checks.ts";

/** The operation that tells all of an account's users, groups, roles and policies at once. */
export const authorizationDetailsOperations = [
  operation(GetAccountAuthorizationDetails$, {
    authorize: () => accountCheck("iam:GetAccountAuthorizationDetails", "*"),
    handle: async (input: GetAccountAuthorizationDetailsRequest, context) => {
      const window = readWindow(input);
      const listed = await listDetailed(context, input.Filter ?? [], { ...window, limit: window.size + 1 });
      const page = pageOf(listed, window, keyOf);
      const reply: Reply = { UserDetailList: [], GroupDetailList: [], RoleDetailList: [], Policies: [] };
      for (const entry of page.entries) {
        await addDetail(reply, entry, context);
      }
      return { ...reply, ...page.paging };
    },
  }),
];

/** An entry of the one list that pages are cut from: users, groups, roles, then the account's policies and AWS's. */
type Detailed =
  | { readonly kind: "User"; readonly record: UserRecord }
  | { readonly kind: "Group"; readonly record: GroupRecord }
  | { readonly kind: "Role"; readonly record: RoleRecord }
  | { readonly kind: "LocalManagedPolicy" | "AWSManagedPolicy"; readonly record: ManagedPolicyRecord };

const kinds = ["User", "Group", "Role", "LocalManagedPolicy", "AWSManagedPolicy"] as const;

/** The entries of the kinds in the filter, of all kinds when it is empty, that come after the page's key. */
async function listDetailed(
  context: Call,
  filter: readonly EntityType[],
  { after, limit }: Page,
): Promise<readonly Detailed[]> {
  const [afterKind = -1, afterName] = after === undefined ? [] : splitKey(after);
  const listed: Detailed[] = [];
  for (const [index, kind] of kinds.entries()) {
    if (index >= afterKind && listed.length < limit && (filter.length === 0 || filter.includes(kind))) {
      const page = { limit: limit - listed.length };
      const start = index === afterKind && afterName !== undefined ? { ...page, after: afterName } : page;
      listed.push(...(await listKind(context, kind, start)));
    }
  }
  return listed;
}

async function listKind(context: Call, kind: Detailed["kind"], page: Page): Promise<readonly Detailed[]> {
  const { accountId, tx } = context;
  switch (kind) {
    case "User":
      return (await tx.users.list(accountId, "/", page)).map((record) => ({ kind, record }));
    case "Group":
      return (await tx.groups.list(accountId, "/", page)).map((record) => ({ kind, record }));
    case "Role":
      return (await tx.roles.list(accountId, "/", page)).map((record) => ({ kind, record }));
    case "LocalManagedPolicy":
      return (await tx.policies.list(accountId, "/", page)).map((record) => ({ kind, record }));
    case "AWSManagedPolicy":
      return (await awsPoliciesInUse(context, page)).map((record) => ({ kind, record }));
  }
}

/** Of AWS's policies those that the account has attached or set as a boundary; of what is not loaded nothing is known. */
async function awsPoliciesInUse(
  { accountId, tx }: Call,
  { after, limit }: Page,
): Promise<readonly ManagedPolicyRecord[]> {
  const used: ManagedPolicyRecord[] = [];
  for (const arn of (await tx.entityPolicies.countUses(accountId)).keys()) {
    const policy = policyOwner(arn) === "aws" ? await tx.policies.get(accountId, arn) : undefined;
    if (policy !== undefined) {
      used.push(policy);
    }
  }
  const sortKey = ({ policyName }: ManagedPolicyRecord) => policyName.toLowerCase();
  return used
    .filter((policy) => after === undefined || sortKey(policy) > after.toLowerCase())
    .sort((left, right) => (sortKey(left) < sortKey(right) ? -1 : 1))
    .slice(0, limit);
}

interface Reply {
  readonly UserDetailList: Awaited<ReturnType<typeof userDetail>>[];
  readonly GroupDetailList: Awaited<ReturnType<typeof groupDetail>>[];
  readonly RoleDetailList: Awaited<ReturnType<typeof roleDetail>>[];
  readonly Policies: Awaited<ReturnType<typeof policyDetail>>[];
}

async function addDetail(reply: Reply, { kind, record }: Detailed, context: Call): Promise<void> {
  switch (kind) {
    case "User":
      reply.UserDetailList.push(await userDetail(record, context));
      return;
    case "Group":
      reply.GroupDetailList.push(await groupDetail(record, context));
      return;
    case "Role":
      reply.RoleDetailList.push(await roleDetail(record, context));
      return;
    case "LocalManagedPolicy":
    case "AWSManagedPolicy":
      reply.Policies.push(await policyDetail(record, context));
  }
}

function keyOf({ kind, record }: Detailed): string {
  const name =
    "userName" in record
      ? record.userName
      : "groupName" in record
        ? record.groupName
        : "roleName" in record
          ? record.roleName
          : record.policyName;
  return `${kinds.indexOf(kind)}/${name}`;
}

/** The reverse of `keyOf`; names contain no slash. */
function splitKey(key: string): readonly [kind: number, name: string] {
  const [kind = "", name = ""] = key.split("/");
  return [Number(kind), name];
}
