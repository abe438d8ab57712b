/*
 * The policy language once more, slowly and by the book, to hold the fast evaluator against in tests. It shares nothing
 * with it but the parser: every rule is written a second time, in the order of AWS's documentation, without an index,
 * without specialised patterns and without regard to cost.
 * https://docs.aws.amazon.com/IAM/latest/UserGuide/reference_policies_evaluation-logic.html
 */
import type { AccessRequest, Decision, PolicySource, PolicyType } from "./decision.ts";
import type { PolicyDocument, PrincipalElement, Statement, TextNode } from "./policy-document.ts";
import { referenceConditionHolds } from "./reference-conditions.ts";
import { type Atom, globMatches, readAtoms } from "./reference-text.ts";

/** A parsed policy and what else decides how it is read. */
export interface ReferencePolicy {
  readonly source: PolicySource;
  /** Undefined when the text cannot be read: such a policy denies everything. */
  readonly document: PolicyDocument | undefined;
  readonly trustedIds?: Readonly<Record<string, string>>;
  /** Whether it is asked about a caller who has a permissions boundary. */
  readonly bounded?: boolean;
}

/** All policies that apply to a request, by kind, as in `PolicySet`. */
export interface ReferencePolicySet {
  readonly identity: readonly ReferencePolicy[];
  readonly boundary?: ReferencePolicy;
  readonly session?: readonly ReferencePolicy[];
  readonly serviceControl?: readonly (readonly ReferencePolicy[])[];
  readonly resourceControl?: readonly (readonly ReferencePolicy[])[];
  readonly resource?: ReferencePolicy;
  readonly trust?: ReferencePolicy;
}

/** Decides a request as `evaluate` does. */
export function evaluateByTheBook(request: AccessRequest, set: ReferencePolicySet): Decision {
  const inOrder = [
    ...(set.serviceControl ?? []).flat(),
    ...(set.resourceControl ?? []).flat(),
    ...optional(set.resource),
    ...optional(set.trust),
    ...set.identity,
    ...optional(set.boundary),
    ...(set.session ?? []),
  ];
  const denying = inOrder.find(
    (policy) =>
      policy.document === undefined ||
      matching({ ...policy, bounded: set.boundary !== undefined }, "Deny", request).length > 0,
  );
  if (denying !== undefined) {
    return { allowed: false, outcome: "explicitDeny", deniedBy: denying.source.type, source: denying.source };
  }
  const lacking = lackingType(request, set);
  return lacking === undefined
    ? { allowed: true, outcome: "allowed" }
    : { allowed: false, outcome: "implicitDeny", deniedBy: lacking };
}

/** Which kind of policy fails to allow; undefined when all that must allow do. */
function lackingType(request: AccessRequest, set: ReferencePolicySet): PolicyType | undefined {
  const { principal } = request;
  const allowsIn = (policies: readonly ReferencePolicy[]) =>
    policies.some((policy) => matching(policy, "Allow", request).length > 0);
  if (!(set.serviceControl ?? []).every(allowsIn)) {
    return "serviceControl";
  }
  if (!(set.resourceControl ?? []).every(allowsIn)) {
    return "resourceControl";
  }
  const onResource = set.trust ?? set.resource;
  const grants =
    onResource === undefined
      ? []
      : matching(onResource, "Allow", request).map((statement) => closeness(statement, onResource, request));
  const outside = principal.accountId === "";
  const sameAccount = !outside && principal.accountId === request.resourceAccountId;
  const mustBeGranted = outside || !sameAccount || set.trust !== undefined;
  if (mustBeGranted && grants.length === 0) {
    return set.trust === undefined ? "resource" : "trust";
  }
  if (outside || (sameAccount && grants.includes("itself"))) {
    return undefined;
  }
  const grantedToIssuer = sameAccount && grants.includes("issuer");
  if (principal.type !== "root" && !grantedToIssuer && !allowsIn(set.identity)) {
    return "identity";
  }
  if (set.boundary !== undefined && !allowsIn([set.boundary])) {
    return "boundary";
  }
  const session = principal.type === "federatedUser" ? (set.session ?? []) : set.session;
  return session !== undefined && !allowsIn(session) ? "session" : undefined;
}

/** The statements of an effect that match; those of a policy that cannot be read are none. */
function matching(policy: ReferencePolicy, effect: "Allow" | "Deny", request: AccessRequest): readonly Statement[] {
  return optional(policy.document).flatMap((document) =>
    document.statements.filter(
      (statement) =>
        statement.effect === effect &&
        closeness(statement, policy, request) !== "none" &&
        actionMatches(statement, request) &&
        resourceMatches(statement, { ...policy, document }, request) &&
        statement.conditions.every((clause) => referenceConditionHolds(clause, document.version, request.context)),
    ),
  );
}

interface ReadablePolicy extends ReferencePolicy {
  readonly document: PolicyDocument;
}

function actionMatches({ action, notAction }: Statement, request: AccessRequest): boolean {
  const fits = ({ value }: TextNode) => {
    if (value === "*") {
      return true;
    }
    const wanted = value.toLowerCase();
    const got = request.action.toLowerCase();
    const [service = ""] = wanted.split(":");
    const named = wanted.includes(":") && service !== "" && got.split(":")[0] === service;
    return (
      named &&
      globMatches(
        readAtoms(wanted.slice(service.length + 1), "2008-10-17"),
        got.slice(service.length + 1),
        request.context,
      )
    );
  };
  return action !== undefined ? action.some(fits) : notAction !== undefined && !notAction.some(fits);
}

function resourceMatches(statement: Statement, policy: ReadablePolicy, request: AccessRequest): boolean {
  const fits = ({ value }: TextNode) => resourceFits(value, policy.document, request);
  if (statement.resource !== undefined) {
    return statement.resource.some(fits);
  }
  if (statement.notResource !== undefined) {
    return !statement.notResource.some(fits);
  }
  return policy.source.type === "trust" || policy.source.type === "resource";
}

function resourceFits(pattern: string, { version }: PolicyDocument, request: AccessRequest): boolean {
  if (pattern === "*") {
    return true;
  }
  const arn = request.resource.split(":");
  const wanted = atomParts(readAtoms(pattern, version));
  if (arn.length < 6 || wanted.length < 2) {
    return false;
  }
  const got = [...arn.slice(0, 5), arn.slice(5).join(":")];
  return got.every((part, index) => {
    const atoms = wanted[index];
    if (atoms === undefined) {
      return true;
    }
    const variablesAllowed = index === 5;
    return (
      (variablesAllowed || !atoms.some(({ kind }) => kind === "variable")) && globMatches(atoms, part, request.context)
    );
  });
}

/** Atoms cut at the first five literal colons. */
function atomParts(atoms: readonly Atom[]): readonly (readonly Atom[])[] {
  const colon = atoms.findIndex((atom) => atom.kind === "character" && atom.character === ":");
  const cut = (rest: readonly Atom[], left: number): readonly (readonly Atom[])[] => {
    const at = left === 0 ? -1 : rest.findIndex((atom) => atom.kind === "character" && atom.character === ":");
    return at < 0 ? [rest] : [rest.slice(0, at), ...cut(rest.slice(at + 1), left - 1)];
  };
  return colon < 0 ? [atoms] : cut(atoms, 5);
}

type Closeness = "none" | "account" | "issuer" | "itself";

/** How closely Principal or NotPrincipal names the caller. */
function closeness(statement: Statement, policy: ReferencePolicy, request: AccessRequest): Closeness {
  const { principal, notPrincipal, effect } = statement;
  if (principal !== undefined) {
    return listed(principal, statement, { policy, request });
  }
  if (notPrincipal === undefined) {
    return policy.source.type === "trust" || policy.source.type === "resource" ? "none" : "itself";
  }
  if (effect === "Allow") {
    return listed(notPrincipal, statement, { policy, request }) === "none" ? "itself" : "none";
  }
  const spared =
    policy.bounded !== true &&
    (notPrincipal.everyone ||
      identitiesOf(request).every((alternatives) => alternatives.some((one) => names(notPrincipal, policy, one))));
  return spared ? "none" : "itself";
}

interface Asked {
  readonly policy: ReferencePolicy;
  readonly request: AccessRequest;
}

function listed(element: PrincipalElement, { effect }: Statement, { policy, request }: Asked): Closeness {
  const { principal: caller } = request;
  const everyAws = element.entries.some(({ kind, value }) => kind === "AWS" && value === "*");
  const ofAws = caller.accountId !== "";
  if (element.everyone || (everyAws && (ofAws || caller.type === "anonymous" || effect === "Deny"))) {
    return "itself";
  }
  if (!ofAws) {
    const kind = caller.type === "service" ? "Service" : "Federated";
    return caller.type !== "anonymous" && names(element, policy, { kind, text: caller.arn }) ? "itself" : "none";
  }
  const issuer = issuerIdentities(request).some((one) => names(element, policy, one));
  if (caller.type !== "root" && names(element, policy, { kind: "AWS", text: caller.arn })) {
    return "itself";
  }
  if (issuer) {
    return caller.type === "user" ? "itself" : "issuer";
  }
  return names(element, policy, { kind: "account", text: caller.accountId }) ? "account" : "none";
}

/** One way to name somebody. */
interface Name {
  readonly kind: "AWS" | "account" | "uniqueId" | "Service" | "Federated";
  readonly text: string;
}

/** The user or role behind a caller. */
function issuerIdentities({ principal }: AccessRequest): readonly Name[] {
  return [
    ...(principal.issuerArn === undefined ? [] : [{ kind: "AWS", text: principal.issuerArn } as const]),
    ...(principal.uniqueId === undefined ? [] : [{ kind: "uniqueId", text: principal.uniqueId } as const]),
  ];
}

/** Everything that must be listed to spare a caller from Deny with NotPrincipal: each by one of its names. */
function identitiesOf(request: AccessRequest): readonly (readonly Name[])[] {
  const { principal } = request;
  const account: readonly Name[] = [{ kind: "account", text: principal.accountId }];
  const itself: readonly Name[] = [{ kind: "AWS", text: principal.arn }];
  switch (principal.type) {
    case "root":
      return [account];
    case "user":
      return [account, [...itself, ...issuerIdentities(request)]];
    case "roleSession":
      return [account, itself, issuerIdentities(request)];
    case "federatedUser":
      return [account, itself];
    case "service":
      return [[{ kind: "Service", text: principal.arn }]];
    case "webIdentity":
    case "saml":
      return [[{ kind: "Federated", text: principal.arn }]];
    case "anonymous":
      return [[]];
  }
}

/** Whether one of the entries is that name. */
function names({ entries }: PrincipalElement, { trustedIds }: ReferencePolicy, name: Name): boolean {
  return entries.some(({ kind, value }) => {
    if (name.kind === "Service" || name.kind === "Federated") {
      return kind === name.kind && value === name.text;
    }
    if (kind !== "AWS") {
      return false;
    }
    if (value === "*") {
      return true;
    }
    const [, , service, , account = "", resource = ""] = value.split(":");
    const entity = service === "iam" && /^(user|role)\//.test(resource);
    switch (name.kind) {
      case "account":
        return (
          value === name.text ||
          (value.startsWith("arn:") && service === "iam" && resource === "root" && account === name.text)
        );
      case "AWS":
        return value === name.text && !(entity && trustedIds !== undefined);
      case "uniqueId":
        return (
          value === name.text ||
          (entity && trustedIds !== undefined && Object.hasOwn(trustedIds, value) && trustedIds[value] === name.text)
        );
    }
  });
}

function optional<Value>(value: Value | undefined): readonly Value[] {
  return value === undefined ? [] : [value];
}
