import type { IamPartKind, IamPartRecord } from "../../store/iam-part-records.ts";
import type { Tag, UserRecord } from "../../store/records.ts";
import type { AwsError } from "../../wire/aws-error.ts";
import type { AuthorizationCheck } from "../../wire/operation.ts";
import { type ListPage, type PagingInput, pageOfAll, readWindow } from "../../wire/pagination.ts";
import type { Call } from "../call.ts";
import { type ConditionKeys, requestTagKeys, resourceTagKeys, subjectCheck } from "./checks.ts";
import { requireEntity, subjectOf, userType } from "./entities.ts";
import { iamErrors } from "./errors.ts";

/** The input of operations on what belongs to a user, by default the caller. */
export interface MayNameUser {
  readonly UserName?: string | undefined;
}

/** The authorization of an operation on what belongs to a user: asked of the user's ARN. */
// oxlint-disable-next-line typescript/no-unnecessary-type-parameters -- an operation takes its input type from here
export function userAuthorization<Input extends MayNameUser>(
  operationName: string,
): (input: Input, context: Call) => Promise<readonly AuthorizationCheck[]> {
  return async (input, context) => [
    await subjectCheck(context, subjectOf(input.UserName, context), `iam:${operationName}`),
  ];
}

/**
 * The named user or the calling one. Throws NoSuchEntity when there is no such user and ValidationError when none is
 * named by root, which cannot own what is asked for.
 */
export async function requireUser(context: Call, userName: string | undefined): Promise<UserRecord> {
  const user = await userOrRoot(context, userName);
  if (user === undefined) {
    throw iamErrors.userNameRequired();
  }
  return user;
}

/** The user's parts of a kind, a page of them; root has none. */
export async function listUserParts<Kind extends IamPartKind>(
  context: Call,
  kind: Kind,
  input: MayNameUser & PagingInput,
): Promise<{ readonly user: UserRecord | undefined; readonly page: ListPage<IamPartRecord<Kind>> }> {
  const window = readWindow(input);
  const user = await userOrRoot(context, input.UserName);
  const parts = user === undefined ? [] : await context.tx.iamParts.listOfUser(context.accountId, kind, user.userId);
  return { user, page: pageOfAll(parts, window, (_, index) => `${index}`.padStart(6, "0")) };
}

/** Which part of a user is meant and what to throw when the user has no such part. */
export interface UserPartQuestion<Kind extends IamPartKind> {
  readonly kind: Kind;
  readonly key: string;
  readonly notFound: (key: string) => AwsError;
}

/** The user's part with that key; throws what the question says when it is missing or another user's. */
export async function requireUserPart<Kind extends IamPartKind>(
  context: Call,
  user: UserRecord,
  { kind, key, notFound }: UserPartQuestion<Kind>,
): Promise<IamPartRecord<Kind>> {
  const part = await context.tx.iamParts.get(context.accountId, kind, key);
  if (part === undefined || part.userId !== user.userId) {
    throw notFound(key);
  }
  return part;
}

/** What is asked of a resource with an ARN of its own, tags included. */
export interface ArnQuestion {
  readonly action: string;
  readonly arn: string;
  readonly tags?: readonly Tag[] | undefined;
  readonly keys?: ConditionKeys;
}

/** The check of an operation on a resource with an ARN of its own, which refusals name by that ARN (observed). */
export function arnCheck({ action, arn, tags = [], keys = {} }: ArnQuestion): AuthorizationCheck {
  return { action, resource: arn, context: { ...resourceTagKeys(tags), ...keys } };
}

/** What an operation is about to create and the permission that tags on it need. */
export interface PartCreation {
  readonly action: string;
  readonly tagAction: string;
  readonly arn: string;
  readonly tags: readonly Tag[];
}

/** The checks of creating a resource with an ARN: with tags, the permission to tag it is needed too. */
export function partCreationChecks({ action, tagAction, arn, tags }: PartCreation): readonly AuthorizationCheck[] {
  const create = { action, resource: arn, context: requestTagKeys(tags) };
  return tags.length === 0 ? [create] : [create, { ...create, action: tagAction }];
}

/** A status that users may set themselves; throws the refusal for another. */
export function settableStatus(status: string, refusal: () => AwsError): "Active" | "Inactive" {
  if (status !== "Active" && status !== "Inactive") {
    throw refusal();
  }
  return status;
}

async function userOrRoot(context: Call, userName: string | undefined): Promise<UserRecord | undefined> {
  const subject = subjectOf(userName, context);
  return subject.kind === "root" ? undefined : requireEntity(context, userType, subject.userName);
}
