export { type CompiledPolicy, type CompileOptions, compilePolicy } from "./compile.ts";
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
export { type ParseProblem, type ParseResult, parsePolicy } from "./parse.ts";
export type { PolicyDocument, Statement } from "./policy-document.ts";
export { type TrustPrincipals, trustPrincipals } from "./trust-principals.ts";
export { type PolicyKind, malformedPolicy } from "./validate.ts";
export { invalidPrincipalMessage } from "./validate-trust.ts";
