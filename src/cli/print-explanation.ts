import pc from "picocolors";
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

function linkLines({ name, outcome, text, details }: Link): readonly string[] {
  return [
    `${marks[outcome]()} ${name.padEnd(11)}${text}`,
    ...Object.entries(details ?? {}).flatMap(([title, value]) => [
      `    ${pc.dim(title)}`,
      ...detailText(value)
        .split("\n")
        .map((line) => `      ${line}`),
    ]),
  ];
}

function detailText(value: unknown): string {
  return typeof value === "string" ? value : JSON.stringify(value, undefined, 2);
}
