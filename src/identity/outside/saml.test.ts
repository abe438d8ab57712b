import { createHash } from "node:crypto";
import { afterAll, beforeAll, describe, expect, test } from "vitest";
import {
  type AssertionParts,
  foreignPair,
  ownPair,
  type ResponseSignature,
  samlAssertion,
  samlEntityId,
  samlResponse,
  signSaml,
} from "../../../test/saml-identity-provider.ts";
import { accountA, type Answer, elementOf, startStsBench, type StsBench } from "../../../test/sts-bench.ts";

let bench: StsBench;
let roleArn: string;
const providerArn = `arn:aws:iam::${accountA}:saml-provider/Corp`;

const trusting = (Condition: object = {}) => ({
  Effect: "Allow",
  Principal: { Federated: providerArn },
  Action: ["sts:AssumeRoleWithSAML", "sts:TagSession", "sts:SetSourceIdentity"],
  Condition,
});

beforeAll(async () => {
  bench = await startStsBench();
  await bench.store.write((tx) =>
    tx.iamParts.insert<"samlProvider">({
      accountId: accountA,
      kind: "samlProvider",
      key: providerArn,
      createdAtMs: 0,
      detail: {
        name: "Corp",
        uuid: "00000000-0000-4000-8000-000000000001",
        metadataDocument: "",
        entityId: samlEntityId,
        signingCertificates: [ownPair.certificate],
        validUntilMs: 4_000_000_000_000,
        assertionEncryptionMode: "Allowed",
        privateKeys: [],
        tags: [],
      },
    }),
  );
  const Condition = { StringEquals: { "SAML:aud": "https://signin.aws.amazon.com/saml", "SAML:sub": "carol" } };
  roleArn = await bench.role("saml", trusting(Condition));
});

afterAll(() => bench.close());

const attributes = (more: AssertionParts["attributes"] = {}) => ({
  Role: [`${roleArn},${providerArn}`],
  RoleSessionName: ["carol@corp"],
  ...more,
});

const own: ResponseSignature = { pair: ownPair, over: "Assertion" };

/** A signed response. */
function response(parts: AssertionParts = {}, signature = own): string {
  const assertion = samlAssertion(bench.clock.nowMs, { attributes: attributes(), ...parts });
  return signSaml(samlResponse(assertion), signature);
}

const assume = (xml: string, RoleArn = roleArn, more: Readonly<Record<string, string>> = {}): Promise<Answer> =>
  bench.ask(undefined, "AssumeRoleWithSAML", {
    RoleArn,
    PrincipalArn: providerArn,
    SAMLAssertion: Buffer.from(xml).toString("base64"),
    ...more,
  });

test.each(["Assertion", "Response"] as const)("a response signed over its %s opens a session", async (over) => {
  const answer = await assume(response({}, { ...own, over }));
  expect(answer.outcome).toBe("200");
  const texts = ["Arn", "Subject", "SubjectType", "Issuer", "Audience", "NameQualifier"];
  expect(texts.map((name) => elementOf(answer.body, name))).toEqual([
    `arn:aws:sts::${accountA}:assumed-role/saml/carol@corp`,
    "carol",
    "persistent",
    samlEntityId,
    "https://signin.aws.amazon.com/saml",
    createHash("sha1").update(`${samlEntityId}${accountA}/Corp`).digest("base64"),
  ]);
  const session = {
    accessKeyId: elementOf(answer.body, "AccessKeyId"),
    secretAccessKey: elementOf(answer.body, "SecretAccessKey"),
    sessionToken: elementOf(answer.body, "SessionToken"),
  };
  expect((await bench.ask(session, "GetCallerIdentity")).outcome).toBe("200");
});

const invalid = (text: string) => `400 InvalidIdentityToken: ${text}`;
const badSignature = invalid("Response signature invalid");
const denied = "403 AccessDenied: Not authorized to perform sts:AssumeRoleWithSAML";

const granted = {
  Role: [`arn:aws:iam::${accountA}:role/saml,${providerArn}`],
  RoleSessionName: ["carol"],
};

describe("a response is refused", () => {
  test.each([
    ["of another issuer", { issuer: "https://other.example" }, invalid("Issuer not present in specified provider")],
    ["for another audience", { audience: "urn:other" }, invalid("Response does not contain the required audience.")],
    [
      "sent to somewhere else",
      { recipient: "https://sp.example/saml" },
      invalid("Response does not contain the required audience."),
    ],
    [
      "that is too old",
      { issuedAfter: -300 },
      "400 ExpiredTokenException: Token must be redeemed within 5 minutes of issuance",
    ],
    [
      "that has expired",
      { notOnOrAfter: -301 },
      "400 ExpiredTokenException: Token must be redeemed within 5 minutes of issuance",
    ],
    [
      "of a session that has ended",
      { sessionEnd: -1 },
      "400 ExpiredTokenException: Token must be redeemed within 5 minutes of issuance",
    ],
    ["of the future", { issuedAfter: 301 }, invalid("The SAML assertion is not valid yet")],
    ["of a subject that the role does not trust", { subject: "mallory" }, denied],
    ["that grants no role", { attributes: { RoleSessionName: ["carol"] } }, denied],
    [
      "without a session name",
      { attributes: { Role: [`${providerArn},arn:aws:iam::${accountA}:role/saml`] } },
      invalid("RoleSessionName is required in AuthnResponse"),
    ],
    [
      "with a session name that is none",
      { attributes: { Role: [`arn:aws:iam::${accountA}:role/saml,${providerArn}`], RoleSessionName: ["c d"] } },
      invalid("RoleSessionName in AuthnResponse must match [a-zA-Z_0-9+=,.@-]{2,64}"),
    ],
    [
      "with a source identity that AWS reserves",
      { attributes: { ...granted, SourceIdentity: ["aws:carol"] } },
      invalid('Source Identity must match [a-zA-Z_0-9+=,.@-]{2,64} and not begin with "aws:"'),
    ],
    [
      "with a tag that AWS reserves",
      { attributes: { ...granted, "PrincipalTag:AWS:team": ["blue"] } },
      invalid("The session tag AWS:team is not one that AWS accepts."),
    ],
    [
      "with a tag that is too long",
      { attributes: { ...granted, "PrincipalTag:team": ["b".repeat(257)] } },
      invalid("The session tag team is not one that AWS accepts."),
    ],
  ])("%s", async (_, parts, outcome) => {
    expect((await assume(response(parts))).outcome).toBe(outcome);
  });

  test("for a provider that does not exist, or another account's", async () => {
    for (const PrincipalArn of [`${providerArn}2`, "arn:aws:iam::222222222222:saml-provider/Corp"]) {
      const answer = await assume(response(), roleArn, { PrincipalArn });
      expect(answer.outcome).toBe(invalid("Specified provider doesn't exist"));
    }
  });
});

describe("a signature does not count", () => {
  const unsigned = () => samlResponse(samlAssertion(bench.clock.nowMs, { attributes: attributes() }));
  const evil = (id = "_evil") => samlAssertion(bench.clock.nowMs, { attributes: attributes(), subject: "carol" }, id);
  /** The signed assertion of a response for somebody whom the role does not trust. */
  const genuine = () => response({ subject: "mallory" });
  const assertionIn = (xml: string) => /<saml:Assertion[\s\S]*<\/saml:Assertion>/.exec(xml)?.[0] ?? "";
  const signatureIn = (xml: string) => /<Signature[\s\S]*<\/Signature>/.exec(xml)?.[0] ?? "";
  test.each([
    ["that is absent", unsigned],
    ["with more transforms than SAML allows", () => response().replace(/(<Transform [^>]*\/>)/, "$1$1")],
    ["by another key", () => response({}, { ...own, pair: foreignPair })],
    ["over content that was changed", () => genuine().replace(">mallory<", ">carol<")],
    ["with SHA-1", () => response({}, { ...own, algorithm: "http://www.w3.org/2000/09/xmldsig#rsa-sha1" })],
    ["of an assertion beside another", () => samlResponse(evil() + assertionIn(genuine()))],
    ["of an assertion behind another", () => samlResponse(assertionIn(genuine()) + evil())],
    [
      "of an assertion within extensions",
      () => samlResponse(`<samlp:Extensions>${assertionIn(genuine())}</samlp:Extensions>${evil()}`),
    ],
    [
      "of an assertion within the signature of another",
      () =>
        samlResponse(
          evil().replace(
            "</saml:Assertion>",
            `${signatureIn(genuine()).replace("</Signature>", `<Object>${assertionIn(genuine()).replace(signatureIn(genuine()), "")}</Object></Signature>`)}</saml:Assertion>`,
          ),
        ),
    ],
    [
      "moved onto another assertion",
      () => samlResponse(evil("_assertion").replace("</saml:Assertion>", `${signatureIn(genuine())}</saml:Assertion>`)),
    ],
    [
      "over one of two elements with the same id",
      () => genuine().replace("<samlp:Status>", '<samlp:Status ID="_assertion">'),
    ],
    ["in a document with a document type", () => `<!DOCTYPE x [<!ENTITY e "carol">]>${response()}`],
    ["in text that is no XML", () => "<samlp:Response"],
    ["around a response in another element", () => `<x>${response()}</x>`],
  ])("%s", async (_, xml) => {
    expect((await assume(xml())).outcome).toBe(badSignature);
  });

  test("for more than it covers: a comment does not cut a subject short", async () => {
    expect((await assume(genuine().replace(">mallory<", "><!-- -->mallory<"))).outcome).toBe(denied);
    const commented = response({ subject: "carol<!-- -->.evil" });
    expect((await assume(commented)).outcome).toBe(denied);
  });
});

test.each([
  ["{", "400 MalformedPolicyDocument"],
  ['{"Statement":[{"Effect":"Allow","Action":"*","Resource":"*"}]}'.padEnd(1200), "400 PackedPolicyTooLarge"],
])("a session policy is refused for what it is: %s", async (Policy, outcome) => {
  expect((await assume(response(), roleArn, { Policy })).outcome).toContain(outcome);
});

test("tags, source identity and the length of the session come from the assertion", async () => {
  const conditions = { StringEquals: { "aws:RequestTag/team": "blue", "sts:SourceIdentity": "carol" } };
  const arn = await bench.role("tagged", trusting(conditions), { MaxSessionDuration: "43200" });
  const granted = {
    Role: [`${providerArn},${arn}`],
    "PrincipalTag:team": ["blue"],
    TransitiveTagKeys: ["team"],
    SourceIdentity: ["carol"],
  };
  const xml = response({ attributes: attributes(granted), sessionEnd: 1800 });
  const answer = await assume(xml, arn, { DurationSeconds: "7200" });
  expect(answer.outcome).toBe("200");
  expect(elementOf(answer.body, "SourceIdentity")).toBe("carol");
  expect(Date.parse(elementOf(answer.body, "Expiration"))).toBe(
    Math.floor(bench.clock.nowMs / 1000) * 1000 + 1800 * 1000,
  );
});
