import {
  DisableOutboundWebIdentityFederation$,
  EnableOutboundWebIdentityFederation$,
  GetOutboundWebIdentityFederationInfo$,
} from "@aws-sdk/client-iam";
import { type Call, operation } from "../call.ts";
import { accountCheck } from "./checks.ts";
import { iamErrors } from "./errors.ts";

/** The operations that switch tokens for services outside AWS on and off, and tell who issues them. */
export const outboundFederationOperations = [
  operation(EnableOutboundWebIdentityFederation$, {
    authorize: () => accountCheck("iam:EnableOutboundWebIdentityFederation", "*"),
    // The issuer stays the account's own: whoever trusted it before a pause need not be told anew.
    handle: async (_: object, context) => {
      const former = await readFederation(context);
      if (former?.enabled === true) {
        throw iamErrors.outboundFederationEnabled();
      }
      const issuer = former?.issuer ?? `https://${context.sources.uuid()}.tokens.sts.global.api.aws`;
      await writeFederation({ issuer, enabled: true }, context);
      return { IssuerIdentifier: issuer };
    },
  }),
  operation(DisableOutboundWebIdentityFederation$, {
    authorize: () => accountCheck("iam:DisableOutboundWebIdentityFederation", "*"),
    handle: async (_: object, context) => {
      const { issuer } = await requireEnabled(context);
      await writeFederation({ issuer, enabled: false }, context);
      return {};
    },
  }),
  operation(GetOutboundWebIdentityFederationInfo$, {
    authorize: () => accountCheck("iam:GetOutboundWebIdentityFederationInfo", "*"),
    handle: async (_: object, context) => {
      const { issuer } = await requireEnabled(context);
      return { IssuerIdentifier: issuer, JwtVendingEnabled: true };
    },
  }),
];

/** An account's setting of that name, as JSON. */
interface OutboundFederation {
  /** The issuer of the account's tokens, a URL of the form that AWS documents. */
  readonly issuer: string;
  readonly enabled: boolean;
}

async function readFederation({ accountId, tx }: Call): Promise<OutboundFederation | undefined> {
  const json = await tx.accountSettings.get(accountId, "outbound-web-identity-federation");
  // The setting holds what `writeFederation` wrote.
  return json === undefined ? undefined : (JSON.parse(json) as OutboundFederation);
}

async function writeFederation(federation: OutboundFederation, { accountId, tx }: Call): Promise<void> {
  await tx.accountSettings.put(accountId, "outbound-web-identity-federation", JSON.stringify(federation));
}

async function requireEnabled(context: Call): Promise<OutboundFederation> {
  const federation = await readFederation(context);
  if (federation?.enabled !== true) {
    throw iamErrors.outboundFederationDisabled();
  }
  return federation;
}
