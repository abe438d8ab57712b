import { type CompiledPolicy, compilePolicy } from "../src/policy/compile.ts";
import type { AccessRequest, PolicyType } from "../src/policy/decision.ts";
import { type PolicySet, evaluate } from "../src/policy/evaluate.ts";
import { explain } from "../src/policy/explain.ts";
import { parsePolicy } from "../src/policy/parse.ts";
import { type ReferencePolicy, evaluateByTheBook } from "../src/policy/reference.ts";

/** Measures the policy engine on one core and prints nanoseconds a verdict, and how the parts compare. */
export function policyBench(print: (line: string) => void = console.log): void {
  const role = { identity: [compiled("identity", roleStatements)] };
  const chain10 = chain(statements(10));
  const chain100 = chain(statements(100));
  const roleNs = measure(() => evaluate(invoke, role), verdicts);
  const chain10Ns = measure(() => evaluate(invoke, chain10), verdicts);
  const chain100Ns = measure(() => evaluate(invoke, chain100), verdicts);
  const deniedNs = measure(() => evaluate(refused, chain100), verdicts);
  const explainNs = measure(() => explain(refused, chain10), explanations);
  const reference = { identity: [parsed("identity", roleStatements)] };
  const referenceNs = measure(() => evaluateByTheBook(invoke, reference), explanations);
  const documentText = JSON.stringify({ Version: "2012-10-17", Statement: roleStatements });
  const compileNs = measure(() => compilePolicy(documentText, sourceOf("identity")), explanations);
  print(`role, 10 statements with wildcards, 2 conditions  ${line(roleNs)}`);
  print(`full chain, 10 statements                         ${line(chain10Ns)}  ${ratio(chain10Ns, roleNs)}`);
  print(`full chain, 100 statements of mixed services      ${line(chain100Ns)}  ${ratio(chain100Ns, roleNs)}`);
  print(`full chain, 100 statements, refused               ${line(deniedNs)}  ${ratio(deniedNs, roleNs)}`);
  print(
    `verdict and explanation, 10 statements            ${line(explainNs)}  ${ratio(explainNs, chain10Ns)} its verdict`,
  );
  print(`reference evaluator, same role                    ${line(referenceNs)}  ${ratio(referenceNs, roleNs)}`);
  print(`compiling the role's policy                       ${line(compileNs)}  ${ratio(compileNs, roleNs)}`);
  print(`bytes allocated a verdict, 10 / 100 statements    ${allocated(chain10)} / ${allocated(chain100)}`);
}

const account = "111111111111";
const verdicts = 300_000;
const explanations = 3_000;

type StatementJson = Readonly<Record<string, unknown>>;

/** What a role of the field carries: invocations by stage and method, some of IAM, two conditions. */
const roleStatements: readonly StatementJson[] = [
  allow("s3:Get*", "arn:aws:s3:::reports-*/2026/*"),
  allow(["dynamodb:Get*", "dynamodb:Query"], `arn:aws:dynamodb:*:${account}:table/orders-*`),
  allow("iam:Get*", `arn:aws:iam::${account}:role/app/*`),
  allow("sts:AssumeRole", "arn:aws:iam::*:role/Reader*"),
  allow("logs:*", "arn:aws:logs:*:*:log-group:/app/*"),
  allow("execute-api:Invoke", `arn:aws:execute-api:us-east-1:${account}:other/*/GET/*`),
  allow("execute-api:Inv*", `arn:aws:execute-api:*:${account}:abc1234567/prod/*/admin/*`),
  allow("execute-api:*", `arn:aws:execute-api:us-east-1:${account}:abc1234567/*/DELETE/*/items/*`),
  { ...allow("execute-api:*", "*"), Effect: "Deny", Condition: { Bool: { "aws:SecureTransport": "false" } } },
  {
    ...allow("execute-api:Invoke", `arn:aws:execute-api:us-east-1:${account}:abc1234567/*/GET/pets/*`),
    Condition: { IpAddress: { "aws:SourceIp": ["10.0.0.0/8", "192.0.2.0/24"] } },
  },
];

const services = ["s3", "dynamodb", "sqs", "sns", "lambda", "iam", "logs", "kms", "ec2", "events"];

/** The role's statements, and others of mixed services up to that number. */
function statements(count: number): readonly StatementJson[] {
  const others = Array.from({ length: count - roleStatements.length }, (_, index) => {
    const service = services[index % services.length] ?? "s3";
    return allow([`${service}:Get${index}*`, `${service}:List*`], `arn:aws:${service}:*:${account}:thing-${index}/*`);
  });
  return [...others, ...roleStatements];
}

/** The whole chain: two levels of control policies, a boundary, a session policy, and the statements as identity policy. */
function chain(identity: readonly StatementJson[]): PolicySet {
  const fullAccess = [allow("*", "*")];
  const guard = [...fullAccess, { ...allow(["organizations:Leave*", "iam:DeleteRole"], "*"), Effect: "Deny" }];
  return {
    identity: [compiled("identity", identity)],
    boundary: compiled("boundary", [allow(["execute-api:*", "s3:*", "iam:Get*"], "*")]),
    session: [compiled("session", [allow("execute-api:Invoke", `arn:aws:execute-api:*:${account}:*`)])],
    serviceControl: [[compiled("serviceControl", fullAccess)], [compiled("serviceControl", guard)]],
  };
}

const context = new Map([
  ["aws:sourceip", "192.0.2.17"],
  ["aws:securetransport", "true"],
]);

const invoke: AccessRequest = {
  principal: {
    type: "roleSession",
    accountId: account,
    arn: `arn:aws:sts::${account}:assumed-role/Caller/session`,
    issuerArn: `arn:aws:iam::${account}:role/Caller`,
    uniqueId: "AROAEXAMPLEEXAMPLE123",
  },
  action: "execute-api:Invoke",
  resource: `arn:aws:execute-api:us-east-1:${account}:abc1234567/$default/GET/pets/a1b2`,
  resourceAccountId: account,
  context: (key) => context.get(key),
};

const refused: AccessRequest = {
  ...invoke,
  resource: `arn:aws:execute-api:us-east-1:${account}:abc1234567/$default/POST/pets`,
};

function allow(action: string | readonly string[], resource: string): StatementJson {
  return { Effect: "Allow", Action: action, Resource: resource };
}

function compiled(type: PolicyType, list: readonly StatementJson[]): CompiledPolicy {
  return compilePolicy(JSON.stringify({ Version: "2012-10-17", Statement: list }), sourceOf(type));
}

function parsed(type: PolicyType, list: readonly StatementJson[]): ReferencePolicy {
  const result = parsePolicy(JSON.stringify({ Version: "2012-10-17", Statement: list }));
  if (!result.ok) {
    throw new Error(result.problem.message);
  }
  return { source: sourceOf(type), document: result.policy };
}

function sourceOf(type: PolicyType): CompiledPolicy["source"] {
  return { type, label: type, accountId: account };
}

/** Nanoseconds a call: the best of many short rounds, so that what else the machine does counts least. */
function measure(call: () => unknown, count: number): number {
  const perRound = Math.ceil(count / 30);
  let best = Number.POSITIVE_INFINITY;
  for (let round = 0; round < 60; round += 1) {
    const start = process.hrtime.bigint();
    for (let index = 0; index < perRound; index += 1) {
      call();
    }
    best = Math.min(best, Number(process.hrtime.bigint() - start) / perRound);
  }
  return best;
}

/** Bytes a verdict leaves on the heap once it is compiled: the median of short runs, some of which the collector interrupts. */
function allocated(policies: PolicySet): number {
  const count = 2000;
  for (let index = 0; index < verdicts; index += 1) {
    evaluate(invoke, policies);
  }
  const runs = Array.from({ length: 21 }, () => {
    const before = process.memoryUsage().heapUsed;
    for (let index = 0; index < count; index += 1) {
      evaluate(invoke, policies);
    }
    return (process.memoryUsage().heapUsed - before) / count;
  });
  return Math.round(runs.toSorted((one, other) => one - other)[10] ?? 0);
}

function line(ns: number): string {
  return `${ns.toFixed(0).padStart(8)} ns  ${Math.round(1e9 / ns)
    .toLocaleString("en")
    .padStart(10)}/s`;
}

function ratio(ns: number, of: number): string {
  return `${(ns / of).toFixed(1)}x`;
}
