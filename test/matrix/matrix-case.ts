import { readdirSync, readFileSync } from "node:fs";
import { join } from "node:path";
import { z } from "zod";
import { cast } from "./cast.ts";

const castName = z.enum(Object.keys(cast) as [keyof typeof cast, ...(keyof typeof cast)[]]);

/**
 * A policy as cases write it: a whole document (it has `Statement`), one statement or a list of statements of a
 * 2012-10-17 document, or the document's text.
 */
const policy = z.union([z.string(), z.record(z.string(), z.unknown()), z.array(z.record(z.string(), z.unknown()))]);

const policies = z.strictObject({
  identity: z.array(policy).optional(),
  boundary: policy.optional(),
  /** The first is passed inline, the others as managed policies; an empty list is a session that was given none. */
  session: z.array(policy).optional(),
  resource: policy.optional(),
  trust: policy.optional(),
  /** Level by level from the organization's root, each with its policies. */
  serviceControl: z.array(z.array(policy)).optional(),
  resourceControl: z.array(z.array(policy)).optional(),
});

/** The levels above the library, at which a case can be run too. */
const level = z.enum(["simulator", "live"]);

const policyTypes = [
  "identity",
  "boundary",
  "session",
  "resource",
  "trust",
  "serviceControl",
  "resourceControl",
] as const;

const caseMembers = {
  /** What the case shows, in one phrase. */
  name: z.string().min(1),
  /** AWS's page that says so, "observed", or "by analogy: …". */
  source: z.string().min(1),
  principal: castName,
  /** `service:Operation`. */
  action: z.string(),
  /** The ARN that is asked for, or `*`. */
  resource: z.string(),
  resourceAccount: z.string().regex(/^\d{12}$/),
  context: z.record(z.string(), z.union([z.string(), z.array(z.string())])),
  /** Shorthand for one identity policy that allows the action on everything under this condition. */
  condition: z.record(z.string(), z.unknown()).optional(),
  policies: policies.optional(),
  /** What the ARNs of the trust policy stood for when it was saved, where that is not what they stand for now. */
  trustedIds: z.record(z.string(), z.string()).optional(),
  expect: z.enum(["allowed", "explicitDeny", "implicitDeny"]),
  /** The kind of policy that refuses, where AWS's texts tell. */
  deniedBy: z.enum(policyTypes).optional(),
  /** Levels at which the case is not run, each with the reason. */
  skip: z.partialRecord(level, z.string().min(1)).optional(),
};

const decisionCase = z.strictObject(caseMembers);
const shared = decisionCase.partial();

const decisionFile = z.strictObject({
  topic: z.string(),
  /** What every case has that does not say otherwise. */
  defaults: shared.optional(),
  cases: z.array(shared.required({ name: true, expect: true })),
});

const validationCase = z.strictObject({
  name: z.string().min(1),
  source: z.string().min(1),
  kind: z.enum(["managed", "inline", "trust", "session", "boundary", "resource", "serviceControl", "resourceControl"]),
  /** The document, or its text where it is not JSON or the order and number of members matter. */
  document: z.unknown(),
  /** The text of AWS's MalformedPolicyDocument; null when AWS takes the document. */
  message: z.string().nullable(),
  skip: z.partialRecord(level, z.string().min(1)).optional(),
});

const validationFile = z.strictObject({ topic: z.string(), validation: z.array(validationCase) });

/** A policy as a case writes it. */
export type CasePolicy = z.infer<typeof policy>;

/** One question to the engine and the answer that AWS gives. */
export interface MatrixCase extends Readonly<Omit<z.infer<typeof decisionCase>, "condition" | "policies">> {
  readonly topic: string;
  readonly policies: Readonly<z.infer<typeof policies>>;
}

/** One document and what AWS says of it. */
export interface ValidationCase extends Readonly<z.infer<typeof validationCase>> {
  readonly topic: string;
}

/** All cases of the folder `cases`, by topic. Throws when a file is not in the form above or names repeat in it. */
export function loadMatrix(): {
  readonly cases: readonly MatrixCase[];
  readonly validation: readonly ValidationCase[];
} {
  const folder = join(import.meta.dirname, "cases");
  const cases: MatrixCase[] = [];
  const validation: ValidationCase[] = [];
  for (const name of readdirSync(folder).sort()) {
    const content: unknown = JSON.parse(readFileSync(join(folder, name), "utf8"));
    if (content instanceof Object && "validation" in content) {
      const file = validationFile.parse(content);
      validation.push(...file.validation.map((entry) => ({ ...entry, topic: file.topic })));
    } else {
      const { topic, defaults, cases: entries } = decisionFile.parse(content);
      cases.push(...entries.map((entry) => completed(topic, { ...fallback, ...defaults, ...entry })));
    }
  }
  return { cases, validation };
}

/** The text of a policy. */
export function policyText(written: CasePolicy): string {
  if (typeof written === "string") {
    return written;
  }
  const whole = !Array.isArray(written) && "Statement" in written;
  return JSON.stringify(whole ? written : { Version: "2012-10-17", Statement: written });
}

/** Everything of a case's policies, one text each. */
export function policyTexts({ policies: all }: MatrixCase): readonly string[] {
  const { identity = [], session = [], serviceControl = [], resourceControl = [] } = all;
  const single = [all.boundary, all.resource, all.trust].filter((written) => written !== undefined);
  return [...identity, ...session, ...serviceControl.flat(), ...resourceControl.flat(), ...single].map(policyText);
}

const fallback = {
  principal: "alice",
  resource: "*",
  resourceAccount: cast.alice.accountId,
  context: {},
} as const;

function completed(topic: string, members: z.infer<typeof shared>): MatrixCase {
  const { condition, ...rest } = decisionCase.parse(members);
  if (condition === undefined) {
    return { ...rest, topic, policies: rest.policies ?? {} };
  }
  const statement = { Effect: "Allow", Action: rest.action, Resource: "*", Condition: condition };
  return { ...rest, topic, policies: { ...rest.policies, identity: [...(rest.policies?.identity ?? []), statement] } };
}
