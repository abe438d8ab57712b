import { describe, expect, test } from "vitest";
import { pageOf, pageOfAll, readRestWindow, readWindow, restPaging } from "./pagination.ts";

const names = ["b", "a", "é", "B", "c"];
const itself = (name: string): string => name;

describe("paging through a list", () => {
  test("shows every entry once, in the order of keys", () => {
    const shown: string[] = [];
    let marker: string | undefined;
    let pages = 0;
    do {
      const page = pageOfAll(names, readWindow({ Marker: marker, MaxItems: 2 }), itself);
      shown.push(...page.entries);
      marker = page.paging.Marker;
      pages += 1;
      expect(page.paging.IsTruncated).toBe(marker !== undefined);
    } while (marker !== undefined && pages < 10);
    expect(shown).toEqual(["B", "a", "b", "c", "é"]);
    expect(pages).toBe(3);
  });

  test("goes on behind an entry that was removed meanwhile", () => {
    const { paging } = pageOfAll(names, readWindow({ MaxItems: 2 }), itself);
    const rest = pageOfAll(["B", "b"], readWindow({ Marker: paging.Marker }), itself);
    expect(rest).toEqual({ entries: ["b"], paging: { IsTruncated: false } });
  });

  test("cuts a page from entries read one beyond its size", () => {
    expect(pageOf(["a", "b", "c"], { size: 2 }, itself)).toMatchObject({
      entries: ["a", "b"],
      paging: { IsTruncated: true },
    });
    expect(pageOf(["a", "b"], { size: 2 }, itself)).toEqual({ entries: ["a", "b"], paging: { IsTruncated: false } });
  });

  test("shows 100 entries unless told otherwise", () => {
    expect(readWindow({})).toEqual({ size: 100 });
    expect(readRestWindow({})).toEqual({ size: 100 });
  });
});

test.each([
  "",
  "x",
  "YQ==",
  Buffer.from("before:a").toString("base64"),
  `${Buffer.from("after:a").toString("base64")}!`,
])("refuses a marker that was made up: '%s'", (marker) => {
  expect(() => readWindow({ Marker: marker })).toThrow(
    expect.objectContaining({ code: "ValidationError", status: 400, message: "Invalid Marker." }),
  );
  expect(() => readRestWindow({ NextToken: marker })).toThrow(
    expect.objectContaining({ code: "BadRequestException", status: 400 }),
  );
});

test.each(["0", "-1", "1.5", "x", ""])("refuses '%s' as number of results", (results) => {
  expect(() => readRestWindow({ MaxResults: results })).toThrow(
    expect.objectContaining({ code: "BadRequestException" }),
  );
});

test("a REST reply has a token only where there is more", () => {
  const page = pageOfAll(names, readRestWindow({ MaxResults: "4" }), itself);
  const { NextToken } = restPaging(page);
  const last = pageOfAll(names, readRestWindow({ NextToken }), itself);
  expect(last.entries).toEqual(["é"]);
  expect(restPaging(last)).toEqual({});
});
