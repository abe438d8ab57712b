/** A URI template of a REST operation, split at its slashes. */
export interface UriTemplate {
  readonly method: string;
  readonly segments: readonly TemplateSegment[];
  /** A parameter that the query must have as it is written here: `mode=import`. */
  readonly parameter?: string;
}

/** One part of a template: a fixed text, or a label for one segment or, when greedy, for all that follows. */
interface TemplateSegment {
  readonly kind: "fixed" | "label" | "greedyLabel";
  /** The text or the label's name. */
  readonly text: string;
}

/** The values of a template's labels, percent-decoded, by name. */
export type Labels = Readonly<Record<string, string>>;

/** Splits a template such as `/v2/apis/{ApiId}/routes/{RouteId}`, `/v2/files/{Key+}` or `/restapis?mode=import`. */
export function parseUriTemplate(method: string, uri: string): UriTemplate {
  const [path = "", parameter] = uri.split("?", 2);
  const segments = path.slice(1).split("/").map(templateSegment);
  return { method, segments, ...(parameter !== undefined && { parameter }) };
}

/**
 * Matches a raw path and returns its labels; undefined when it does not fit. An ARN as the last label may also come
 * with its slashes unescaped, as some clients send it.
 */
export function matchUriTemplate(template: UriTemplate, rawPath: string): Labels | undefined {
  const parts = rawPath.slice(1).split("/");
  const labels: Record<string, string> = Object.create(null);
  for (const [index, segment] of template.segments.entries()) {
    const part = parts[index];
    if (part === undefined || (segment.kind === "fixed" && segment.text !== part)) {
      return undefined;
    }
    const last = index === template.segments.length - 1;
    if (segment.kind !== "fixed") {
      const rest = last && (segment.kind === "greedyLabel" || isArn(part)) ? parts.slice(index).join("/") : part;
      if (rest === "") {
        return undefined;
      }
      labels[segment.text] = percentDecoded(rest);
      if (last && rest !== part) {
        return labels;
      }
    }
  }
  return parts.length === template.segments.length ? labels : undefined;
}

/** Orders templates so that a fixed text is tried before a label in the same place, and one with a parameter first. */
export function compareUriTemplates(first: UriTemplate, second: UriTemplate): number {
  const ranks = { fixed: 0, label: 1, greedyLabel: 2 };
  for (const [index, segment] of first.segments.entries()) {
    const other = second.segments[index];
    if (other !== undefined && segment.kind !== other.kind) {
      return ranks[segment.kind] - ranks[other.kind];
    }
  }
  const parameters = Number(second.parameter !== undefined) - Number(first.parameter !== undefined);
  return second.segments.length - first.segments.length || parameters;
}

/** The first parts of the paths that a service's operations have: `v2`, or `restapis`, `tags` and others. */
export function firstSegments(uris: readonly string[]): ReadonlySet<string> {
  return new Set(uris.map((uri) => /^\/([^/?]*)/.exec(uri)?.[1] ?? ""));
}

/** Writes a path from a template, each label percent-encoded; absent labels are left empty. */
export function fillUriTemplate(template: UriTemplate, labels: Readonly<Record<string, string | undefined>>): string {
  const parts = template.segments.map((segment) =>
    segment.kind === "fixed" ? segment.text : encodeURIComponent(labels[segment.text] ?? ""),
  );
  return `/${parts.join("/")}`;
}

function templateSegment(text: string): TemplateSegment {
  if (!text.startsWith("{")) {
    return { kind: "fixed", text };
  }
  return text.endsWith("+}")
    ? { kind: "greedyLabel", text: text.slice(1, -2) }
    : { kind: "label", text: text.slice(1, -1) };
}

function isArn(part: string): boolean {
  return /^arn(:|%3a)/i.test(part);
}

function percentDecoded(text: string): string {
  try {
    return decodeURIComponent(text);
  } catch {
    return text;
  }
}
