import type { ConditionClause, PolicyDocument, PrincipalElement, Statement, TextNode } from "./policy-document.ts";

/** Writes a policy document as JSON, two spaces a level; parsing the text gives the same document again but for places. */
export function printPolicy(policy: PolicyDocument): string {
  const document = {
    ...(policy.versionStated ? { Version: policy.version } : {}),
    ...(policy.id === undefined ? {} : { Id: policy.id }),
    Statement: policy.statements.map(statementJson),
  };
  return JSON.stringify(document, undefined, 2);
}

function statementJson(statement: Statement): Readonly<Record<string, unknown>> {
  const { sid, effect, principal, notPrincipal, action, notAction, resource, notResource, conditions } = statement;
  return {
    ...(sid === undefined ? {} : { Sid: sid.value }),
    Effect: effect,
    ...(principal === undefined ? {} : { Principal: principalJson(principal) }),
    ...(notPrincipal === undefined ? {} : { NotPrincipal: principalJson(notPrincipal) }),
    ...(action === undefined ? {} : { Action: textsJson(action) }),
    ...(notAction === undefined ? {} : { NotAction: textsJson(notAction) }),
    ...(resource === undefined ? {} : { Resource: textsJson(resource) }),
    ...(notResource === undefined ? {} : { NotResource: textsJson(notResource) }),
    ...(conditions.length === 0 ? {} : { Condition: conditionsJson(conditions) }),
  };
}

function principalJson({ everyone, entries }: PrincipalElement): unknown {
  if (everyone) {
    return "*";
  }
  const kinds = [...new Set(entries.map(({ kind }) => kind))];
  return Object.fromEntries(kinds.map((kind) => [kind, textsJson(entries.filter((entry) => entry.kind === kind))]));
}

function conditionsJson(conditions: readonly ConditionClause[]): unknown {
  const operators = [...new Set(conditions.map(({ operator }) => operator.text))];
  return Object.fromEntries(
    operators.map((text) => [
      text,
      Object.fromEntries(
        conditions
          .filter(({ operator }) => operator.text === text)
          .map(({ key, values }) => [key.value, textsJson(values)]),
      ),
    ]),
  );
}

function textsJson(nodes: readonly TextNode[]): string | readonly string[] {
  const texts = nodes.map(({ value }) => value);
  const [first, ...others] = texts;
  return first !== undefined && others.length === 0 ? first : texts;
}
