import {
  type CreatePolicyVersionRequest,
  CreatePolicyVersion$,
  type DeletePolicyVersionRequest,
  DeletePolicyVersion$,
  type GetPolicyVersionRequest,
  GetPolicyVersion$,
  type ListPolicyVersionsRequest,
  ListPolicyVersions$,
  type PolicyVersion,
  type SetDefaultPolicyVersionRequest,
  SetDefaultPolicyVersion$,
} from "@aws-sdk/client-iam";
import type { ManagedPolicyRecord, PolicyVersionRecord } from "../../store/records.ts";
import type { WithRequired } from "../../wire/operation.ts";
import { pageOfAll, readWindow } from "../../wire/pagination.ts";
import { type Call, operation } from "../call.ts";
import { policyCheck } from "./checks.ts";
import { iamErrors } from "./errors.ts";
import { requireManagedDocument } from "./managed-policies.ts";
import { encodeDocument } from "./policy-documents.ts";
import { requireOwnPolicy, requirePolicy } from "./policy-lookup.ts";
import { iamQuotas } from "./quotas.ts";

interface NamesVersion {
  readonly PolicyArn: string;
  readonly VersionId: string;
}

/** The operations on the versions of managed policies. */
export const policyVersionOperations = [
  operation(CreatePolicyVersion$, {
    authorize: async (input: WithRequired<CreatePolicyVersionRequest, "PolicyArn" | "PolicyDocument">, context) => [
      await policyCheck(context, { action: "iam:CreatePolicyVersion", name: input.PolicyArn }),
    ],
    handle: async (input, context) => {
      const { accountId, nowMs, tx } = context;
      const policy = await requireOwnPolicy(context, input.PolicyArn);
      requireManagedDocument(input.PolicyDocument);
      if ((await tx.policies.listVersions(accountId, policy.arn)).length >= iamQuotas.versionsPerPolicy) {
        throw iamErrors.tooManyVersions(iamQuotas.versionsPerPolicy);
      }
      const version = policy.nextVersion;
      const record = { policyArn: policy.arn, version, document: input.PolicyDocument, createdAtMs: nowMs };
      await tx.policies.insertVersion(accountId, record);
      const updated = {
        ...policy,
        nextVersion: version + 1,
        updatedAtMs: nowMs,
        ...(input.SetAsDefault === true ? { defaultVersion: version } : {}),
      };
      await tx.policies.update(updated);
      return { PolicyVersion: versionShape(record, updated) };
    },
  }),
  operation(GetPolicyVersion$, {
    authorize: async (input: WithRequired<GetPolicyVersionRequest, keyof NamesVersion>, context) => [
      await policyCheck(context, { action: "iam:GetPolicyVersion", name: input.PolicyArn }),
    ],
    handle: async (input, context) => {
      const policy = await requirePolicy(context, input.PolicyArn, missing(input));
      const version = await requireVersion(input, context);
      return { PolicyVersion: { Document: encodeDocument(version.document), ...versionShape(version, policy) } };
    },
  }),
  operation(ListPolicyVersions$, {
    authorize: async (input: WithRequired<ListPolicyVersionsRequest, "PolicyArn">, context) => [
      await policyCheck(context, { action: "iam:ListPolicyVersions", name: input.PolicyArn }),
    ],
    handle: async (input, context) => {
      const window = readWindow(input);
      const policy = await requirePolicy(context, input.PolicyArn);
      const versions = await context.tx.policies.listVersions(context.accountId, policy.arn);
      const page = pageOfAll(versions, window, newestFirst);
      return { Versions: page.entries.map((version) => versionShape(version, policy)), ...page.paging };
    },
  }),
  operation(SetDefaultPolicyVersion$, {
    authorize: async (input: WithRequired<SetDefaultPolicyVersionRequest, keyof NamesVersion>, context) => [
      await policyCheck(context, { action: "iam:SetDefaultPolicyVersion", name: input.PolicyArn }),
    ],
    handle: async (input, context) => {
      const policy = await requireOwnPolicy(context, input.PolicyArn, { missing: missing(input) });
      const { version } = await requireVersion(input, context);
      await context.tx.policies.update({ ...policy, defaultVersion: version });
      return {};
    },
  }),
  operation(DeletePolicyVersion$, {
    authorize: async (input: WithRequired<DeletePolicyVersionRequest, keyof NamesVersion>, context) => [
      await policyCheck(context, { action: "iam:DeletePolicyVersion", name: input.PolicyArn }),
    ],
    handle: async (input, context) => {
      const policy = await requireOwnPolicy(context, input.PolicyArn, {
        foreign: iamErrors.cannotDeleteForeignVersion,
        missing: missing(input),
      });
      const { version } = await requireVersion(input, context);
      if (version === policy.defaultVersion) {
        throw iamErrors.defaultVersionInUse();
      }
      await context.tx.policies.deleteVersion(context.accountId, policy.arn, version);
      return {};
    },
  }),
];

/** A missing policy is reported as its missing version (observed). */
function missing(input: NamesVersion) {
  return (arn: string) => iamErrors.policyVersionNotFound(arn, input.VersionId);
}

async function requireVersion(input: NamesVersion, context: Call): Promise<PolicyVersionRecord> {
  const number = /^v([1-9]\d{0,8})$/.exec(input.VersionId)?.[1];
  const version =
    number === undefined
      ? undefined
      : await context.tx.policies.getVersion(context.accountId, input.PolicyArn, Number(number));
  if (version === undefined) {
    throw iamErrors.policyVersionNotFound(input.PolicyArn, input.VersionId);
  }
  return version;
}

/** A version without its document, as lists show it. */
export function versionShape(version: PolicyVersionRecord, policy: ManagedPolicyRecord): PolicyVersion {
  return {
    VersionId: `v${version.version}`,
    IsDefaultVersion: version.version === policy.defaultVersion,
    CreateDate: new Date(version.createdAtMs),
  };
}

function newestFirst(version: PolicyVersionRecord): string {
  return `${1e9 - version.version}`.padStart(10, "0");
}
