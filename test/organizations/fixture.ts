import type { SigningCredentials } from "../../src/sigv4/sign.ts";
import { signed } from "../refusals/draft.ts";
import { exchange, type Reply } from "../refusals/exchange.ts";
import { type Fixture, keys, startFixture } from "../refusals/fixture.ts";

/** The types of control policies. */
export type ControlType = "SERVICE_CONTROL_POLICY" | "RESOURCE_CONTROL_POLICY";

/** The article's scenario with account B as management account of an organization in which A, which owns the API, is a member. */
export interface OrganizationFixture extends Fixture {
  readonly organizationId: string;
  readonly rootId: string;
  /** The unit that A is in. */
  readonly unitId: string;
  /** Calls Organizations and returns whatever came. */
  readonly ask: (credentials: SigningCredentials, operation: string, input?: object) => Promise<Reply>;
  /** Calls Organizations; the members of the answer, or code, reason and text of the refusal. */
  readonly attempt: (credentials: SigningCredentials, operation: string, input?: object) => Promise<unknown>;
  /** Calls Organizations as an administrator of the management account; throws when refused. */
  readonly manage: (operation: string, input?: object) => Promise<Answer>;
  /** Makes a policy of a type and attaches it; returns its id. */
  readonly attach: (type: ControlType, targetId: string, document: string) => Promise<string>;
}

/** The members of answers that tests read. */
export interface Answer {
  readonly Organization: { readonly Id: string };
  readonly Roots: readonly [{ readonly Id: string }];
  readonly Handshake: { readonly Id: string };
  readonly OrganizationalUnit: { readonly Id: string };
  readonly Policy: { readonly PolicySummary: { readonly Id: string } };
  readonly CreateAccountStatus: { readonly Id: string; readonly State: string; readonly AccountId: string };
}

/** Starts the scenario and builds the organization through the wire, both types of control policies enabled. */
export async function startOrganization(memberId: string): Promise<OrganizationFixture> {
  const fixture = await startFixture();
  const ask: OrganizationFixture["ask"] = (credentials, operation, input = {}) => {
    const headers = [
      "Content-Type",
      "application/x-amz-json-1.1",
      "X-Amz-Target",
      `AWSOrganizationsV20161128.${operation}`,
    ];
    const draft = { method: "POST", host: "localhost", path: "/", service: "organizations", headers };
    const body = JSON.stringify(input);
    return exchange(fixture.port, signed(fixture.draft(credentials, { ...draft, body })));
  };
  const must = async (credentials: SigningCredentials, operation: string, input?: object) => {
    const { status, body } = await ask(credentials, operation, input);
    if (status !== 200) {
      throw new Error(`${operation}: ${status} ${body}`);
    }
    // Tests read the members that the operation answers.
    return JSON.parse(body === "" ? "{}" : body) as Answer;
  };
  const attempt: OrganizationFixture["attempt"] = async (...call) => {
    const { status, body } = await ask(...call);
    // Every refusal has such members.
    const answer = JSON.parse(body === "" ? "{}" : body) as Readonly<Record<string, string>>;
    const { __type: code, Reason: reason, Message: message } = answer;
    return status === 200 ? answer : `${code}${reason === undefined ? "" : ` ${reason}`}: ${message}`;
  };
  const manage: OrganizationFixture["manage"] = (operation, input) => must(keys.adminB, operation, input);
  const { Organization } = await manage("CreateOrganization");
  const { Handshake } = await manage("InviteAccountToOrganization", { Target: { Type: "ACCOUNT", Id: memberId } });
  await must(keys.adminA, "AcceptHandshake", { HandshakeId: Handshake.Id });
  const [{ Id: rootId }] = (await manage("ListRoots")).Roots;
  const { OrganizationalUnit } = await manage("CreateOrganizationalUnit", { ParentId: rootId, Name: "Workloads" });
  const unitId = OrganizationalUnit.Id;
  await manage("MoveAccount", { AccountId: memberId, SourceParentId: rootId, DestinationParentId: unitId });
  for (const PolicyType of ["SERVICE_CONTROL_POLICY", "RESOURCE_CONTROL_POLICY"]) {
    await manage("EnablePolicyType", { RootId: rootId, PolicyType });
  }
  let count = 0;
  return {
    ...fixture,
    organizationId: Organization.Id,
    rootId,
    unitId,
    ask,
    attempt,
    manage,
    attach: async (Type, TargetId, Content) => {
      count += 1;
      const created = await manage("CreatePolicy", { Type, Content, Name: `policy-${count}`, Description: "" });
      const PolicyId = created.Policy.PolicySummary.Id;
      await manage("AttachPolicy", { PolicyId, TargetId });
      return PolicyId;
    },
  };
}
