import { type ListPage, pageOfAll, readTokenWindow, restPaging } from "../../wire/pagination.ts";
import { organizationsErrors } from "./errors.ts";
import { organizationsQuotas } from "./quotas.ts";

/** The paging members of a list operation. */
export interface PagedInput {
  readonly NextToken?: string | undefined;
  readonly MaxResults?: number | undefined;
}

/** Lists show what is older first; AWS documents no order. */
export function byAge(createdAtMs: number, id: string): string {
  return `${String(createdAtMs).padStart(15, "0")}/${id}`;
}

/**
 * One page of a whole list in the order of its keys, and the token of the next. Throws InvalidInputException for a token
 * that this server did not make.
 */
export function pagedList<Entry>(
  entries: readonly Entry[],
  input: PagedInput,
  keyOf: (entry: Entry) => string,
): Pick<ListPage<Entry>, "entries"> & { readonly next: { readonly NextToken?: string } } {
  const window = readTokenWindow(input, organizationsQuotas.pageSize);
  if (window === undefined) {
    throw organizationsErrors.invalidToken();
  }
  const page = pageOfAll(entries, window, keyOf);
  return { entries: page.entries, next: restPaging(page) };
}
