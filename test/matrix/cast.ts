import type { PolicyPrincipal } from "../../src/policy/decision.ts";

/** The account that owns the resources of most cases. */
export const accountA = "111111111111";
/** Another account. */
export const accountB = "222222222222";

/** Who asks in the cases, by the names they use. */
export const cast = {
  root: { type: "root", accountId: accountA, arn: `arn:aws:iam::${accountA}:root` },
  alice: user(accountA, "alice", "AIDAALICEALICEALICE1A"),
  /** A user with a path. */
  carol: user(accountA, "division/team/carol", "AIDACAROLCAROLCAROL1A"),
  /** A session of a role with a path. */
  worker: session(accountA, { role: "app/Worker", name: "job-7", uniqueId: "AROAWORKERWORKERWOR1A" }),
  /** What alice got from GetFederationToken. */
  federated: {
    type: "federatedUser",
    accountId: accountA,
    arn: `arn:aws:sts::${accountA}:federated-user/guest`,
    issuerArn: `arn:aws:iam::${accountA}:user/alice`,
    uniqueId: "AIDAALICEALICEALICE1A",
  },
  rootB: { type: "root", accountId: accountB, arn: `arn:aws:iam::${accountB}:root` },
  bob: user(accountB, "bob", "AIDABOBBOBBOBBOBBOB1B"),
  visitor: session(accountB, { role: "Visitor", name: "trip", uniqueId: "AROAVISITORVISITORV1B" }),
  lambda: { type: "service", accountId: "", arn: "lambda.amazonaws.com" },
  webIdentity: {
    type: "webIdentity",
    accountId: "",
    arn: `arn:aws:iam::${accountA}:oidc-provider/id.example.com`,
  },
  saml: { type: "saml", accountId: "", arn: `arn:aws:iam::${accountA}:saml-provider/Example` },
  anonymous: { type: "anonymous", accountId: "", arn: "" },
} as const satisfies Record<string, PolicyPrincipal>;

/** The unique ids of the users and roles of the cast by their ARNs, as a trust policy that names them would keep them. */
export const castIds: Readonly<Record<string, string>> = Object.fromEntries(
  Object.values<PolicyPrincipal>(cast).flatMap(({ type, arn, issuerArn, uniqueId }) => {
    const named = type === "roleSession" ? issuerArn : arn;
    return uniqueId === undefined || type === "federatedUser" || named === undefined ? [] : [[named, uniqueId]];
  }),
);

function user(accountId: string, pathAndName: string, uniqueId: string) {
  return { type: "user", accountId, arn: `arn:aws:iam::${accountId}:user/${pathAndName}`, uniqueId } as const;
}

function session(
  accountId: string,
  { role, name, uniqueId }: { readonly role: string; readonly name: string; readonly uniqueId: string },
) {
  return {
    type: "roleSession",
    accountId,
    arn: `arn:aws:sts::${accountId}:assumed-role/${role.slice(role.lastIndexOf("/") + 1)}/${name}`,
    issuerArn: `arn:aws:iam::${accountId}:role/${role}`,
    uniqueId,
  } as const;
}
