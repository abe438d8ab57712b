/** The same object type, where members that may be undefined are optional and never undefined. */
export type Defined<Members> = {
  readonly [Key in keyof Members as undefined extends Members[Key] ? never : Key]: Members[Key];
} & {
  readonly [Key in keyof Members as undefined extends Members[Key] ? Key : never]?: Exclude<Members[Key], undefined>;
};

/** Leaves out the members that are undefined: on the wire and in the store, unset means absent. */
export function defined<Members extends object>(members: Members): Defined<Members> {
  const entries = Object.entries(members).filter(([, value]) => value !== undefined);
  // The filter above is what makes the narrower type true; the compiler cannot follow it through entries.
  return Object.fromEntries(entries) as Defined<Members>;
}

/** What a member of a PATCH makes of the stored value: absent keeps it, an empty string removes it. */
export function patched(given: string | undefined, stored: string | undefined): string | undefined {
  return given === undefined ? stored : given === "" ? undefined : given;
}

/** The text, or undefined when it is empty: AWS stores no empty descriptions. */
export function nonEmpty(text: string | undefined): string | undefined {
  return text === "" ? undefined : text;
}
