import type { JWTPayload } from "jose";
import type { ContextValue } from "../../policy/decision.ts";
import type { Tag } from "../../store/records.ts";

/** What a token says of its audience and authorized party. */
export interface TokenAudience {
  /** The one that counts: the authorized party where the token names one. */
  readonly audience: string;
  /** The audience that an authorized party stands in for, `oaud`. */
  readonly original?: ContextValue;
}

/**
 * The audience of a token: `azp` when it has one, else its only `aud`; `several` when it cannot be told.
 * https://docs.aws.amazon.com/IAM/latest/UserGuide/reference_policies_iam-condition-keys.html
 */
export function tokenAudience(claims: JWTPayload): TokenAudience | "several" | "none" {
  const audiences = [claims.aud ?? []].flat();
  const [only] = audiences;
  const party = claims["azp"];
  if (typeof party === "string") {
    return { audience: party, ...(only !== undefined && { original: audiences.length === 1 ? only : audiences }) };
  }
  return only === undefined ? "none" : audiences.length > 1 ? "several" : { audience: only };
}

/** The condition keys of a token: `{provider}:sub`, `:aud` and so on, in lower case. */
export function tokenKeys(
  claims: JWTPayload,
  provider: string,
  { audience, original }: TokenAudience,
): Readonly<Record<string, ContextValue>> {
  const named = [...generalClaims, ...(provider === githubActions ? githubClaims : [])];
  const entries = named.flatMap((name): [string, ContextValue][] => {
    const value = contextValue(claims[name]);
    return value === undefined ? [] : [[name, value]];
  });
  const all: [string, ContextValue][] = [
    ...entries,
    ["aud", audience],
    ...(original === undefined ? [] : [["oaud", original] as [string, ContextValue]]),
  ];
  return Object.fromEntries(all.map(([name, value]) => [`${provider}:${name}`.toLowerCase(), value]));
}

/** What a token says of the session to be made. */
export interface TokenSession {
  readonly tags: readonly Tag[];
  readonly transitiveTagKeys: readonly string[];
  readonly sourceIdentity?: string;
}

/**
 * Session tags and source identity in a token, nested or flat.
 * https://docs.aws.amazon.com/IAM/latest/UserGuide/id_session-tags.html
 */
export function tokenSession(claims: JWTPayload): TokenSession {
  const nested = recordOf(claims[tagsClaim]);
  const flat = Object.entries(claims).flatMap(([name, value]): [string, unknown][] =>
    name.startsWith(flatTagPrefix) ? [[name.slice(flatTagPrefix.length), value]] : [],
  );
  const tags = [...Object.entries(recordOf(nested["principal_tags"])), ...flat].map(([key, value]) => ({
    key,
    value: textOf([value].flat()[0]),
  }));
  const transitive = nested["transitive_tag_keys"] ?? claims[`${tagsClaim}/transitive_tag_keys`] ?? [];
  const sourceIdentity = claims["https://aws.amazon.com/source_identity"];
  return {
    tags,
    transitiveTagKeys: [transitive].flat().map(String),
    ...(typeof sourceIdentity === "string" && { sourceIdentity }),
  };
}

const tagsClaim = "https://aws.amazon.com/tags";
const flatTagPrefix = `${tagsClaim}/principal_tags/`;

const generalClaims = ["sub", "amr", "email"];
const githubActions = "token.actions.githubusercontent.com";
/** The claims of GitHub's tokens that AWS documents as condition keys. */
const githubClaims = [
  "actor",
  "actor_id",
  "enterprise_id",
  "environment",
  "job_workflow_ref",
  "ref",
  "repository",
  "repository_id",
  "workflow",
];

function contextValue(claim: unknown): ContextValue | undefined {
  if (Array.isArray(claim)) {
    return claim.map(String);
  }
  return typeof claim === "string" || typeof claim === "number" || typeof claim === "boolean"
    ? String(claim)
    : undefined;
}

function recordOf(value: unknown): Readonly<Record<string, unknown>> {
  // An object of unknown members; whatever is not text is turned into it or left out.
  return typeof value === "object" && value !== null && !Array.isArray(value)
    ? (value as Readonly<Record<string, unknown>>)
    : {};
}

function textOf(value: unknown): string {
  return typeof value === "string" || typeof value === "number" || typeof value === "boolean" ? String(value) : "";
}
