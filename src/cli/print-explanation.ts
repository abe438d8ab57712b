import pc from "picocolors";
import type { ElementCheck, StatementReference } from "../policy/explain-statement.ts";
import type { ExplainedStep } from "../policy/explained-step.ts";
import type { ParseProblem } from "../policy/parse.ts";
import type { Remedy } from "../policy/remedy.ts";
import type { Explanation, Link } from "../trace/explanation.ts";

const marks = {
  passed: () => pc.green("✓"),
  failed: () => pc.red("✗"),
  notReached: () => pc.dim("·"),
} as const satisfies Record<Link["outcome"], () => string>;

/** An explanation as lines for people: the request, the chain link by link, and what each link rests on. */
export function explanationLines(explanation: Explanation): readonly string[] {
  const { request, action, requestId, at, status, refusal, links } = explanation;
  const outcome = `${status}${refusal === undefined ? "" : ` ${refusal}`}`;
  return [
    pc.bold(request),
    `${action}  ${requestId}  ${at}`,
    `answered ${status < 400 ? pc.green(outcome) : pc.red(outcome)}`,
    "",
    ...links.flatMap(linkLines),
  ];
}

/** One link as lines: what was found, what it rests on and, for a refusal, what would have allowed it. */
export function linkLines({ name, outcome, text, details, policies }: Link): readonly string[] {
  return [
    `${marks[outcome]()} ${name.padEnd(10)} ${text}`,
    ...Object.entries(details ?? {}).flatMap(([title, value]) => [
      `    ${pc.dim(title)}`,
      ...[value].flat().flatMap((entry) => indent(entry)),
    ]),
    ...(policies?.steps.flatMap(stepLines) ?? []),
    ...(policies?.remedies.flatMap(remedyLines) ?? []),
  ];
}

/** What one kind of policy said: the statements that decided, or the one that came closest and where it failed. */
function stepLines({
  type,
  needed,
  allowing,
  denying,
  unreadable,
  nearest,
  policies,
}: ExplainedStep): readonly string[] {
  const title = `    ${pc.dim(`${type} policies:`)}`;
  if (denying.length > 0 || unreadable.length > 0) {
    return [
      ...denying.map((statement) => `${title} ${pc.red("denied")} by ${statementName(statement)}`),
      ...unreadable.map(
        ({ policy, problem }) => `${title} ${pc.red("denied")} by ${policy.label}, unreadable: ${problemText(problem)}`,
      ),
    ];
  }
  if (allowing.length > 0) {
    return allowing.map((statement) => `${title} ${pc.green("allowed")} by ${statementName(statement)}`);
  }
  if (!needed) {
    return [`${title} not needed`];
  }
  if (nearest === undefined) {
    return [`${title} ${policies.length === 0 ? "there are none" : "none has a statement that allows anything"}`];
  }
  return [
    `${title} nothing allows it; closest is ${statementName(nearest)}`,
    ...nearest.elements.filter(({ matched }) => !matched).flatMap(elementLines),
  ];
}

function elementLines({ element, operator, key, wanted, got }: ElementCheck): readonly string[] {
  const name = element === "Condition" ? `${operator} ${key}` : element;
  return [`      ${name} wants ${wanted.join(" or ")}`, `      ${" ".repeat(name.length)} got   ${gotText(got)}`];
}

function gotText(got: ElementCheck["got"]): string {
  return got === null ? "nothing: the request has no such key" : [got].flat().join(", ");
}

function problemText({ message, line, column }: ParseProblem): string {
  return `line ${line}, column ${column}: ${message}`;
}

function statementName({ policy, sid, statementIndex, start }: StatementReference): string {
  return `${policy.label}, statement ${sid ?? statementIndex + 1} (line ${start.line})`;
}

function remedyLines(remedy: Remedy): readonly string[] {
  const title = `    ${pc.cyan("would allow it:")}`;
  switch (remedy.kind) {
    case "addStatement":
      return [
        `${title} in account ${remedy.accountId}, in ${placeOf(remedy)}, the statement`,
        ...indent(JSON.stringify(remedy.statement, undefined, 2)),
        ...(remedy.orSend ?? []).map(
          ({ operator, key, wanted }) =>
            `    ${pc.cyan("or sending:")} ${key} so that ${operator} ${wanted.join(" or ")}`,
        ),
      ];
    case "changeDeny":
      return [`${title} narrowing or removing the Deny of ${statementName(remedy.statement)}`];
    case "repairPolicy":
      return [`${title} correcting ${remedy.policy.label}: ${problemText(remedy.problem)}`];
    case "assumeRole":
      return [`${title} ${remedy.message}`];
  }
}

function placeOf({ policyType, target }: Extract<Remedy, { readonly kind: "addStatement" }>): string {
  return target.startsWith(policyType) || target.startsWith("inline")
    ? `the ${target}`
    : `the ${policyType} policy ${target}`;
}

function indent(text: string): readonly string[] {
  return text.split("\n").map((line) => `      ${line}`);
}
