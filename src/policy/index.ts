export { type CompiledPolicy, type CompileOptions, compilePolicy } from "./compile.ts";
export { type ContextKey, type ContextKeyType, contextKey, contextKeys, contextKeysOf } from "./context-keys.ts";
export type {
  AccessRequest,
  ContextLookup,
  ContextValue,
  Decision,
  PolicyPrincipal,
  PolicySource,
  PolicyType,
} from "./decision.ts";
export { type PolicyLevels, type PolicySet, evaluate } from "./evaluate.ts";
export { type ExplainedRequest, type Explanation, explain } from "./explain.ts";
export type { ElementCheck, StatementCheck, StatementReference } from "./explain-statement.ts";
export type { ExplainedStep } from "./explained-step.ts";
export { type Finding, validatePolicy } from "./findings.ts";
export type { LintOptions } from "./lint.ts";
export type { InvokeTarget, InvokeTargets } from "./lint-invoke.ts";
export { type ParseProblem, type ParseResult, parsePolicy } from "./parse.ts";
export type { PolicyDocument, Statement } from "./policy-document.ts";
export type { Position } from "./position.ts";
export { printPolicy } from "./print.ts";
export type { PolicyStatementJson, Remedy } from "./remedy.ts";
export { type TrustPrincipals, trustPrincipals } from "./trust-principals.ts";
export { type PolicyKind, malformedPolicy } from "./validate.ts";
export { invalidPrincipalMessage } from "./validate-trust.ts";
