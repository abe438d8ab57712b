/** What a JWT authorizer asks of a token's claims. */
export interface ClaimsExpectation {
  readonly issuer: string;
  readonly audience: ReadonlySet<string>;
  readonly nowMs: number;
}

/** The claims of a token, any JSON object. */
export type Claims = Readonly<Record<string, unknown>>;

/**
 * Why claims do not pass, in the words of `error_description`; undefined when they do. The rules are documented at
 * https://docs.aws.amazon.com/apigateway/latest/developerguide/http-api-jwt-authorizer.html, as is the text about the
 * audience; the other texts are worded after it. No leeway is given to clocks, as none is documented.
 */
export function claimsProblem(claims: Claims, { issuer, audience, nowMs }: ClaimsExpectation): string | undefined {
  const nowSeconds = nowMs / 1000;
  if (claims["iss"] !== issuer) {
    return "the token does not have a valid issuer";
  }
  if (!audiencesOf(claims).some((name) => audience.has(name))) {
    return "the token does not have a valid audience";
  }
  const { exp, nbf, iat } = claims;
  if (typeof exp !== "number" || exp <= nowSeconds) {
    return "the token has expired";
  }
  if (nbf !== undefined && !(typeof nbf === "number" && nbf <= nowSeconds)) {
    return "the token is not valid yet";
  }
  if (iat !== undefined && !(typeof iat === "number" && iat <= nowSeconds)) {
    return "the token was used before it was issued";
  }
  return undefined;
}

/** The scopes of a token: the words of `scope`, or of `scp`, which may be a list. */
export function scopesOf({ scope, scp }: Claims): readonly string[] {
  return [scope, scp].flatMap((value) => {
    if (typeof value === "string") {
      return value.split(" ").filter((word) => word !== "");
    }
    return Array.isArray(value) ? value.filter((word) => typeof word === "string") : [];
  });
}

/**
 * The claims in a token's JSON as events show them: every value a text, lists and maps as Go prints them, as observed, and
 * numbers as the token has them. A number that is rounded on the way may be the id of somebody else.
 */
export function claimTexts(json: string): Readonly<Record<string, string>> {
  const claims: unknown = JSON.parse(json, numbersAsWritten);
  return Object.fromEntries(Object.entries(Object(claims)).map(([name, value]) => [name, claimText(value)]));
}

/** For `JSON.parse`, whose third argument the compiler does not know of yet. */
function numbersAsWritten(_: string, value: unknown, context?: { readonly source?: string }): unknown {
  return typeof value === "number" ? context?.source : value;
}

/** `aud`, or `client_id` where there is no `aud`, as the access tokens of Cognito have it. */
function audiencesOf({ aud, client_id: clientId }: Claims): readonly string[] {
  const found = aud === undefined ? clientId : aud;
  return [found].flat().filter((name) => typeof name === "string");
}

function claimText(value: unknown): string {
  if (Array.isArray(value)) {
    return `[${value.map(claimText).join(" ")}]`;
  }
  if (typeof value === "object" && value !== null) {
    const entries = Object.entries(value).map(([name, member]) => `${name}:${claimText(member)}`);
    return `map[${entries.toSorted().join(" ")}]`;
  }
  if (typeof value === "string") {
    return value;
  }
  // What is left is null or a truth value.
  return value === null ? "<nil>" : JSON.stringify(value);
}
