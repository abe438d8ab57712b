/** One call of a Lambda function. */
export interface FunctionCall {
  readonly functionArn: string;
  /** The event as JSON. */
  readonly event: string;
  readonly timeoutMs: number;
  /** Gives the call up: its outcome is nobody's concern any more. */
  readonly signal?: AbortSignal;
}

/** How a call of a function ended. */
export type FunctionOutcome =
  /** What the function returned, as JSON. */
  | { readonly kind: "returned"; readonly payload: string; readonly requestId: string | undefined }
  /** The function threw, or its runtime ended it. */
  | { readonly kind: "failed"; readonly errorMessage: string; readonly requestId: string | undefined }
  | { readonly kind: "timeout" }
  /** No such function is set up, or what stands behind it does not answer. */
  | { readonly kind: "unavailable"; readonly reason: string };

/** What one function of the settings can do. */
export interface RunnableFunction {
  /** Never rejects. The id is what the function is told that the call is known by. */
  invoke(call: FunctionCall, requestId: string): Promise<FunctionOutcome>;
  close(): Promise<void>;
}
