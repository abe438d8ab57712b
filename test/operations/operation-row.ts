/** The input of an operation; `{name}` in any of its texts stands for what the scene knows by that name. */
export type RowInput = Readonly<Record<string, unknown>>;

/** What a row's account holds: `account`, `other` (a second account) and whatever steps have kept. */
export type Scene = Record<string, string>;

/** A call that prepares a row, made by the account's root or, as the fourth part says, by the other account's. */
export type Step = readonly [
  operation: string,
  input?: RowInput | ((scene: Scene) => RowInput),
  /** What to keep of the answer, by name: where it stands in it, as `Api.ApiId` or `Roots.0.Id`. */
  keep?: Readonly<Record<string, string>>,
  by?: "other",
];

/**
 * An error that the operation's model names, its status, and the members that differ from the row's input; without
 * them the error is what the same call answers when it is made once more. The other account's root may be who is told.
 */
export type RowError = readonly [code: string, status: number, difference?: RowInput, by?: "other root"];

/** Condition keys with the values that a call gives them. */
export type ConditionKeys = Readonly<Record<string, string>>;

/** A permission as a policy's statement has it. */
export interface Permission {
  readonly action: string;
  readonly resource: string;
  readonly keys: ConditionKeys;
}

/** What is shown of one operation. */
export interface OperationRow {
  readonly operation: string;
  readonly input?: RowInput | ((scene: Scene) => RowInput);
  /**
   * The resources that the operation's own action is asked for, as the part of the ARN that the service leaves open
   * (`user/bob`), a whole ARN, or `*` for an action without resource types.
   */
  readonly on?: readonly string[];
  /** Condition keys of the operation's own action and their values, beside `aws:RequestTag` of the tags it passes. */
  readonly keys?: ConditionKeys;
  /** Further permissions the call needs: action, resource and condition keys. */
  readonly also?: readonly (readonly [action: string, resource: string, keys?: ConditionKeys])[];
  readonly given?: readonly Step[];
  readonly error?: RowError;
  /** Why there is no error to show though the model names some. */
  readonly errorless?: string;
  /** Why AWS asks for no permission. */
  readonly open?: string;
  /** Why whoever is allowed is told the row's error and nothing else. */
  readonly alwaysFails?: string;
  /** Why the call needs no signature; what such calls show in its place is tested with real identity providers. */
  readonly unsigned?: string;
  /** Whose user calls and has the permissions, when it is the other account's. */
  readonly by?: "other";
}
