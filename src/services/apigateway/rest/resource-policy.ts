import { type BoundIds, boundPrincipals, withPresentPrincipals } from "../../../identity/bound-principals.ts";
import { parsePolicy } from "../../../policy/parse.ts";
import { malformedPolicy } from "../../../policy/validate.ts";
import type { RestApiRecord } from "../../../store/rest-records.ts";
import type { Repositories } from "../../../store/repositories.ts";
import { badRequest } from "../errors.ts";
import { restQuotas } from "./quotas.ts";

type PolicyOwner = Pick<RestApiRecord, "apiId" | "accountId" | "region">;

/** A resource policy as an API keeps it. */
export interface SavedPolicy {
  readonly policy: string;
  readonly policyTrustedIds: BoundIds;
}

/**
 * Reads the resource policy that an API is given: its short resources (`execute-api:/stage/GET/pets`) are written out
 * and its principals bound. Throws AWS's 400 for what is no resource policy or names a principal that does not exist.
 * https://docs.aws.amazon.com/apigateway/latest/developerguide/apigateway-resource-policies.html
 */
export async function savedPolicy(text: string, api: PolicyOwner, tx: Repositories): Promise<SavedPolicy> {
  if (Buffer.byteLength(text) > restQuotas.resourcePolicyBytesMax) {
    throw badRequest(`Resource policy size exceeds limit of ${restQuotas.resourcePolicyBytesMax} bytes`);
  }
  const written = withWholeResources(text, api);
  if (written === undefined || malformedPolicy(written, "resource") !== undefined) {
    throw invalidPolicy();
  }
  const bound = await boundPrincipals(written, tx);
  if ("missing" in bound) {
    throw invalidPolicy();
  }
  return { policy: JSON.stringify(JSON.parse(written)), policyTrustedIds: bound.ids };
}

/**
 * The resource policy as replies show it: JSON inside of a JSON string without its quotes, slashes escaped too, which
 * is what clients of the real service undo; absent when there is none.
 */
export async function shownPolicy(api: RestApiRecord, tx: Repositories): Promise<string | undefined> {
  if (api.policy === undefined) {
    return undefined;
  }
  const present = await withPresentPrincipals(api.policy, api.policyTrustedIds ?? {}, tx);
  return JSON.stringify(present).slice(1, -1).replaceAll("/", "\\/");
}

/** The text with the ARNs of this API in place of short resources; undefined when it is no policy. */
function withWholeResources(text: string, { apiId, accountId, region }: PolicyOwner): string | undefined {
  const parsed = parsePolicy(text);
  if (!parsed.ok) {
    return undefined;
  }
  const short = "execute-api:/";
  const nodes = parsed.policy.statements
    .flatMap(({ resource, notResource }) => [...(resource ?? []), ...(notResource ?? [])])
    .filter(({ value }) => value.startsWith(short))
    .toSorted((first, second) => first.offset - second.offset);
  let written = "";
  let from = 0;
  for (const { value, offset } of nodes) {
    const arn = `arn:aws:execute-api:${region}:${accountId}:${apiId}/${value.slice(short.length)}`;
    written += text.slice(from, offset) + JSON.stringify(arn);
    from = endOfString(text, offset);
  }
  return written + text.slice(from);
}

function endOfString(text: string, offset: number): number {
  const string = /"(?:[^"\\]|\\.)*"/y;
  string.lastIndex = offset;
  return offset + (string.exec(text)?.[0].length ?? 0);
}

function invalidPolicy() {
  return badRequest("Invalid policy document. Please check the policy syntax and ensure that Principals are valid.");
}
