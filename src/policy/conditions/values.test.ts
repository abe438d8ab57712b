import { describe, expect, test } from "vitest";
import { isDateLiteral, parseDate } from "./dates.ts";
import { parseIpAddress, parseIpRange, rangeContains } from "./ip-address.ts";
import { parseBoolean, parseNumber } from "./numbers.ts";

describe("dates", () => {
  test.each([
    ["0", 0],
    ["-1.5", -1500],
    ["1970-01-01", 0],
    ["1970-01-02T", 86_400_000],
    ["1970-01-01T01", 3_600_000],
    ["1970-01-01T01:30", 5_400_000],
    ["1970-01-01t00:00:01z", 1000],
    ["1970-01-01T00:00:00.25Z", 250],
    ["1970-01-01T00:00:00,25Z", 250],
    ["1970-01-01T02:00:00+02:00", 0],
    ["1970-01-01T02:00:00+0130", 1_800_000],
    ["1969-12-31T22:30:00-01:30", 0],
    ["1970-02-01", 31 * 86_400_000],
    ["2000-02-29", 951_782_400_000],
    ["1970-1-1", 0],
    ["1970-02", 31 * 86_400_000],
    ["1.25", 1250],
    ["9223372036854775807", 2 ** 63 * 1000],
    ["2024-02-29", 1_709_164_800_000],
    ["1970-01-01T00:59:00+00:59", 0],
  ])("%s is %d milliseconds after 1970", (text, expected) => {
    expect(parseDate(text)).toBe(expected);
  });

  test.each([
    "",
    "now",
    "1970-13-01",
    "1970-00-01",
    "1970-01-32",
    "1970-04-31",
    "1970-06-31",
    "1970-09-31",
    "1970-11-31",
    "2023-02-29",
    "1900-02-29",
    "1970-01-00",
    "1970-01-01T24",
    "1970-01-01T00:60",
    "1970-01-01T00:00:60Z",
    "1970-01-01T00:00:00+1",
    "1970-01-01T00:00:00+24",
    "1970-01-01T00:00:00+01:60",
    "1970-01-01 00:00",
    "999999999-01-01",
    "9223372036854775809000",
  ])("%j has no place in time", (text) => {
    expect(parseDate(text)).toBeUndefined();
  });

  test.each([
    ["9223372036854775807", true],
    ["-9223372036854775808", true],
    ["9223372036854775808", false],
    ["-9223372036854775809", false],
    ["1".repeat(100_000), false],
  ])("a policy may hold the number of seconds %#: %s", (text, expected) => {
    expect(isDateLiteral(text)).toBe(expected);
  });
});

describe("IP addresses", () => {
  test.each([
    ["0.0.0.0", [0, 0]],
    ["255.255.255.255", [0xffff, 0xffff]],
    ["10.1.2.3", [0x0a01, 0x0203]],
    ["::", [0, 0, 0, 0, 0, 0, 0, 0]],
    ["::1", [0, 0, 0, 0, 0, 0, 0, 1]],
    ["1::", [1, 0, 0, 0, 0, 0, 0, 0]],
    ["2001:db8::A:1", [0x2001, 0xdb8, 0, 0, 0, 0, 0xa, 1]],
    ["1:2:3:4:5:6:7:8", [1, 2, 3, 4, 5, 6, 7, 8]],
    ["1:2:3:4:5:6:7::", [1, 2, 3, 4, 5, 6, 7, 0]],
    ["::ffff:10.1.2.3", [0, 0, 0, 0, 0, 0xffff, 0x0a01, 0x0203]],
    ["1:2:3:4:5:6:10.1.2.3", [1, 2, 3, 4, 5, 6, 0x0a01, 0x0203]],
  ])("%s", (text, groups) => {
    expect(parseIpAddress(text)?.groups).toEqual(groups);
  });

  test.each([
    "",
    "1.2.3",
    "1.2.3.4.5",
    "1.2.3.",
    ".1.2.3",
    "1..2.3",
    "01.2.3.4",
    "00.2.3.4",
    "256.1.1.1",
    "1.2.3.a",
    "1.2.3.-4",
    " 1.2.3.4",
    ":",
    ":::",
    "1::2::3",
    "1:2:3:4:5:6:7",
    "1:2:3:4:5:6:7:8:9",
    "1:2:3:4:5:6:7:8::",
    "1:2:3:4:5::6:7:8",
    "1::2:3:4:5:6:7:8:9",
    "::12345",
    "::g",
    "10.1.2.3::",
    "::10.1.2.3:1",
    "::10.1.2",
    "1:2:3:4:5:6:7:10.1.2.3",
    "fe80::1%eth0",
  ])("%j is none", (text) => {
    expect(parseIpAddress(text)).toBeUndefined();
  });

  test.each([
    ["10.0.0.0/0", "203.0.113.1", true],
    ["10.128.0.0/9", "10.127.255.255", false],
    ["10.128.0.0/9", "10.128.0.0", true],
    ["192.0.2.16/28", "192.0.2.31", true],
    ["192.0.2.16/28", "192.0.2.32", false],
    ["2001:db8::/33", "2001:db8:7fff::1", true],
    ["2001:db8::/33", "2001:db8:8000::1", false],
    ["::1/128", "::1", true],
  ])("%s contains %s: %s", (range, address, expected) => {
    const block = parseIpRange(range);
    const one = parseIpAddress(address);
    expect(block !== undefined && one !== undefined && rangeContains(block, one)).toBe(expected);
  });

  test.each(["10.0.0.0/", "10.0.0.0/33", "10.0.0.0/08", "10.0.0.0/8/8", "::/129", "/8", "10/8"])(
    "%s is no block",
    (text) => {
      expect(parseIpRange(text)).toBeUndefined();
    },
  );
});

test.each([
  ["1", 1],
  ["-1.50", -1.5],
  ["+.5", 0.5],
  [".25", 0.25],
  ["1e12", 1e12],
  ["2.", 2],
  ["1e3", 1000],
  ["1e-3", 0.001],
  ["", undefined],
  [".", undefined],
  ["1 ", undefined],
  ["0x10", undefined],
  ["Infinity", undefined],
  ["1e1000", undefined],
])("the number in %j is %s", (text, expected) => {
  expect(parseNumber(text)).toBe(expected);
});

test.each([
  ["true", true],
  ["False", false],
  ["1", undefined],
])("the boolean in %j is %s", (text, expected) => {
  expect(parseBoolean(text)).toBe(expected);
});

test("more addresses than are kept are read alike, the first of them again", () => {
  const addressOf = (index: number) => `10.1.${Math.floor(index / 256)}.${index % 256}`;
  for (let index = 0; index <= 5000; index += 1) {
    expect(parseIpAddress(addressOf(index))?.groups).toEqual([0x0a01, index]);
  }
  expect(parseIpAddress(addressOf(0))?.groups).toEqual([0x0a01, 0]);
});
