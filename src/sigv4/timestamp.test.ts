import { expect, test } from "vitest";
import { parseTimestamp } from "./timestamp.ts";

test.each([
  ["19700101T000000Z", 0],
  ["20240229T235959Z", Date.UTC(2024, 1, 29, 23, 59, 59)],
  ["20260630T000000Z", Date.UTC(2026, 5, 30)],
  ["20261130T000000Z", Date.UTC(2026, 10, 30)],
])("%s is %d milliseconds after 1970", (text, expected) => {
  expect(parseTimestamp(text)).toBe(expected);
});

test.each([
  "19691231T235959Z",
  "20230229T000000Z",
  "21000229T000000Z",
  "20260431T000000Z",
  "20260631T000000Z",
  "20260931T000000Z",
  "20261131T000000Z",
  "20260100T000000Z",
  "20260001T000000Z",
  "20261301T000000Z",
  "20260101T240000Z",
  "20260101T006000Z",
  "20260101T000060Z",
  "2026010:T000000Z",
  "20260101T00000:Z",
  "2026010/T000000Z",
  "20261/11T000000Z",
  "20260101 000000Z",
  "20260101T000000z",
  "20260101T000000",
  "20260101T000000ZZ",
])("%s is no time", (text) => {
  expect(parseTimestamp(text)).toBeUndefined();
});
