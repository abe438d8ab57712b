import { afterEach, beforeEach, expect, test } from "vitest";
import { type ApiCalls, importCertificate, openApiCalls } from "../../../test/api-calls.ts";

let calls: ApiCalls;
let CertificateArn: string;
beforeEach(async () => {
  calls = await openApiCalls();
  CertificateArn = await importCertificate(calls);
});
afterEach(() => calls.close());

const tags = () => calls.call("ListTagsForCertificate", { CertificateArn });

test("tags are added, replaced, and removed by key or by key and value", async () => {
  await calls.call("AddTagsToCertificate", { CertificateArn, Tags: [{ Key: "b", Value: "1" }, { Key: "a" }] });
  await calls.call("AddTagsToCertificate", { CertificateArn, Tags: [{ Key: "b", Value: "2" }] });
  const both = [
    { Key: "a", Value: "" },
    { Key: "b", Value: "2" },
  ];
  expect(await tags()).toEqual({ Tags: both });
  await calls.call("RemoveTagsFromCertificate", { CertificateArn, Tags: [{ Key: "b", Value: "1" }, { Key: "none" }] });
  expect(await tags()).toEqual({ Tags: both });
  await calls.call("RemoveTagsFromCertificate", { CertificateArn, Tags: [{ Key: "b", Value: "2" }, { Key: "a" }] });
  expect(await tags()).toEqual({ Tags: [] });
});

test("tags of AWS's own, twice the same key and too many are refused", async () => {
  const add = (Tags: readonly object[]) => calls.refusal("AddTagsToCertificate", { CertificateArn, Tags });
  expect(await add([{ Key: "aws:x" }])).toBe(
    '400 InvalidTagException: Invalid Tag Key: "aws:x". AWS internal tags cannot be changed with this API',
  );
  expect(await add([{ Key: "a" }, { Key: "a" }])).toBe(
    '400 InvalidTagException: The tag key "a" is given more than once.',
  );
  const many = Array.from({ length: 50 }, (_, index) => ({ Key: `k${index}` }));
  await calls.call("AddTagsToCertificate", { CertificateArn, Tags: many });
  expect(await add([{ Key: "more" }])).toBe("400 TooManyTagsException: A certificate can have at most 50 tags.");
  expect(await tags()).toMatchObject({ Tags: { length: 50 } });
});
