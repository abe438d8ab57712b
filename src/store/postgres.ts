import type { Engine } from "./engine.ts";

/** PostgreSQL, for more than one machine. */
export function openPostgres(url: string): { readonly engine: Engine; readonly name: string } {
  throw new Error(`not yet: ${url}`);
}
