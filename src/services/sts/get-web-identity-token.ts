import {
  GetWebIdentityToken$,
  type GetWebIdentityTokenRequest,
  type GetWebIdentityTokenResponse,
} from "@aws-sdk/client-sts";
import type { WebIdentityAlgorithm } from "../../identity/web-identity-issuer.ts";
import type { WithRequired } from "../../wire/operation.ts";
import { type Call, operation } from "../call.ts";
import { stsErrors } from "./errors.ts";
import { requestTagContext } from "./role-sessions.ts";
import { passedTags } from "./session-tags.ts";

type Input = WithRequired<GetWebIdentityTokenRequest, "Audience" | "SigningAlgorithm">;

const defaultSeconds = 300;
const algorithms: readonly string[] = ["RS256", "ES384"] satisfies readonly WebIdentityAlgorithm[];

/**
 * GetWebIdentityToken: a signed token that tells a service outside AWS who calls. The account must have enabled outbound
 * web identity federation, which also gives it its issuer.
 * https://docs.aws.amazon.com/STS/latest/APIReference/API_GetWebIdentityToken.html
 */
export const getWebIdentityToken = operation<Input, GetWebIdentityTokenResponse>(GetWebIdentityToken$, {
  authorize: (input) => {
    if (!algorithms.includes(input.SigningAlgorithm)) {
      throw stsErrors.unknownSigningAlgorithm(input.SigningAlgorithm);
    }
    const tags = passedTags(input);
    const context = {
      "sts:IdentityTokenAudience": input.Audience,
      "sts:SigningAlgorithm": input.SigningAlgorithm,
      "sts:DurationSeconds": String(input.DurationSeconds ?? defaultSeconds),
      ...requestTagContext(tags, undefined),
    };
    const check = { action: "sts:GetWebIdentityToken", resource: "*", context };
    return tags.length === 0 ? [check] : [check, { ...check, action: "sts:TagGetWebIdentityToken" }];
  },

  handle: async (input, call) => {
    const { caller, sources, webIdentityIssuer } = call;
    const issuer = await enabledIssuer(call);
    if (issuer === undefined || webIdentityIssuer === undefined) {
      throw stsErrors.outboundFederationDisabled();
    }
    const issuedAt = Math.floor(call.nowMs / 1000);
    const expiresAt = issuedAt + (input.DurationSeconds ?? defaultSeconds);
    if (caller.session !== undefined && expiresAt * 1000 > caller.session.expiresAtMs) {
      throw stsErrors.durationBeyondSession();
    }
    const claims = {
      iss: issuer,
      sub: principalArn(call),
      aud: input.Audience,
      iat: issuedAt,
      exp: expiresAt,
      jti: sources.uuid(),
      "https://sts.amazonaws.com/": await awsClaims(input, call),
    };
    const token = await webIdentityIssuer.sign(claims, input.SigningAlgorithm as WebIdentityAlgorithm);
    return { WebIdentityToken: token, Expiration: new Date(expiresAt * 1000) };
  },
});

/** The issuer of the account's tokens; undefined when the account has not enabled them. */
async function enabledIssuer({ accountId, tx }: Call): Promise<string | undefined> {
  const json = await tx.accountSettings.get(accountId, "outbound-web-identity-federation");
  // IAM writes this setting with these members.
  const { issuer, enabled } = JSON.parse(json ?? "{}") as { readonly issuer?: string; readonly enabled?: boolean };
  return enabled ? issuer : undefined;
}

/** For a role session the role's ARN, else the caller's own. */
function principalArn({ caller }: Call): string {
  return caller.principal.issuerArn ?? caller.arn;
}

/** What AWS tells of the caller beside the standard claims. */
async function awsClaims(input: Input, { caller, accountId, region, tx }: Call): Promise<object> {
  const { session } = caller;
  const requestTags = passedTags(input);
  const organization = await tx.organizations.ofAccount(accountId);
  const record = (tags: ReturnType<typeof passedTags>) =>
    Object.fromEntries(tags.map(({ key, value }) => [key, value]));
  return {
    aws_account: accountId,
    source_region: region,
    ...(organization !== undefined && { org_id: organization.organizationId }),
    principal_id: caller.arn,
    ...(session !== undefined && { original_session_exp: new Date(session.expiresAtMs).toISOString() }),
    ...(session?.federatedProvider !== undefined && { federated_provider: session.federatedProvider }),
    ...(session?.sourceIdentity !== undefined && { source_identity: session.sourceIdentity }),
    ...(caller.tags.length > 0 && { principal_tags: record(caller.tags) }),
    ...(requestTags.length > 0 && { request_tags: record(requestTags) }),
  };
}
