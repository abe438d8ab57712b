import { afterEach, beforeEach, describe, expect, test } from "vitest";
import { accountB, type IamBench, nowMs, openIamBench, rootOf } from "../../../test/iam-bench.ts";

let iam: IamBench;
beforeEach(async () => {
  iam = await openIamBench();
});
afterEach(() => iam.close());

const Url = "https://token.example.com/path";
const OpenIDConnectProviderArn = "arn:aws:iam::111111111111:oidc-provider/token.example.com/path";
const named = { OpenIDConnectProviderArn };
const thumbprint = "a".repeat(40);

const create = (input: object = {}) => iam.call("CreateOpenIDConnectProvider", { Url, ...input });
const get = async () => (await iam.call("GetOpenIDConnectProvider", named)) as Record<string, unknown>;

test("a provider is shown without the scheme of its URL", async () => {
  const Tags = [{ Key: "a", Value: "b" }];
  const lists = { ClientIDList: ["sts.amazonaws.com"], ThumbprintList: [thumbprint] };
  expect(await create({ ...lists, Tags })).toStrictEqual({ ...named, Tags });
  expect(await get()).toStrictEqual({
    Url: "token.example.com/path",
    ...lists,
    CreateDate: new Date(nowMs),
    Tags,
  });
  expect(await iam.call("ListOpenIDConnectProviders")).toStrictEqual({
    OpenIDConnectProviderList: [{ Arn: OpenIDConnectProviderArn }],
  });
  expect(await iam.call("ListOpenIDConnectProviders", {}, rootOf(accountB))).toStrictEqual({
    OpenIDConnectProviderList: [],
  });
});

test("a bare provider has empty lists", async () => {
  expect(await create()).toStrictEqual(named);
  expect(await get()).toMatchObject({ ClientIDList: [], ThumbprintList: [], Tags: [] });
});

test("the same URL is taken", async () => {
  await create();
  await expect(create()).rejects.toMatchObject({
    code: "EntityAlreadyExists",
    status: 409,
    message: "Provider with url https://token.example.com/path already exists.",
  });
});

test.each([
  "http://token.example.com",
  "token.example.com",
  "https://",
  "https://token.example.com?a=b",
  "https://token.example.com/#part",
  "https://user@token.example.com",
  "https://token.example.com/a b",
  "https://token.example.com:99999",
])("%s is no provider's URL", async (url) => {
  await expect(create({ Url: url })).rejects.toMatchObject({
    code: "ValidationError",
    status: 400,
    message: "Invalid Open ID Connect Provider URL",
  });
});

describe("limits", () => {
  test("five thumbprints and a hundred client ids", async () => {
    const tooMany = { code: "InvalidInput", message: "Thumbprint list must contain fewer than 5 entries." };
    const six = { ThumbprintList: Array.from({ length: 6 }, () => thumbprint) };
    await expect(create(six)).rejects.toMatchObject(tooMany);
    const ClientIDList = Array.from({ length: 101 }, (_, index) => `client-${index}`);
    const full = {
      code: "LimitExceeded",
      message: "Cannot exceed quota for ClientIdsPerOpenIdConnectProvider: 100",
    };
    await expect(create({ ClientIDList })).rejects.toMatchObject(full);
    await create({ ClientIDList: ClientIDList.slice(1) });
    const add = (ClientID: string) => iam.call("AddClientIDToOpenIDConnectProvider", { ...named, ClientID });
    await expect(add("client-0")).rejects.toMatchObject(full);
    await add("client-1");
    await expect(iam.call("UpdateOpenIDConnectProviderThumbprint", { ...named, ...six })).rejects.toMatchObject(
      tooMany,
    );
  });

  test("a hundred providers", async () => {
    for (let index = 0; index < 100; index += 1) {
      await create({ Url: `https://p${index}.example.com` });
    }
    await expect(create()).rejects.toMatchObject({
      code: "LimitExceeded",
      message: "Cannot exceed quota for OpenIdConnectProvidersPerAccount: 100",
    });
  });
});

test("client ids come and go, those that are there or not alike", async () => {
  await create({ ClientIDList: ["one", "one"] });
  for (const ClientID of ["two", "two"]) {
    await iam.call("AddClientIDToOpenIDConnectProvider", { ...named, ClientID });
  }
  expect(await get()).toMatchObject({ ClientIDList: ["one", "two"] });
  for (const ClientID of ["one", "none"]) {
    await iam.call("RemoveClientIDFromOpenIDConnectProvider", { ...named, ClientID });
  }
  expect(await get()).toMatchObject({ ClientIDList: ["two"] });
});

test("thumbprints are replaced as a whole", async () => {
  await create({ ThumbprintList: [thumbprint] });
  const ThumbprintList = ["b".repeat(40)];
  await iam.call("UpdateOpenIDConnectProviderThumbprint", { ...named, ThumbprintList });
  expect(await get()).toMatchObject({ ThumbprintList });
});

test.each([
  ["GetOpenIDConnectProvider", {}],
  ["AddClientIDToOpenIDConnectProvider", { ClientID: "c" }],
  ["RemoveClientIDFromOpenIDConnectProvider", { ClientID: "c" }],
  ["UpdateOpenIDConnectProviderThumbprint", { ThumbprintList: [] }],
  ["ListOpenIDConnectProviderTags", {}],
  ["TagOpenIDConnectProvider", { Tags: [] }],
  ["UntagOpenIDConnectProvider", { TagKeys: [] }],
])("%s finds no provider that does not exist", async (name, input) => {
  await expect(iam.call(name, { ...named, ...input })).rejects.toMatchObject({
    code: "NoSuchEntity",
    status: 404,
    message: `OpenIDConnect Provider not found for arn ${OpenIDConnectProviderArn}`,
  });
});

test("a deleted provider is gone", async () => {
  await create();
  await iam.call("DeleteOpenIDConnectProvider", named);
  await expect(iam.call("DeleteOpenIDConnectProvider", named)).rejects.toMatchObject({
    code: "NoSuchEntity",
    message: `OpenId connect Provider ${OpenIDConnectProviderArn} cannot be found.`,
  });
});

test("tags are kept with their case, and too many together are refused", async () => {
  await create({ Tags: [{ Key: "a", Value: "1" }] });
  await iam.call("TagOpenIDConnectProvider", { ...named, Tags: [{ Key: "A", Value: "2" }] });
  expect(await iam.call("ListOpenIDConnectProviderTags", named)).toMatchObject({
    Tags: [
      { Key: "A", Value: "2" },
      { Key: "a", Value: "1" },
    ],
  });
  const Tags = Array.from({ length: 49 }, (_, index) => ({ Key: `k${index}`, Value: "" }));
  await expect(iam.call("TagOpenIDConnectProvider", { ...named, Tags })).rejects.toMatchObject({
    code: "LimitExceeded",
    message: "The number of tags has reached the maximum limit.",
  });
});
