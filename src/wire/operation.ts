import type { StaticOperationSchema } from "@smithy/types";
import type { CompiledPolicy } from "../policy/compile.ts";
import type { ReplyHeaders } from "./reply-headers.ts";
import type { ServiceModel } from "./service-model.ts";

/** One permission that a call needs before it is handled. All of an operation's checks must pass. */
export interface AuthorizationCheck {
  /** `service:Operation`. */
  readonly action: string;
  /** The ARN that policies are matched against, or `*` for actions without resource types. */
  readonly resource: string;
  /** How AWS's refusal names the resource when not by its ARN: `role Reader`, `user alice`. */
  readonly resourceLabel?: string;
  /** The account that owns the resource; the caller's own when absent. */
  readonly resourceAccountId?: string;
  /** Condition keys that this call adds to the global ones, in any case: `iam:PolicyARN`, `aws:RequestTag/team`, … */
  readonly context?: Readonly<Record<string, string | readonly string[]>>;
  /** The policy on the resource itself, where such resources have one; an empty one where this resource has none. */
  readonly resourcePolicy?: CompiledPolicy;
  /** The role's trust policy, for actions that it must allow too. */
  readonly trust?: TrustPolicy;
  /** A policy that AWS itself adds to the caller's own for this check: JSON, and what gave it. */
  readonly grant?: { readonly document: string; readonly label: string };
  /** Why the check fails whatever policies say, for the explanation only; the refusal reads like any other. */
  readonly impossible?: string;
  /** Whether AWS leaves out why it refused, as STS does for roles. */
  readonly withoutReason?: boolean;
  /** The whole text of the refusal, where AWS has one of its own. */
  readonly refusal?: string;
  /** The code of the refusal, where AWS has one of its own; its status is then 400. */
  readonly refusalCode?: string;
}

/** A trust policy as a role holds it. */
export interface TrustPolicy {
  readonly document: string;
  /** The unique ids that its user and role ARNs stood for when it was saved. */
  readonly trustedIds: Readonly<Record<string, string>>;
  /** The role's ARN, which names the policy in explanations. */
  readonly roleArn: string;
}

/** What an unsigned call shows in place of a signature: a statement of an identity provider about who calls. */
export type OutsideProof =
  | { readonly kind: "webIdentity"; readonly roleArn: string; readonly token: string }
  | { readonly kind: "saml"; readonly roleArn: string; readonly providerArn: string; readonly assertion: string };

/** What an operation asks IAM for and what it does. Everything else about it is read from its schema. */
export interface OperationBehaviour<Context, Input, Output> {
  /**
   * The permissions the call needs; an empty list where AWS asks for none. May look entities up to name their real
   * ARNs, and throws an `AwsError` only where AWS reports that error before it authorizes.
   */
  readonly authorize: (
    input: Input,
    context: Context,
  ) => Promise<readonly AuthorizationCheck[]> | readonly AuthorizationCheck[];
  /**
   * What else the call needs, where finding that out takes work: only a caller who has all of the permissions above is
   * worth it.
   */
  readonly authorizeFurther?: (input: Input, context: Context) => Promise<readonly AuthorizationCheck[]>;
  /**
   * What has to be asked elsewhere first, outside of the transaction, which would keep all other writers waiting. Called
   * once the call is authorized; throws an `AwsError` to refuse.
   */
  readonly prepare?: (input: Input) => Promise<void>;
  /** Does it, in one transaction that commits when it returns; throws an `AwsError` to refuse. */
  readonly handle: (input: Input, context: Context) => Promise<Output>;
  /**
   * Present on the operations whose callers need no credentials, because they bring a proof of another kind. Every
   * operation without it must be signed.
   */
  readonly proofOf?: (input: Input) => OutsideProof;
  /** Whether a call with that input writes, where the operation's name does not tell. */
  readonly writes?: (input: Input) => boolean;
}

/** An operation of a service, as one value. */
export interface Operation<Context> {
  readonly name: string;
  readonly schema: StaticOperationSchema;
  /** Whether it only reads; AWS begins the names of such operations with Get, List or Describe. */
  readonly readOnly: boolean;
  // The pair of input and output types is sealed inside: the decoder makes the input from the same schema.
  readonly behaviour: OperationBehaviour<Context, unknown, unknown>;
}

/** A service that speaks one of AWS's protocols. */
export interface Service<Context> {
  /** What tells it from all others, as the AWS CLI names it: `iam`, `apigateway`, `apigatewayv2`. */
  readonly name: string;
  /** The service in its requests' credential scope; the two versions of API Gateway have one. */
  readonly signingName: string;
  readonly protocol: "awsQuery" | "restJson1" | "awsJson1_1";
  /** The one region of a service that is the same for all regions, whichever its clients run in. */
  readonly globalRegion?: string;
  /** Minutes that a request's clock may be off: observed as 15 on IAM and STS, 5 on API Gateway's family. */
  readonly skewMinutes: number;
  /** The API version clients send: `2010-05-08`. */
  readonly version: string;
  /** What stands before the operation's name in `X-Amz-Target`; absent on the other protocols. */
  readonly targetPrefix?: string;
  /** The member of the JSON protocol's own errors that holds their text, where it is not `message`. */
  readonly errorTextMember?: "Message";
  /** The namespace of XML replies; absent on JSON protocols. */
  readonly xmlNamespace?: string;
  readonly operations: readonly Operation<Context>[];
  /** The names of all operations AWS defines, to tell what is not implemented from what does not exist. */
  readonly knownOperations: readonly string[];
  /** Limits, error codes and URIs that the schemas do not carry: a table of `constraints/`. */
  readonly model: ServiceModel;
  /** Headers that this service adds to every reply beside the request id. */
  readonly replyHeaders?: ReplyHeaders;
}

/** An input whose named members are known to be there, because the decoder refuses a call without them. */
export type WithRequired<Input, Member extends keyof Input> = Omit<Input, Member> & {
  readonly [Key in Member]-?: NonNullable<Input[Key]>;
};

/** Binds an operation's schema to its behaviour. */
export function operationOf<Context, Input, Output>(
  schema: StaticOperationSchema,
  behaviour: OperationBehaviour<Context, Input, Output>,
): Operation<Context> {
  return {
    name: schema[2],
    schema,
    readOnly: /^(?:Get|List|Describe)[A-Z]/.test(schema[2]),
    // The decoder builds the input from this very schema, so it is what the behaviour expects.
    behaviour: behaviour as OperationBehaviour<Context, unknown, unknown>,
  };
}
