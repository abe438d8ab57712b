import fc from "fast-check";
import { beforeAll, describe, expect, test } from "vitest";
import { realHello } from "../../../test/tls/real-hello.ts";
import { readClientHello } from "./client-hello.ts";

let hello: Buffer;

beforeAll(async () => {
  hello = await realHello("Sts.Amazonaws.com");
});

test("a real client's name is read, in lower case", () => {
  expect(readClientHello(hello)).toEqual({ kind: "complete", serverName: "sts.amazonaws.com" });
});

test("a client that names nobody is complete without a name", async () => {
  expect(readClientHello(await realHello(""))).toEqual({ kind: "complete", serverName: undefined });
});

test("every beginning of a hello is incomplete", () => {
  for (let length = 1; length < hello.length; length += 1) {
    expect(readClientHello(hello.subarray(0, length))).toEqual({ kind: "incomplete" });
  }
});

test("a hello may be spread over records", () => {
  expect(readClientHello(inRecords(hello, [1, 3, 100]))).toEqual({ kind: "complete", serverName: "sts.amazonaws.com" });
});

describe("names nobody and is complete", () => {
  test.each([
    ["a hello in too many records", () => inRecords(hello, [1, 1, 1, 1])],
    ["another record within it", () => Buffer.concat([record(Buffer.of(1, 0, 1)), Buffer.of(0x17, 3, 3, 0, 1, 0)])],
    ["another message", () => record(Buffer.of(2, 0, 0, 1, 0))],
    ["a message that is longer than any", () => record(Buffer.of(1, 0xff, 0xff, 0xff))],
    ["an empty hello", () => record(Buffer.of(1, 0, 0, 0))],
    [
      "a name that is none",
      () => Buffer.from(hello.toString("latin1").replace("Sts.Amazonaws.com", "Sts/Amazonaws com"), "latin1"),
    ],
  ])("%s", (_, bytes) => {
    expect(readClientHello(bytes())).toEqual({ kind: "complete", serverName: undefined });
  });
});

test("whatever comes, it answers and names only host names", () => {
  const changed = fc.array(fc.tuple(fc.nat(hello.length - 1), fc.nat(255)), { maxLength: 8 }).map((changes) => {
    const bytes = Buffer.from(hello);
    changes.forEach(([at, value]) => (bytes[at] = value));
    return bytes;
  });
  const made = fc
    .uint8Array({ maxLength: 300 })
    .map((bytes) => record(Buffer.concat([Buffer.of(1, 0, 0, 200), bytes])));
  fc.assert(
    fc.property(fc.oneof(changed, made), (bytes) => {
      const read = readClientHello(bytes);
      const name = read.kind === "complete" ? read.serverName : undefined;
      expect(name ?? "none").toMatch(/^[a-z0-9.-]{1,253}$/);
    }),
    { numRuns: 2_000 },
  );
});

function record(payload: Buffer): Buffer {
  const head = Buffer.of(0x16, 3, 1, 0, 0);
  head.writeUInt16BE(payload.length, 3);
  return Buffer.concat([head, payload]);
}

/** The same message in records of those lengths, the last holding what is left. */
function inRecords(whole: Buffer, lengths: readonly number[]): Buffer {
  let rest = whole.subarray(5);
  const records = lengths.map((length) => {
    const piece = rest.subarray(0, length);
    rest = rest.subarray(length);
    return record(piece);
  });
  return Buffer.concat([...records, record(rest)]);
}
