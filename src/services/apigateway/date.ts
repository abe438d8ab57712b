/** A stored time as replies show it: whole seconds, as AWS's timestamps are. */
export function shownDate(atMs: number): Date {
  return new Date(Math.floor(atMs / 1000) * 1000);
}
