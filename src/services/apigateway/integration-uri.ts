/** `${stageVariables.name}`, which every kind of integration URI may contain. */
const stageVariable = /\$\{stageVariables\.[A-Za-z0-9_]+\}/g;

/** `{name}`: a path variable of the route, greedy ones without their plus sign. */
const pathVariable = /(?<!\$)\{[\w.:-]+\}/g;

/**
 * Whether a URI can be called by an HTTP_PROXY integration: an absolute http or https URL without user name, password or
 * fragment, in which stage variables may stand anywhere behind the scheme and path variables behind the authority.
 */
export function isHttpEndpoint(uri: string): boolean {
  const [, authority, rest] = /^https?:\/\/([^/?#]+)([^#]*)$/i.exec(uri) ?? [];
  if (authority === undefined || rest === undefined || authority.includes("@")) {
    return false;
  }
  // A stage variable can stand for a name or for a port, so either sample may be the one that makes a URL.
  return ["x", "1"].some((sample) => {
    const sampled = authority.replaceAll(stageVariable, sample);
    const path = rest.replaceAll(stageVariable, "x").replaceAll(pathVariable, "x");
    return !/[{}\s\\]/.test(sampled + path) && URL.canParse(`http://${sampled}${path}`);
  });
}

/** Whether a text names a Lambda function: by its ARN, or by the invocation ARN that wraps it. */
export function isFunctionArn(text: string): boolean {
  const sampled = text.replaceAll(stageVariable, "x");
  const [, wrapped] =
    /^arn:aws[a-z-]*:apigateway:[a-z0-9-]+:lambda:path\/2015-03-31\/functions\/(.+)\/invocations$/.exec(sampled) ?? [];
  return /^arn:aws[a-z-]*:lambda:[a-z0-9-]+:\d{12}:function:[A-Za-z0-9_.-]+(:[A-Za-z0-9_$-]+)?$/.test(
    wrapped ?? sampled,
  );
}

/** Whether a text names the credentials of an integration: a role, or `arn:aws:iam::*:user/*` for the caller's own. */
export function isCredentialsArn(text: string): boolean {
  const sampled = text.replaceAll(stageVariable, "x");
  return (
    /^arn:aws[a-z-]*:iam::\d{12}:role\/.+$/.test(sampled) || /^arn:aws[a-z-]*:iam::(\*|\d{12}):user\/\*$/.test(sampled)
  );
}
