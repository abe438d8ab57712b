import { expect, test } from "vitest";
import { pageOf, pageOfAll, readRestWindow, readWindow, restPaging } from "./pagination.ts";

const letters = ["b", "d", "a", "c"];
const itself = (letter: string) => letter;

test("a page holds a hundred entries unless the request says otherwise", () => {
  expect(readWindow({})).toStrictEqual({ size: 100 });
  expect(readWindow({ MaxItems: 3 })).toStrictEqual({ size: 3 });
});

test("markers lead from page to page until nothing is left", () => {
  const pages: string[][] = [];
  let marker: string | undefined;
  do {
    const { entries, paging } = pageOfAll(letters, readWindow({ Marker: marker, MaxItems: 3 }), itself);
    expect(paging.IsTruncated).toBe(paging.Marker !== undefined);
    pages.push(entries);
    marker = paging.Marker;
  } while (marker !== undefined && pages.length < 5);
  expect(pages).toStrictEqual([["a", "b", "c"], ["d"]]);
});

test("a page goes on behind its marker when that entry is gone", () => {
  const { paging } = pageOfAll(letters, readWindow({ MaxItems: 2 }), itself);
  const left = letters.filter((letter) => letter !== "b");
  expect(pageOfAll(left, readWindow({ Marker: paging.Marker }), itself).entries).toStrictEqual(["c", "d"]);
});

test("a page that was read with one entry more than it shows is truncated", () => {
  const page = pageOf(["a", "b", "c"], { size: 2 }, itself);
  expect(page).toMatchObject({ entries: ["a", "b"], paging: { IsTruncated: true } });
  expect(readWindow({ Marker: page.paging.Marker, MaxItems: 2 })).toStrictEqual({ after: "b", size: 2 });
  expect(pageOf(["a", "b"], { size: 2 }, itself).paging).toStrictEqual({ IsTruncated: false });
  expect(pageOf([], { size: 2 }, itself)).toStrictEqual({ entries: [], paging: { IsTruncated: false } });
});

test.each(["", "x", "YWZ0ZXI6Yg", "YWZ0ZXI6Yg== ", "bm90IG91cnM="])("the marker %j is not ours", (Marker) => {
  expect(() => readWindow({ Marker })).toThrow(
    expect.objectContaining({ code: "ValidationError", status: 400, message: "Invalid Marker." }),
  );
});

test.each(["", "x", "YWZ0ZXI6Yg"])("the token %j of a REST call is not ours", (NextToken) => {
  expect(() => readRestWindow({ NextToken })).toThrow(
    expect.objectContaining({ code: "BadRequestException", status: 400 }),
  );
});

test.each(["0", "-1", "1.5", "x", ""])("%j is no number of results", (MaxResults) => {
  expect(() => readRestWindow({ MaxResults })).toThrow(expect.objectContaining({ code: "BadRequestException" }));
});

test("a REST reply has a token only where there is more", () => {
  const { NextToken } = restPaging(pageOfAll(letters, readRestWindow({ MaxResults: "3" }), itself));
  const last = pageOfAll(letters, readRestWindow({ NextToken }), itself);
  expect(last.entries).toStrictEqual(["d"]);
  expect(restPaging(last)).toStrictEqual({});
});
