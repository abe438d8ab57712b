import { afterEach, beforeEach, expect, test } from "vitest";
import { allowGet, type IamBench, openIamBench, trustOfB } from "../../../test/iam-bench.ts";
import { encodeDocument } from "./policy-documents.ts";

const administrator = "arn:aws:iam::aws:policy/AdministratorAccess";

const kinds = [
  { kind: "User", named: { UserName: "alice" }, missing: { UserName: "nobody" }, inlineMax: 2048 },
  { kind: "Role", named: { RoleName: "Reader" }, missing: { RoleName: "nobody" }, inlineMax: 10_240 },
] as const;

let iam: IamBench;
beforeEach(async () => {
  iam = await openIamBench();
  await iam.call("CreateUser", { UserName: "alice" });
  await iam.call("CreateRole", { RoleName: "Reader", AssumeRolePolicyDocument: trustOfB });
});
afterEach(() => iam.close());

async function createPolicy(PolicyName: string, Path = "/"): Promise<string> {
  const reply = await iam.call("CreatePolicy", { PolicyName, Path, PolicyDocument: allowGet });
  return (reply as { Policy: { Arn: string } }).Policy.Arn;
}

test.each(kinds)("policies are attached to a $kind, listed by name and detached", async ({ kind, named }) => {
  const zebra = await createPolicy("zebra", "/z/");
  const apple = await createPolicy("apple");
  for (const PolicyArn of [zebra, administrator, apple, zebra]) {
    expect(await iam.call(`Attach${kind}Policy`, { ...named, PolicyArn })).toStrictEqual({});
  }
  const list = (input: object) => iam.call(`ListAttached${kind}Policies`, { ...named, ...input });
  const entries = [
    { PolicyName: "AdministratorAccess", PolicyArn: administrator },
    { PolicyName: "apple", PolicyArn: apple },
    { PolicyName: "zebra", PolicyArn: zebra },
  ];
  expect(await list({})).toStrictEqual({ AttachedPolicies: entries, IsTruncated: false });
  expect(await list({ PathPrefix: "/z/" })).toMatchObject({ AttachedPolicies: entries.slice(2) });
  const first = (await list({ MaxItems: 2 })) as { Marker: string };
  expect(first).toMatchObject({ AttachedPolicies: entries.slice(0, 2), IsTruncated: true });
  expect(await list({ MaxItems: 2, Marker: first.Marker })).toMatchObject({ AttachedPolicies: entries.slice(2) });
  expect(await iam.call(`Detach${kind}Policy`, { ...named, PolicyArn: apple })).toStrictEqual({});
  await expect(iam.call(`Detach${kind}Policy`, { ...named, PolicyArn: apple })).rejects.toMatchObject({
    code: "NoSuchEntity",
    status: 404,
    message: `Policy ${apple} was not found.`,
  });
});

test.each(kinds)(
  "an eleventh policy cannot be attached to a $kind, one of the ten can again",
  async ({ kind, named }) => {
    for (const number of Array.from({ length: 10 }).keys()) {
      await iam.call(`Attach${kind}Policy`, { ...named, PolicyArn: await createPolicy(`p${number}`) });
    }
    await expect(iam.call(`Attach${kind}Policy`, { ...named, PolicyArn: administrator })).rejects.toMatchObject({
      code: "LimitExceeded",
      status: 409,
      message: `Cannot exceed quota for PoliciesPer${kind}: 10`,
    });
    const again = { ...named, PolicyArn: "arn:aws:iam::111111111111:policy/p3" };
    expect(await iam.call(`Attach${kind}Policy`, again)).toStrictEqual({});
  },
);

test.each(kinds)("inline policies of a $kind are put, read, listed, replaced and deleted", async ({ kind, named }) => {
  const put = (PolicyName: string, PolicyDocument: string) =>
    iam.call(`Put${kind}Policy`, { ...named, PolicyName, PolicyDocument });
  expect(await put("b", allowGet)).toStrictEqual({});
  await put("a", allowGet);
  const withoutVersion = '{ "Statement": {"Effect": "Deny", "Action": "a:(b)*", "Resource": "*"} }';
  await put("b", withoutVersion);
  expect(await iam.call(`Get${kind}Policy`, { ...named, PolicyName: "b" })).toStrictEqual({
    ...named,
    PolicyName: "b",
    PolicyDocument: encodeDocument(withoutVersion),
  });
  const list = (input: object) => iam.call(`List${kind}Policies`, { ...named, ...input });
  expect(await list({})).toStrictEqual({ PolicyNames: ["a", "b"], IsTruncated: false });
  const first = (await list({ MaxItems: 1 })) as { Marker: string };
  expect(await list({ MaxItems: 1, Marker: first.Marker })).toStrictEqual({ PolicyNames: ["b"], IsTruncated: false });
  expect(await iam.call(`Delete${kind}Policy`, { ...named, PolicyName: "b" })).toStrictEqual({});
  expect(await list({})).toStrictEqual({ PolicyNames: ["a"], IsTruncated: false });
});

test.each(kinds)("all inline policies of a $kind share one quota, white space not counted", async (each) => {
  const { kind, named, inlineMax } = each;
  const put = (PolicyName: string, PolicyDocument: string) =>
    iam.call(`Put${kind}Policy`, { ...named, PolicyName, PolicyDocument });
  const filling = (size: number) => allowGet.replace("GetObject", "G".repeat(9 + size - allowGet.length));
  await put("a", filling(inlineMax - 200));
  await put("b", `${filling(200)}${" ".repeat(20_000)}`);
  const refusal = {
    code: "LimitExceeded",
    status: 409,
    message: `Maximum policy size of ${inlineMax} bytes exceeded for ${kind.toLowerCase()} ${Object.values(named)[0]}`,
  };
  await expect(put("b", filling(201))).rejects.toMatchObject(refusal);
  await expect(put("c", filling(120))).rejects.toMatchObject(refusal);
  await put("b", filling(199));
});

test.each(
  kinds.flatMap(({ kind, named, missing }) => {
    const noEntity = ["NoSuchEntity", 404, `The ${kind.toLowerCase()} with name nobody cannot be found.`] as const;
    const noInline = ["NoSuchEntity", 404, `The ${kind.toLowerCase()} policy with name p cannot be found.`] as const;
    const noArn = ["ValidationError", 400, "ARN longpolicynamebutnoarn is not valid."] as const;
    const none = "arn:aws:iam::111111111111:policy/none";
    const foreign = "arn:aws:iam::222222222222:policy/P";
    return [
      [`Attach${kind}Policy`, { ...missing, PolicyArn: administrator }, ...noEntity],
      [`Detach${kind}Policy`, { ...missing, PolicyArn: administrator }, ...noEntity],
      [`ListAttached${kind}Policies`, missing, ...noEntity],
      [`Put${kind}Policy`, { ...missing, PolicyName: "p", PolicyDocument: allowGet }, ...noEntity],
      [`Get${kind}Policy`, { ...missing, PolicyName: "p" }, ...noEntity],
      [`Delete${kind}Policy`, { ...missing, PolicyName: "p" }, ...noEntity],
      [`List${kind}Policies`, missing, ...noEntity],
      [`Get${kind}Policy`, { ...named, PolicyName: "p" }, ...noInline],
      [`Delete${kind}Policy`, { ...named, PolicyName: "p" }, ...noInline],
      [
        `Put${kind}Policy`,
        { ...named, PolicyName: "p", PolicyDocument: "{" },
        "MalformedPolicyDocument",
        400,
        "Syntax errors in policy.",
      ],
      [`Attach${kind}Policy`, { ...named, PolicyArn: "longpolicynamebutnoarn" }, ...noArn],
      [`Detach${kind}Policy`, { ...named, PolicyArn: "longpolicynamebutnoarn" }, ...noArn],
      [
        `Attach${kind}Policy`,
        { ...named, PolicyArn: none },
        "NoSuchEntity",
        404,
        `Policy ${none} does not exist or is not attachable.`,
      ],
      [
        `Attach${kind}Policy`,
        { ...named, PolicyArn: foreign },
        "NoSuchEntity",
        404,
        `Policy ${foreign} does not exist or is not attachable.`,
      ],
      [
        `Detach${kind}Policy`,
        { ...named, PolicyArn: administrator },
        "NoSuchEntity",
        404,
        `Policy ${administrator} was not found.`,
      ],
    ] as const;
  }),
)("%s of %j is refused", async (name, input, code, status, message) => {
  await expect(iam.call(name, input)).rejects.toMatchObject({ code, status, message });
});

test.each([
  ["a(b)*'!~-_. c/%3A", "a%28b%29%2A%27%21~-_.%20c%2F%253A"],
  ['{"k":"ü"}', "%7B%22k%22%3A%22%C3%BC%22%7D"],
])("the document %s goes out as %s", (document, encoded) => {
  expect(encodeDocument(document)).toBe(encoded);
  expect(decodeURIComponent(encoded)).toBe(document);
});
