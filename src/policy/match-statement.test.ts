import { expect, test } from "vitest";
import { allowed, ask, everything, home, policy, roleArn, session, user, verdict } from "../../test/policy/fixture.ts";

const invoke = { Effect: "Allow", Action: "execute-api:Invoke", Resource: "*" };
const invokeLike = { ...invoke, Action: "execute-api:In*" };
const elsewhere = { Resource: "arn:aws:s3:::a" };

test.each([
  ["on every action", everything],
  ["that name the action", invoke],
  ["with a wildcard in the action", invokeLike],
])("of statements %s the second is looked at when the first does not match", (_what, statement) => {
  const set = { identity: [policy("identity", [{ ...statement, ...elsewhere }, statement])] };
  expect(verdict(ask(user), set)).toBe(allowed);
});

test.each([
  ["on every action", everything, everything],
  ["that name the action", invoke, invoke],
  ["with a wildcard in the action", invokeLike, invokeLike],
  ["of every kind", everything, invokeLike],
])("of matching statements %s the one that names the caller most closely counts, whatever the order", (...row) => {
  const [, one, other] = row;
  const byRole = { ...one, Principal: { AWS: roleArn } };
  const byAccount = { ...other, Principal: { AWS: home } };
  for (const statements of [
    [byRole, byAccount],
    [byAccount, byRole],
  ]) {
    expect(verdict(ask(session), { identity: [], resource: policy("resource", statements) })).toBe(allowed);
  }
  expect(verdict(ask(session), { identity: [], resource: policy("resource", byAccount) })).toBe(
    "implicitDeny identity",
  );
});
