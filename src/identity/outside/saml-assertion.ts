import type { Tag } from "../../store/records.ts";
import { childrenOf } from "./saml-signature.ts";

/** What a SAML assertion says, read and not judged. Times that are missing or malformed are NaN. */
export interface SamlAssertion {
  readonly issuer: string;
  readonly issuedAtMs: number;
  readonly notBeforeMs: number;
  readonly notOnOrAfterMs: number;
  readonly audiences: readonly string[];
  /** Where the assertion was sent to. */
  readonly recipient: string;
  readonly subject: string;
  /** `persistent`, `transient`, or the whole URI of another name format. */
  readonly subjectType: string;
  /** When the session must end. */
  readonly sessionEndsAtMs?: number;
  readonly sessionName?: string;
  readonly sessionSeconds?: number;
  readonly sourceIdentity?: string;
  /** Pairs of role and provider ARNs, in any order. */
  readonly roles: readonly (readonly string[])[];
  readonly tags: readonly Tag[];
  readonly transitiveTagKeys: readonly string[];
}

const attributePrefix = "https://aws.amazon.com/SAML/Attributes/";
const nameFormatPrefix = "urn:oasis:names:tc:SAML:2.0:nameid-format:";
const bearer = "urn:oasis:names:tc:SAML:2.0:cm:bearer";

/**
 * Reads an assertion with the attributes that AWS defines.
 * https://docs.aws.amazon.com/IAM/latest/UserGuide/id_roles_providers_create_saml_assertions.html
 */
export function readAssertion(assertion: Element): SamlAssertion {
  const [conditions] = childrenOf(assertion, "Conditions");
  const [subject] = childrenOf(assertion, "Subject");
  const [nameId] = subject === undefined ? [] : childrenOf(subject, "NameID");
  const confirmation = bearerConfirmation(subject);
  const attributes = readAttributes(assertion);
  const first = (name: string) => attributes.get(`${attributePrefix}${name}`)?.[0];
  const sessionEnd = childrenOf(assertion, "AuthnStatement")[0]?.getAttribute("SessionNotOnOrAfter");
  const sessionName = first("RoleSessionName");
  const sessionDuration = first("SessionDuration");
  const sourceIdentity = first("SourceIdentity");
  return {
    issuer: textOf(childrenOf(assertion, "Issuer")[0]),
    issuedAtMs: timeOf(assertion.getAttribute("IssueInstant")),
    notBeforeMs: timeOf(conditions?.getAttribute("NotBefore")),
    notOnOrAfterMs: Math.min(
      timeOf(confirmation?.getAttribute("NotOnOrAfter")),
      conditions?.hasAttribute("NotOnOrAfter") ? timeOf(conditions.getAttribute("NotOnOrAfter")) : Infinity,
    ),
    audiences: audiencesOf(conditions),
    recipient: confirmation?.getAttribute("Recipient") ?? "",
    subject: textOf(nameId),
    subjectType: (nameId?.getAttribute("Format") ?? "").replace(nameFormatPrefix, ""),
    ...(sessionEnd && { sessionEndsAtMs: timeOf(sessionEnd) }),
    ...(sessionName !== undefined && { sessionName }),
    ...(/^\d{1,6}$/.test(sessionDuration ?? "") && { sessionSeconds: Number(sessionDuration) }),
    ...(sourceIdentity !== undefined && { sourceIdentity }),
    roles: (attributes.get(`${attributePrefix}Role`) ?? []).map((pair) => pair.split(",").map((arn) => arn.trim())),
    tags: tagsOf(attributes),
    transitiveTagKeys: attributes.get(`${attributePrefix}TransitiveTagKeys`) ?? [],
  };
}

function bearerConfirmation(subject: Element | undefined): Element | undefined {
  const confirmations = subject === undefined ? [] : childrenOf(subject, "SubjectConfirmation");
  const found = confirmations.find((confirmation) => confirmation.getAttribute("Method") === bearer);
  return found && childrenOf(found, "SubjectConfirmationData")[0];
}

function audiencesOf(conditions: Element | undefined): readonly string[] {
  const restrictions = conditions === undefined ? [] : childrenOf(conditions, "AudienceRestriction");
  return restrictions.flatMap((restriction) => childrenOf(restriction, "Audience").map(textOf));
}

function readAttributes(assertion: Element): ReadonlyMap<string, readonly string[]> {
  const statements = childrenOf(assertion, "AttributeStatement");
  const attributes = statements.flatMap((statement) => childrenOf(statement, "Attribute"));
  return new Map(
    attributes.map((attribute) => [
      attribute.getAttribute("Name") ?? "",
      childrenOf(attribute, "AttributeValue").map(textOf),
    ]),
  );
}

function tagsOf(attributes: ReadonlyMap<string, readonly string[]>): readonly Tag[] {
  const prefix = `${attributePrefix}PrincipalTag:`;
  return [...attributes].flatMap(([name, [value = ""]]) =>
    name.startsWith(prefix) ? [{ key: name.slice(prefix.length), value }] : [],
  );
}

function textOf(element: Element | undefined): string {
  return (element?.textContent ?? "").trim();
}

function timeOf(text: string | null | undefined): number {
  return text ? Date.parse(text) : NaN;
}
