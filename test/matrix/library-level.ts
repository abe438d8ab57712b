import {
  type CompiledPolicy,
  type CompileOptions,
  type ContextLookup,
  type Decision,
  type PolicySet,
  type PolicyType,
  compilePolicy,
  evaluate,
} from "../../src/policy/index.ts";
import { cast, castIds } from "./cast.ts";
import { type CasePolicy, type MatrixCase, policyText } from "./matrix-case.ts";

/** The case's question, put to the policy library. */
export function decide(matrixCase: MatrixCase): Decision {
  const { principal, action, resource, resourceAccount, context } = matrixCase;
  const request = {
    principal: cast[principal],
    action,
    resource,
    resourceAccountId: resourceAccount,
    context: lookup(context),
  };
  return evaluate(request, policySet(matrixCase));
}

function policySet({ principal, resourceAccount, policies, trustedIds }: MatrixCase): PolicySet {
  const { accountId } = cast[principal];
  const compile = (type: PolicyType, written: CasePolicy, options: CompileOptions = {}): CompiledPolicy => {
    const owner = type === "resource" || type === "trust" || type === "resourceControl" ? resourceAccount : accountId;
    return compilePolicy(policyText(written), { type, label: `the case's ${type} policy`, accountId: owner }, options);
  };
  const all = (type: PolicyType, written: readonly CasePolicy[]) => written.map((one) => compile(type, one));
  const { identity = [], boundary, session, resource, trust, serviceControl, resourceControl } = policies;
  return {
    identity: all("identity", identity),
    ...(boundary !== undefined && { boundary: compile("boundary", boundary) }),
    ...(session !== undefined && { session: all("session", session) }),
    ...(resource !== undefined && { resource: compile("resource", resource) }),
    ...(trust !== undefined && { trust: compile("trust", trust, { trustedIds: { ...castIds, ...trustedIds } }) }),
    ...(serviceControl && { serviceControl: serviceControl.map((level) => all("serviceControl", level)) }),
    ...(resourceControl && { resourceControl: resourceControl.map((level) => all("resourceControl", level)) }),
  };
}

function lookup(context: MatrixCase["context"]): ContextLookup {
  const values = new Map(Object.entries(context).map(([key, value]) => [key.toLowerCase(), value]));
  return (key) => values.get(key);
}
