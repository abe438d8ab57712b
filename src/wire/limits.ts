/** Bounds on what a request may make the decoder do. The size of a body is bounded by the listener. */
export const requestLimits = {
  /** Parameters of a query or form. */
  parametersMax: 50_000,
  /** Parts of a parameter's name between its dots; the deepest that AWS's inputs have is nine. */
  nameDepthMax: 12,
  /** Nested objects and arrays of a JSON body. */
  jsonDepthMax: 64,
  /** Characters up to which a text is matched against a pattern; a longer one is refused by its length. */
  patternCharactersMax: 200_000,
  /** Characters of an unknown action or version that an error repeats. */
  echoedCharactersMax: 256,
  /** Violations that one message spells out; it still counts them all. */
  clausesMax: 100,
} as const;
