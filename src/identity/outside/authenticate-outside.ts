import { type AccountId, parseAccountId } from "../../arn/account-id.ts";
import { parseArn } from "../../arn/arn.ts";
import type { OutsideProof } from "../../wire/operation.ts";
import type { Caller } from "../caller.ts";
import type { OutsideAuthentication } from "../identity.ts";
import type { OutsideFailure, OutsideIdentity } from "./outside-identity.ts";
import type { SamlIdentities } from "./saml.ts";
import type { WebIdentities } from "./web-identity.ts";

/** What can tell identities outside AWS apart. */
export interface OutsideVerifiers {
  readonly webIdentities: WebIdentities;
  readonly samlIdentities: SamlIdentities;
}

/** Finds out who makes a call that proves an outside identity for a role; the providers are those of the role's account. */
export async function authenticateOutside(
  proof: OutsideProof,
  { webIdentities, samlIdentities }: OutsideVerifiers,
): Promise<OutsideAuthentication> {
  const accountId = accountOf(proof.roleArn);
  if (accountId === undefined) {
    return refused({ code: "ValidationError", message: `${proof.roleArn} is invalid` });
  }
  const found =
    proof.kind === "webIdentity"
      ? await webIdentities.verify(proof.token, accountId)
      : await samlIdentities.verify(proof, accountId);
  return "code" in found ? refused(found) : { kind: "outside", caller: outsideCaller(found, proof.kind, accountId) };
}

function outsideCaller(outside: OutsideIdentity, kind: OutsideProof["kind"], accountId: AccountId): Caller {
  const arn = outside.providerArn;
  return {
    kind,
    accountId,
    accessKeyId: "",
    arn,
    userId: outside.subject,
    tags: [],
    outside,
    // Belongs to no account: only the trust policy decides.
    principal: { type: kind, accountId: "", arn },
    policies: { identity: [] },
  };
}

function refused(failure: OutsideFailure): OutsideAuthentication {
  return { kind: "outsideRefused", failure };
}

function accountOf(arn: string): AccountId | undefined {
  return parseAccountId(parseArn(arn)?.account ?? "");
}
