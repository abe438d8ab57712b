import { AwsError } from "./aws-error.ts";

/** The paging members of a query-protocol list operation. */
export interface PagingInput {
  readonly Marker?: string | undefined;
  readonly MaxItems?: number | undefined;
}

/** Which entries of a list a reply shows. */
export interface ListWindow {
  /** Only entries whose key comes after this one. */
  readonly after?: string;
  /** At most this many entries. */
  readonly size: number;
}

/** One page of a list and whether there is more. */
export interface ListPage<Entry> {
  readonly entries: Entry[];
  /** What a list reply says beside its entries. */
  readonly paging: { readonly IsTruncated: boolean; readonly Marker?: string };
}

const defaultSize = 100;
const markerPrefix = "after:";

/**
 * Reads `Marker` and `MaxItems` (100 when absent, as documented). Throws ValidationError for a marker that this server
 * did not make.
 */
export function readWindow(input: PagingInput): ListWindow {
  const size = input.MaxItems ?? defaultSize;
  return input.Marker === undefined ? { size } : { after: readMarker(input.Marker), size };
}

/** The paging members of a REST list operation. */
export interface RestPagingInput {
  readonly NextToken?: string | undefined;
  /** A number, though the model says it is a text. */
  readonly MaxResults?: string | undefined;
}

/**
 * Reads `nextToken` and `maxResults` (100 when absent; AWS documents no default). Throws BadRequestException for what
 * is not a positive number and for a token that this server did not make.
 */
export function readRestWindow(input: RestPagingInput): ListWindow {
  const size = input.MaxResults === undefined ? defaultSize : Number(input.MaxResults);
  if (!Number.isInteger(size) || size < 1) {
    throw new AwsError("BadRequestException", 400, "Invalid maxResults specified");
  }
  if (input.NextToken === undefined) {
    return { size };
  }
  const after = openMarker(input.NextToken);
  if (after === undefined) {
    throw new AwsError("BadRequestException", 400, "Invalid nextToken specified");
  }
  return { after, size };
}

/** The token of a page in a REST reply; absent on the last page. */
export function restPaging(page: ListPage<unknown>): { readonly NextToken?: string } {
  return page.paging.Marker === undefined ? {} : { NextToken: page.paging.Marker };
}

/** The paging members of a list operation of API Gateway's version 1. */
export interface PositionInput {
  readonly position?: string | undefined;
  readonly limit?: number | undefined;
}

/**
 * Reads `position` and `limit`: 25 when absent and never more than 500, as documented. Throws BadRequestException for a
 * limit below one and for a position that this server did not give.
 */
export function readPositionWindow({ position, limit = 25 }: PositionInput): ListWindow {
  if (limit < 1) {
    throw new AwsError("BadRequestException", 400, "Invalid limit specified");
  }
  const size = Math.min(limit, 500);
  if (position === undefined) {
    return { size };
  }
  const after = openMarker(position);
  if (after === undefined) {
    throw new AwsError("BadRequestException", 400, "Invalid position parameter specified");
  }
  return { after, size };
}

/** The position of the next page; absent on the last one. */
export function positionPaging(page: ListPage<unknown>): { readonly position?: string } {
  return page.paging.Marker === undefined ? {} : { position: page.paging.Marker };
}

/**
 * Cuts a page from entries that start after the window's key, at least one more than its size where there are more.
 * The key of the page's last entry goes into the marker; it has at most 200 characters, as AWS limits markers to 320.
 */
export function pageOf<Entry>(
  entries: readonly Entry[],
  window: ListWindow,
  keyOf: (entry: Entry) => string,
): ListPage<Entry> {
  const shown = entries.slice(0, window.size);
  const last = shown.at(-1);
  return last === undefined || shown.length === entries.length
    ? { entries: shown, paging: { IsTruncated: false } }
    : { entries: shown, paging: { IsTruncated: true, Marker: writeMarker(keyOf(last)) } };
}

/** Cuts a page from a whole list: sorts it by key, in the order of code units, and starts after the window's key. */
export function pageOfAll<Entry>(
  entries: readonly Entry[],
  window: ListWindow,
  keyOf: (entry: Entry, index: number) => string,
): ListPage<Entry> {
  const { after } = window;
  const rest = entries
    .map((entry, index) => ({ entry, key: keyOf(entry, index) }))
    .filter(({ key }) => after === undefined || key > after)
    .sort((left, right) => (left.key < right.key ? -1 : left.key > right.key ? 1 : 0));
  const page = pageOf(rest, window, ({ key }) => key);
  return { ...page, entries: page.entries.map(({ entry }) => entry) };
}

function writeMarker(key: string): string {
  return Buffer.from(markerPrefix + key).toString("base64");
}

function readMarker(marker: string): string {
  const key = openMarker(marker);
  if (key === undefined) {
    throw new AwsError("ValidationError", 400, "Invalid Marker.");
  }
  return key;
}

/** Reads `NextToken` and `MaxResults`, at most and by default `sizeMax`; undefined for a token that this server did not make. */
export function readTokenWindow(
  input: { readonly NextToken?: string | undefined; readonly MaxResults?: number | undefined },
  sizeMax: number,
): ListWindow | undefined {
  const size = Math.min(input.MaxResults ?? sizeMax, sizeMax);
  if (input.NextToken === undefined) {
    return { size };
  }
  const after = openMarker(input.NextToken);
  return after === undefined ? undefined : { after, size };
}

/** The key inside a marker; undefined for one that `writeMarker` did not make. */
function openMarker(marker: string): string | undefined {
  const text = Buffer.from(marker, "base64").toString();
  const key = text.slice(markerPrefix.length);
  return text.startsWith(markerPrefix) && writeMarker(key) === marker ? key : undefined;
}
