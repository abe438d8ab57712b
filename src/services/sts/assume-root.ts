import { AssumeRoot$, type AssumeRootRequest, type AssumeRootResponse } from "@aws-sdk/client-sts";
import { type AccountId, parseAccountId } from "../../arn/account-id.ts";
import { iamArn, parseArn } from "../../arn/arn.ts";
import { rootTaskDocument } from "../../identity/root-tasks.ts";
import type { WithRequired } from "../../wire/operation.ts";
import { type Call, operation } from "../call.ts";
import { issueCredentials } from "./credentials.ts";
import { stsErrors } from "./errors.ts";

type Input = WithRequired<AssumeRootRequest, "TargetPrincipal" | "TaskPolicyArn">;

const secondsMax = 900;
/** The service whose delegated administrators may call AssumeRoot. */
const delegatedService = "iam.amazonaws.com";

/**
 * AssumeRoot: a short session of a member account's root that can do one task, for whom the organization trusts with it.
 * Root itself may not call it, as the API page says. https://docs.aws.amazon.com/STS/latest/APIReference/API_AssumeRoot.html
 */
export const assumeRoot = operation<Input, AssumeRootResponse>(AssumeRoot$, {
  writes: () => false,

  authorize: async (input, call) => {
    const { arn = "" } = input.TaskPolicyArn;
    if (rootTaskDocument(arn) === undefined) {
      throw stsErrors.policyNotForRoot(arn);
    }
    const target = targetOf(input);
    const impossible = target === undefined ? "the target is no account's root" : await hindrance(target, call);
    return [
      {
        action: "sts:AssumeRoot",
        resource: target === undefined ? input.TargetPrincipal : iamArn(target, "root"),
        withoutReason: true,
        context: { "sts:TaskPolicyArn": arn },
        ...(impossible !== undefined && { impossible }),
      },
    ];
  },

  handle: async (input, call) => {
    const target = targetOf(input);
    if (target === undefined) {
      throw new Error(`AssumeRoot of ${input.TargetPrincipal} was authorized, though it names no account`);
    }
    const sourceIdentity = call.caller.session?.sourceIdentity;
    const purpose = {
      kind: "root",
      accountId: target,
      issuerId: target,
      taskPolicyArn: input.TaskPolicyArn.arn ?? "",
      ...(sourceIdentity !== undefined && { sourceIdentity }),
    } as const;
    return {
      Credentials: issueCredentials(call, purpose, input.DurationSeconds ?? secondsMax),
      SourceIdentity: sourceIdentity,
    };
  },
});

/** The account whose root is meant, by its id or its root's ARN. */
function targetOf({ TargetPrincipal }: Input): AccountId | undefined {
  const accountId = parseAccountId(parseArn(TargetPrincipal)?.account ?? TargetPrincipal);
  const named = accountId !== undefined && [accountId, iamArn(accountId, "root")].includes(TargetPrincipal);
  return named ? accountId : undefined;
}

/** What keeps the caller's account from assuming the root of another, whatever its policies say. */
async function hindrance(target: AccountId, { tx, caller, accountId }: Call): Promise<string | undefined> {
  if (caller.kind === "root") {
    return "root may not assume root";
  }
  const organization = await tx.organizations.ofAccount(accountId);
  if (organization === undefined) {
    return "the caller's account is in no organization";
  }
  const { organizationId, managementAccountId, rootFeatures = [] } = organization;
  if (!rootFeatures.includes("RootSessions")) {
    return "the organization has not enabled sessions of its accounts' roots";
  }
  const delegation = `${accountId}/${delegatedService}`;
  const trusted =
    accountId === managementAccountId ||
    (await tx.organizationParts.get(organizationId, "delegatedAdministrator", delegation)) !== undefined;
  if (!trusted) {
    return "only the management account and delegated administrators for IAM may";
  }
  const member = await tx.organizations.getNode(organizationId, target);
  return member === undefined || target === managementAccountId
    ? "the target is no member account of the caller's organization"
    : undefined;
}
