/** Request mappings or the response mappings of one status: `append:header.x` and the like, to values. */
export type ParameterMappings = Readonly<Record<string, string>>;

/** Which side of the integration a mapping is on. */
export type MappingSide = "request" | "response";

/**
 * The first expression of the mappings that AWS would refuse; undefined when all are good. The grammar is documented at
 * https://docs.aws.amazon.com/apigateway/latest/developerguide/http-api-parameter-mapping.html.
 */
export function badMappingExpression(mappings: ParameterMappings, side: MappingSide): string | undefined {
  for (const [key, value] of Object.entries(mappings)) {
    const action = readKey(key, side);
    if (action === undefined || isReserved(action)) {
      return key;
    }
    if (action.removes ? value !== "''" : !isValue(value, side)) {
      return value;
    }
    if (action.target === "statuscode" && !/^[2-5]\d\d$/.test(value) && !value.startsWith("$")) {
      return value;
    }
  }
  return undefined;
}

/** Whether a key of mappings is an action on something that a mapping of that side can change at all. */
export function isDestination(key: string, side: MappingSide): boolean {
  return readKey(key, side) !== undefined;
}

/** The first value that is no static text and no good expression, for the parameters of AWS service integrations. */
export function badMappingValue(mappings: ParameterMappings): string | undefined {
  return Object.values(mappings).find((value) => !isValue(value, "request"));
}

/** Whether a key of response mappings is a status that an integration can answer, 200 to 599. */
export function isMappedStatus(key: string): boolean {
  return /^[2-5]\d\d$/.test(key);
}

/** Headers that the gateway keeps to itself, in lower case; a star stands for the rest of the name. */
const reservedHeaders: readonly string[] = [
  "access-control-*",
  "apigw-*",
  "authorization",
  "connection",
  "content-encoding",
  "content-length",
  "content-location",
  "forwarded",
  "keep-alive",
  "origin",
  "proxy-authenticate",
  "proxy-authorization",
  "te",
  "trailers",
  "transfer-encoding",
  "upgrade",
  "x-amz-*",
  "x-amzn-*",
  "x-forwarded-for",
  "x-forwarded-host",
  "x-forwarded-proto",
  "via",
];

interface KeyAction {
  readonly removes: boolean;
  readonly target: "header" | "querystring" | "path" | "statuscode";
  /** The header's or parameter's. */
  readonly name?: string;
}

function readKey(key: string, side: MappingSide): KeyAction | undefined {
  if (side === "request" && key === "overwrite:path") {
    return { removes: false, target: "path" };
  }
  if (side === "response" && key === "overwrite:statuscode") {
    return { removes: false, target: "statuscode" };
  }
  const [, verb, place, name] = /^(append|overwrite|remove):(header|querystring)\.(.+)$/s.exec(key) ?? [];
  if (place === "header" && name !== undefined && isHeaderName(name)) {
    return { removes: verb === "remove", target: "header", name };
  }
  if (place === "querystring" && side === "request" && name !== undefined) {
    return { removes: verb === "remove", target: "querystring", name };
  }
  return undefined;
}

function isReserved({ target, name = "" }: KeyAction): boolean {
  const lower = name.toLowerCase();
  return (
    target === "header" &&
    reservedHeaders.some((reserved) =>
      reserved.endsWith("*") ? lower.startsWith(reserved.slice(0, -1)) : lower === reserved,
    )
  );
}

function isHeaderName(name: string): boolean {
  return /^[!#$%&'*+.^_`|~0-9A-Za-z-]+$/.test(name);
}

/** Static text, one `$…` expression, or text with `${…}` expressions in it. */
function isValue(value: string, side: MappingSide): boolean {
  // Control characters would let a mapping write further header lines.
  if (value === "" || /\p{Cc}/u.test(value)) {
    return false;
  }
  if (value.startsWith("$") && !value.startsWith("${")) {
    return isExpression(value.slice(1), side);
  }
  const embedded = value.matchAll(/\$\{([^}]*)\}?/g);
  return Array.from(embedded).every(([whole, expression]) => {
    return whole.endsWith("}") && expression !== undefined && isExpression(expression, side);
  });
}

function isExpression(expression: string, side: MappingSide): boolean {
  const [, source, name] = /^(context|stageVariables|(?:request|response)\.[a-z]+)(?:\.(.+))?$/s.exec(expression) ?? [];
  switch (source) {
    case "context":
      return name !== undefined && /^[A-Za-z0-9_.-]+$/.test(name);
    case "stageVariables":
      return name !== undefined && /^[A-Za-z0-9_]+$/.test(name);
    case "request.header":
    case "response.header":
      return source.startsWith(side) && name !== undefined && isHeaderName(name);
    case "request.querystring":
      return side === "request" && name !== undefined;
    case "request.path":
      return side === "request" && (name === undefined || /^[\w.:-]+$/.test(name));
    case "request.body":
    case "response.body":
      return source.startsWith(side) && (name === undefined || isJsonPath(name));
    default:
      return false;
  }
}

/** JSON paths without recursive descent and filters, which AWS does not support here. */
function isJsonPath(path: string): boolean {
  return !path.includes("..") && !path.startsWith(".") && !path.includes("?");
}
