import fc from "fast-check";
import { type CompiledPolicy, compilePolicy } from "../../src/policy/compile.ts";
import type { AccessRequest, ContextValue, PolicyPrincipal, PolicyType } from "../../src/policy/decision.ts";
import type { PolicySet } from "../../src/policy/evaluate.ts";
import { parsePolicy } from "../../src/policy/parse.ts";
import type { ReferencePolicy, ReferencePolicySet } from "../../src/policy/reference.ts";

// The pools are small and full of near misses, so that random policies and requests meet often.

const home = "111111111111";
const away = "222222222222";
const aliceArn = `arn:aws:iam::${home}:user/team/alice`;
const readerArn = `arn:aws:iam::${home}:role/app/Reader`;
const readerSessionArn = `arn:aws:sts::${home}:assumed-role/Reader/s1`;
const federatedArn = `arn:aws:sts::${home}:federated-user/fred`;
const providerArn = `arn:aws:iam::${home}:oidc-provider/id.example.com`;

const callers: readonly PolicyPrincipal[] = [
  { type: "root", accountId: home, arn: `arn:aws:iam::${home}:root` },
  { type: "user", accountId: home, arn: aliceArn, uniqueId: "AIDAALICE" },
  { type: "user", accountId: away, arn: `arn:aws:iam::${away}:user/bob`, uniqueId: "AIDABOB" },
  { type: "roleSession", accountId: home, arn: readerSessionArn, issuerArn: readerArn, uniqueId: "AROAREADER" },
  { type: "federatedUser", accountId: home, arn: federatedArn, issuerArn: aliceArn, uniqueId: "AIDAALICE" },
  { type: "service", accountId: "", arn: "lambda.amazonaws.com" },
  { type: "webIdentity", accountId: "", arn: providerArn },
  { type: "anonymous", accountId: "", arn: "" },
];

const actions = ["iam:GetRole", "s3:GetObject", "sts:AssumeRole", "execute-api:Invoke", "s3:Put", "iam:List"];
const actionPatterns = [
  ...actions,
  "*",
  "*",
  "*",
  "iam:*",
  "IAM:getrole",
  "s3:Get?bject",
  "s3:*t",
  "s3:P*",
  "sts:Assume*",
  "execute-api:*v*e",
  "e*:Invoke",
  "invoke",
  ":Invoke",
  "s3:",
];

const apiArn = `arn:aws:execute-api:us-east-1:${home}:abc/$default/GET/pets/alice`;
const resources = [
  apiArn,
  readerArn,
  "arn:aws:s3:::bucket/alice/*",
  "arn:aws:s3:::bucket/a:b",
  "arn:aws:s3:::bucket/bob",
  "*",
  "arn:aws",
];
const resourcePatterns = [
  ...resources,
  "*",
  "*",
  "arn:aws:execute-api:us-east-1:*:abc/*/GET/*",
  `arn:aws:execute-api:*:${home}:abc/$default/*/pets/?lice`,
  "arn:aws:execute-api:us-east-1:*",
  "arn:aws:s3:::bucket/*",
  "arn:aws:s3:::*alice*",
  "arn:aws:s3:::bucket/${aws:username}",
  "arn:aws:s3:::bucket/${aws:username, 'bob'}",
  "arn:aws:s3:::bucket/${aws:username}/${*}",
  "arn:aws:s3:::bucket/${aws:TagKeys}*",
  "arn:aws:s3::${aws:username}:bucket/*",
  "arn:*:iam::*:role/*",
  "arn:aws:iam:*",
  "arn:aws:*:::bucket/b??",
  "bucket",
  "arn:aws:s3:::bucket/${",
  "${aws:username}",
];

const awsPrincipals = [
  "*",
  home,
  away,
  `arn:aws:iam::${home}:root`,
  aliceArn,
  readerArn,
  readerSessionArn,
  federatedArn,
  "AIDAALICE",
  "AROAREADER",
  "AROAOTHER",
];

const trustedIds: Readonly<Record<string, string>> = { [aliceArn]: "AIDAALICE", [readerArn]: "AROAOTHER" };

const stringValues = [
  "alice",
  "Alice",
  "a*",
  "*",
  "?lice",
  "bob",
  "",
  "${aws:username}",
  "${aws:username, 'bob'}",
  "${*}",
  "a${?}",
  "${aws:TagKeys}",
  "${a${aws:username}",
];
const valuesByFamily: Readonly<Record<string, readonly string[]>> = {
  String: stringValues,
  Numeric: ["1", "2.5", "1.0", "-3", "abc", "", "1e1"],
  Date: ["2026-01-01T00:00:00Z", "2026-01-01", "1767225600", "1800000000", "never"],
  Bool: ["true", "TRUE", "false", "yes"],
  Binary: ["YQ==", "Yg=="],
  Ip: ["10.0.0.0/8", "10.1.2.3", "0.0.0.0/0", "::1", "2001:db8::/32", "::/0", "10.0.0.0/33", "256.1.1.1", "1.2.3"],
  Arn: [
    readerArn,
    "arn:aws:iam::*:role/*",
    "arn:aws:*:*:*:*",
    "*",
    "arn:aws:iam::1*:role/app/*",
    "arn:*",
    "${aws:PrincipalArn}",
    "arn:aws:iam::${aws:username}:role/x",
  ],
  Null: ["true", "false", "True", "maybe"],
};

const operators = [
  [
    "String",
    [
      "StringEquals",
      "StringNotEquals",
      "StringEqualsIgnoreCase",
      "StringNotEqualsIgnoreCase",
      "StringLike",
      "StringNotLike",
    ],
  ],
  ["Numeric", orders("Numeric")],
  ["Date", orders("Date")],
  ["Bool", ["Bool"]],
  ["Binary", ["BinaryEquals"]],
  ["Ip", ["IpAddress", "NotIpAddress"]],
  ["Arn", ["ArnEquals", "ArnNotEquals", "ArnLike", "ArnNotLike"]],
  ["Null", ["Null"]],
] as const;

const keysByFamily: Readonly<Record<string, readonly string[]>> = {
  String: ["aws:username", "AWS:UserName", "aws:TagKeys", "aws:PrincipalArn", "aws:none"],
  Numeric: ["aws:MultiFactorAuthAge", "aws:username", "aws:none", "x:numbers"],
  Date: ["aws:CurrentTime", "aws:EpochTime", "aws:none"],
  Bool: ["aws:SecureTransport", "aws:none"],
  Binary: ["x:binary", "aws:none"],
  Ip: ["aws:SourceIp", "aws:username", "aws:none"],
  Arn: ["aws:PrincipalArn", "aws:SourceArn", "aws:none"],
  Null: ["aws:username", "aws:none", "aws:TagKeys"],
};

function orders(prefix: string): readonly string[] {
  return ["Equals", "NotEquals", "LessThan", "LessThanEquals", "GreaterThan", "GreaterThanEquals"].map(
    (name) => prefix + name,
  );
}

function someOf(pool: readonly string[], max = 4): fc.Arbitrary<string | readonly string[]> {
  return fc.oneof(
    { weight: 1, arbitrary: fc.constantFrom(...pool) },
    { weight: 3, arbitrary: fc.array(fc.constantFrom(...pool), { maxLength: max, size: "max" }) },
  );
}

const clause = fc.constantFrom(...operators).chain(([family, names]) =>
  fc
    .record({
      name: fc.constantFrom(...names),
      quantifier: fc.constantFrom("", "", "ForAllValues:", "ForAnyValue:"),
      suffix: fc.constantFrom("", "", "IfExists"),
      key: fc.constantFrom(...(keysByFamily[family] ?? [])),
      values: someOf(valuesByFamily[family] ?? []),
    })
    .map(({ name, quantifier, suffix, key, values }) => ({
      [quantifier + name + (name === "Null" ? "" : suffix)]: { [key]: values },
    })),
);

const condition = fc
  .array(clause, { maxLength: 2 })
  .map((clauses) => Object.assign({}, ...clauses) as Readonly<Record<string, unknown>>);

const principalElement = fc.oneof(
  fc.constant("*"),
  fc.record(
    {
      AWS: someOf(awsPrincipals, 4),
      Service: someOf(["lambda.amazonaws.com", "ec2.amazonaws.com"], 2),
      Federated: someOf([providerArn, "accounts.google.com"], 2),
    },
    { requiredKeys: [] },
  ),
);

/** A statement as JSON, with the elements that its kind of policy carries. */
export function statementOf(type: PolicyType): fc.Arbitrary<Readonly<Record<string, unknown>>> {
  const onResource = type === "resource" || type === "trust";
  const principal = onResource
    ? fc.oneof(
        { weight: 5, arbitrary: principalElement.map((Principal) => ({ Principal })) },
        { weight: 1, arbitrary: principalElement.map((NotPrincipal) => ({ NotPrincipal })) },
        { weight: 1, arbitrary: fc.constant({}) },
      )
    : fc.constant({});
  return fc
    .record({
      effect: fc.constantFrom("Allow", "Allow", "Allow", "Deny"),
      action: either("Action", "NotAction", actionPatterns),
      resource: fc.oneof(
        { weight: 6, arbitrary: either("Resource", "NotResource", resourcePatterns) },
        { weight: onResource ? 6 : 1, arbitrary: fc.constant({}) },
      ),
      principal,
      condition: fc.oneof(
        { weight: 2, arbitrary: fc.constant({}) },
        { weight: 1, arbitrary: condition.map((Condition) => ({ Condition })) },
      ),
    })
    .map(mergeElements);
}

function mergeElements(elements: {
  readonly effect: string;
  readonly principal: object;
  readonly action: object;
  readonly resource: object;
  readonly condition: object;
}): Readonly<Record<string, unknown>> {
  const { effect, principal, action, resource, condition: when } = elements;
  return { Effect: effect, ...principal, ...action, ...resource, ...when };
}

function either(
  name: string,
  negatedName: string,
  pool: readonly string[],
): fc.Arbitrary<Readonly<Record<string, unknown>>> {
  return fc
    .tuple(fc.constantFrom(name, name, name, negatedName), someOf(pool))
    .map(([member, values]) => ({ [member]: values }));
}

/** A policy document as text. */
export function documentOf(type: PolicyType): fc.Arbitrary<string> {
  return fc
    .record({
      version: fc.constantFrom({ Version: "2012-10-17" }, { Version: "2012-10-17" }, { Version: "2008-10-17" }, {}),
      statements: fc.array(statementOf(type), { minLength: 1, maxLength: 3, size: "max" }),
    })
    .map(({ version, statements }) => JSON.stringify({ ...version, Statement: statements }));
}

/** The documents of a policy set, before either evaluator reads them. */
export interface DocumentSet {
  readonly identity: readonly string[];
  readonly boundary?: string | undefined;
  readonly session?: readonly string[] | undefined;
  readonly serviceControl?: readonly (readonly string[])[] | undefined;
  readonly resourceControl?: readonly (readonly string[])[] | undefined;
  readonly resource?: string | undefined;
  readonly trust?: string | undefined;
  /** Whether the trust policy is read with the unique ids saved for it. */
  readonly withTrustedIds: boolean;
}

const fullAccess = JSON.stringify({
  Version: "2012-10-17",
  Statement: { Effect: "Allow", Action: "*", Resource: "*" },
});

function mostly(type: PolicyType): fc.Arbitrary<string> {
  return fc.oneof({ weight: 2, arbitrary: fc.constant(fullAccess) }, { weight: 1, arbitrary: documentOf(type) });
}

/** Random policies of every kind; those that only limit are often generous, so that the others come to bear. */
export const documentSet: fc.Arbitrary<DocumentSet> = fc
  .record({
    identity: fc.oneof(fc.array(documentOf("identity"), { maxLength: 2 }), fc.constant([fullAccess])),
    boundary: fc.option(mostly("boundary"), { nil: undefined, freq: 2 }),
    session: fc.option(fc.array(mostly("session"), { maxLength: 2 }), { nil: undefined, freq: 2 }),
    serviceControl: fc.option(
      fc.array(fc.array(mostly("serviceControl"), { minLength: 1, maxLength: 2 }), { maxLength: 2 }),
      { nil: undefined, freq: 2 },
    ),
    resourceControl: fc.option(
      fc.array(fc.array(mostly("resourceControl"), { minLength: 1, maxLength: 2 }), { maxLength: 1 }),
      { nil: undefined, freq: 2 },
    ),
    onResource: fc.constantFrom("none", "resource", "trust"),
    resource: documentOf("resource"),
    trust: documentOf("trust"),
    withTrustedIds: fc.boolean(),
  })
  .map(chooseResourcePolicy);

function chooseResourcePolicy({
  onResource,
  resource,
  trust,
  ...rest
}: DocumentSet & { readonly onResource: string }): DocumentSet {
  return {
    ...rest,
    resource: onResource === "resource" ? resource : undefined,
    trust: onResource === "trust" ? trust : undefined,
  };
}

/** A request with a context of its own. */
export const request: fc.Arbitrary<AccessRequest> = fc
  .record({
    principal: fc.constantFrom(...callers),
    action: fc.constantFrom(...actions),
    resource: fc.constantFrom(...resources),
    resourceAccountId: fc.constantFrom(home, home, away),
    context: fc.record(
      {
        "aws:username": fc.constantFrom("alice", "bob", "*", "", "a"),
        "aws:tagkeys": fc.array(fc.constantFrom("alice", "bob", "a*"), { maxLength: 2 }),
        "aws:multifactorauthage": fc.constantFrom("1", "2.50", "x"),
        "x:numbers": fc.array(fc.constantFrom("1", "2", "x"), { maxLength: 2 }),
        "aws:currenttime": fc.constantFrom("2026-01-01T00:00:00Z", "2027-06-01T12:00:00Z"),
        "aws:epochtime": fc.constantFrom("1767225600", "1900000000"),
        "aws:securetransport": fc.constantFrom("true", "false"),
        "x:binary": fc.constantFrom("YQ==", "Zz=="),
        "aws:sourceip": fc.constantFrom("10.1.2.3", "192.0.2.1", "::1", "2001:db8::1", "nonsense"),
        "aws:principalarn": fc.constantFrom(readerArn, aliceArn, "none"),
        "aws:sourcearn": fc.constantFrom(readerArn, aliceArn, apiArn),
      },
      { requiredKeys: [] },
    ),
  })
  .map(withLookup);

function withLookup({
  context,
  ...rest
}: Omit<AccessRequest, "context"> & { readonly context: Readonly<Record<string, ContextValue>> }): AccessRequest {
  // The keys are this record's own; a policy may ask for any other.
  const values: ReadonlyMap<string, ContextValue> = new Map(Object.entries(context));
  return { ...rest, context: (key: string) => values.get(key) };
}

/** Compiles every document for the evaluator under test. */
export function compiledSet(documents: DocumentSet): PolicySet {
  return mapSet(documents, (document, type) =>
    compilePolicy(document, sourceOf(type, document), trustOptions(type, documents)),
  );
}

/** Parses every document for the reference evaluator. */
export function referenceSet(documents: DocumentSet): ReferencePolicySet {
  return mapSet(documents, (text, type): ReferencePolicy => {
    const parsed = parsePolicy(text);
    if (!parsed.ok) {
      throw new Error(`a generated policy does not parse: ${parsed.problem.message} ${text}`);
    }
    return { source: sourceOf(type, text), document: parsed.policy, ...trustOptions(type, documents) };
  });
}

function trustOptions(
  type: PolicyType,
  { withTrustedIds }: DocumentSet,
): { trustedIds?: Readonly<Record<string, string>> } {
  return type === "trust" && withTrustedIds ? { trustedIds } : {};
}

function sourceOf(type: PolicyType, document: string): CompiledPolicy["source"] {
  return { type, label: document, accountId: home };
}

interface MappedSet<Policy> {
  readonly identity: readonly Policy[];
  readonly boundary?: Policy;
  readonly session?: readonly Policy[];
  readonly serviceControl?: readonly (readonly Policy[])[];
  readonly resourceControl?: readonly (readonly Policy[])[];
  readonly resource?: Policy;
  readonly trust?: Policy;
}

function mapSet<Policy>(set: DocumentSet, read: (document: string, type: PolicyType) => Policy): MappedSet<Policy> {
  const all = (documents: readonly string[], type: PolicyType) => documents.map((document) => read(document, type));
  return {
    identity: all(set.identity, "identity"),
    ...(set.boundary === undefined ? {} : { boundary: read(set.boundary, "boundary") }),
    ...(set.session === undefined ? {} : { session: all(set.session, "session") }),
    ...(set.serviceControl === undefined
      ? {}
      : { serviceControl: set.serviceControl.map((level) => all(level, "serviceControl")) }),
    ...(set.resourceControl === undefined
      ? {}
      : { resourceControl: set.resourceControl.map((level) => all(level, "resourceControl")) }),
    ...(set.resource === undefined ? {} : { resource: read(set.resource, "resource") }),
    ...(set.trust === undefined ? {} : { trust: read(set.trust, "trust") }),
  };
}
