import type { Explanation as PolicyExplanation } from "../policy/explain.ts";

/** One link of the chain from caller to answer. */
export interface Link {
  readonly name:
    | "client"
    | "route"
    | "signature"
    | "credential"
    | "principal"
    | "authorizer"
    | "permission"
    | "integration";
  readonly outcome: "passed" | "failed" | "notReached";
  /** What was found, in one sentence without a capital or a full stop. */
  readonly text: string;
  /** What stands behind it: the server's canonical request and string to sign, a user id. */
  readonly details?: Readonly<Record<string, string | readonly string[]>>;
  /** For a permission, what each kind of policy said, and what would have allowed it. */
  readonly policies?: PolicyExplanation;
}

/** Why a request was answered as it was. */
export interface Explanation {
  readonly requestId: string;
  /** ISO 8601. */
  readonly at: string;
  /** The request line, session token and signature in its query left out. */
  readonly request: string;
  readonly action: string;
  readonly status: number;
  /** What the client was told; absent on success. */
  readonly refusal?: string;
  /** The link that decided, in one sentence. */
  readonly summary: string;
  readonly links: readonly Link[];
}
