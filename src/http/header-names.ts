/** A set of header names that is asked in any case. */
export interface HeaderNames {
  has(name: string): boolean;
}

/**
 * Makes a set of header names, given in lower case. It is asked about every header of every request, so it looks at a
 * name's length before it looks at a letter: hardly any other header is as long as one of a few.
 */
export function headerNames(names: Iterable<string>): HeaderNames {
  const byLength: (string[] | undefined)[] = [];
  for (const name of names) {
    (byLength[name.length] ??= []).push(name);
  }
  return {
    has(name) {
      const candidates = byLength[name.length];
      return candidates !== undefined && (candidates.includes(name) || candidates.includes(name.toLowerCase()));
    },
  };
}
