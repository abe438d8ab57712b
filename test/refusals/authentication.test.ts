import { hash } from "node:crypto";
import { afterAll, beforeAll, describe, expect, test } from "vitest";
import type { SigningCredentials } from "../../src/sigv4/sign.ts";
import { formatTimestamp } from "../../src/sigv4/timestamp.ts";
import { type Draft, type Form, signed, unsigned } from "./draft.ts";
import { exchange, type SentRequest } from "./exchange.ts";
import { accountA, accountB, credentialsIn, type Fixture, keys, startFixture, trust } from "./fixture.ts";
import { forms, isInvoke, type Plane, planes } from "./planes.ts";
import type { Refusal } from "./refusal-texts.ts";

let fixture: Fixture;
/** A session of a role in A that may do everything, and another one of the same role. */
let session: SigningCredentials & { readonly sessionToken: string };
let otherSession: SigningCredentials & { readonly sessionToken: string };
let inactive: SigningCredentials;
let deleted: SigningCredentials;

beforeAll(async () => {
  fixture = await startFixture();
  const { must } = fixture;
  const RoleName = "Operator";
  await must(keys.adminA, "CreateRole", { RoleName, AssumeRolePolicyDocument: trust(`arn:aws:iam::${accountB}:root`) });
  await must(keys.adminA, "AttachRolePolicy", {
    RoleName,
    PolicyArn: "arn:aws:iam::aws:policy/AdministratorAccess",
  });
  const RoleArn = `arn:aws:iam::${accountA}:role/${RoleName}`;
  session = credentialsIn(await must(keys.adminB, "AssumeRole", { RoleArn, RoleSessionName: "one" }));
  otherSession = credentialsIn(await must(keys.adminB, "AssumeRole", { RoleArn, RoleSessionName: "two" }));
  inactive = await newAdministrator("retired");
  deleted = await newAdministrator("gone");
  // Both keys have worked and are in every cache before they stop.
  for (const credentials of [inactive, deleted]) {
    await must(credentials, "GetCallerIdentity");
    await fixture.invoke(credentials);
  }
  await must(keys.adminA, "UpdateAccessKey", {
    UserName: "retired",
    AccessKeyId: inactive.accessKeyId,
    Status: "Inactive",
  });
  await must(keys.adminA, "DeleteAccessKey", { UserName: "gone", AccessKeyId: deleted.accessKeyId });
});

afterAll(() => fixture.close());

async function newAdministrator(UserName: string): Promise<SigningCredentials> {
  const { must } = fixture;
  await must(keys.adminA, "CreateUser", { UserName });
  await must(keys.adminA, "AttachUserPolicy", {
    UserName,
    PolicyArn: "arn:aws:iam::aws:policy/AdministratorAccess",
  });
  const key = credentialsIn(await must(keys.adminA, "CreateAccessKey", { UserName }));
  return { accessKeyId: key.accessKeyId, secretAccessKey: key.secretAccessKey };
}

/** A refusal: what is done to a call that would pass, before or after it is signed. */
interface Case {
  readonly name: string;
  readonly credentials?: () => SigningCredentials;
  readonly before?: (draft: Draft, plane: Plane) => Draft;
  readonly after?: (request: SentRequest, form: Form) => SentRequest;
  readonly refusal: (plane: Plane, request: SentRequest) => Refusal;
  /** What the owner of the API reads as the reason. */
  readonly why: RegExp;
  readonly forms?: readonly Form[];
}

const invalidToken = (): Refusal => ({ kind: "invalidToken" });
const mismatch = (): Refusal => ({ kind: "mismatch" });
const notThisKey = /signature is not the one that this key makes/;

const cases: readonly Case[] = [
  {
    name: "an unknown key",
    credentials: () => ({ ...keys.adminA, accessKeyId: "AKIANOBODYHASTHISKEY" }),
    refusal: invalidToken,
    why: /there is no access key/,
  },
  { name: "an inactive key", credentials: () => inactive, refusal: invalidToken, why: /is inactive/ },
  { name: "a deleted key", credentials: () => deleted, refusal: invalidToken, why: /there is no access key/ },
  {
    name: "a key id in another case",
    credentials: () => ({ ...keys.adminA, accessKeyId: keys.adminA.accessKeyId.toLowerCase() }),
    refusal: invalidToken,
    why: /there is no access key/,
  },
  {
    name: "a wrong secret",
    credentials: () => ({ ...keys.adminA, secretAccessKey: `${keys.adminA.secretAccessKey}x` }),
    refusal: mismatch,
    why: notThisKey,
  },
  {
    name: "the secret of another key",
    credentials: () => ({ ...keys.adminA, secretAccessKey: keys.rootA.secretAccessKey }),
    refusal: mismatch,
    why: notThisKey,
  },
  {
    name: "a temporary key without its token",
    credentials: () => ({ accessKeyId: session.accessKeyId, secretAccessKey: session.secretAccessKey }),
    refusal: invalidToken,
    why: /without its session token/,
  },
  {
    name: "a temporary key with the token of another session",
    credentials: () => ({ ...session, sessionToken: otherSession.sessionToken }),
    refusal: invalidToken,
    why: /does not belong to temporary key/,
  },
  {
    name: "a temporary key with an edited token",
    credentials: () => ({ ...session, sessionToken: edited(session.sessionToken) }),
    refusal: invalidToken,
    why: /or was changed/,
  },
  {
    name: "a temporary key whose token came twice",
    credentials: () => ({ ...session, sessionToken: `${session.sessionToken},${session.sessionToken}` }),
    refusal: invalidToken,
    why: /or was changed/,
  },
  {
    name: "a temporary key with the secret of another session",
    credentials: () => ({ ...session, secretAccessKey: otherSession.secretAccessKey }),
    refusal: mismatch,
    why: notThisKey,
  },
  {
    name: "a long-term key with a session token",
    credentials: () => ({ ...keys.adminA, sessionToken: session.sessionToken }),
    refusal: invalidToken,
    why: /takes none/,
  },
  {
    name: "a date before the window",
    before: (draft, { skewMinutes }) => ({ ...draft, nowMs: draft.nowMs - (skewMinutes * 60 + 1) * 1000 }),
    refusal: (plane) => skewed(plane, -1),
    // A presigned invoke is held to what it says of its own life.
    why: /minutes from the server's|says X-Amz-Expires=300/,
  },
  {
    name: "a date behind the window",
    before: (draft, { skewMinutes }) => ({ ...draft, nowMs: draft.nowMs + (skewMinutes * 60 + 1) * 1000 }),
    refusal: (plane) => skewed(plane, 1),
    why: /minutes from the server's/,
  },
  {
    name: "a date that is none",
    after: (request) => everywhere(request, /20260924T201608Z/g, "2026-09-24T20:16:08Z"),
    refusal: () => ({
      kind: "incomplete",
      text: "Date must be in ISO-8601 'basic format'. Got '2026-09-24T20:16:08Z'. See http://en.wikipedia.org/wiki/ISO_8601",
    }),
    why: /is not written YYYYMMDDTHHMMSSZ/,
  },
  {
    name: "a scope of the wrong region",
    before: (draft) => ({ ...draft, region: "mars-north-1" }),
    refusal: () => ({
      kind: "scope",
      text: "Credential should be scoped to a valid region. ",
      jsonText: "Credential should be scoped to a valid region, not 'mars-north-1'. ",
    }),
    why: /region is "mars-north-1"/,
  },
  {
    name: "a scope of the wrong service",
    before: (draft) => ({ ...draft, service: "s3" }),
    refusal: () => ({ kind: "scope", text: "Credential should be scoped to correct service: 'SERVICE'. " }),
    why: /service is "s3"/,
  },
  {
    name: "a scope with the wrong date",
    after: (request) => everywhere(request, /(%2F|\/)20260924(%2F|\/)/g, "$120260923$2"),
    refusal: () => ({
      kind: "scope",
      text: "Date in Credential scope does not match YYYYMMDD from ISO-8601 version of date from HTTP: '20260923' != '20260924', from '20260924T201608Z'. ",
    }),
    why: /date is "20260923"/,
  },
  {
    name: "a scope with the wrong terminator",
    after: (request) => everywhere(request, /aws4_request/g, "aws5_request"),
    refusal: () => ({
      kind: "scope",
      text: "Credential should be scoped with a valid terminator: 'aws4_request'. ",
      jsonText: "Credential should be scoped with a valid terminator: 'aws4_request', not 'aws5_request'. ",
    }),
    why: /terminator is "aws5_request"/,
  },
  {
    name: "a credential of four parts",
    after: (request) => everywhere(request, /(%2F|\/)aws4_request/g, ""),
    refusal: ({ service }) => ({
      kind: "incomplete",
      text: `Credential must have exactly 5 slash-delimited elements, e.g. keyid/date/region/service/term, got 'ADMINKEYOFA/20260924/us-east-1/${service}'`,
    }),
    why: /has not five parts/,
  },
  {
    name: "a host that is not signed",
    after: (request) => everywhere(request, /(SignedHeaders=)([a-z0-9;%B-]*?)host/g, "$1$2accept"),
    refusal: () => ({ kind: "hostNotSigned" }),
    why: /host header is not among the signed headers/,
  },
  {
    name: "another host than signed",
    after: (request) => withHeader(request, "Host", (host) => `${host}:4566`),
    refusal: mismatch,
    why: notThisKey,
  },
  {
    name: "a changed query",
    after: (request) => ({ ...request, target: `${request.target}${request.target.includes("?") ? "&" : "?"}more=1` }),
    refusal: mismatch,
    why: notThisKey,
  },
  {
    name: "a changed body",
    after: (request) => ({ ...request, body: `${Buffer.from(request.body).toString()}&More=1` }),
    refusal: mismatch,
    why: notThisKey,
  },
  {
    name: "a signed header that was changed",
    before: (draft) => ({ ...draft, headers: [...draft.headers, "x-team", "red"] }),
    after: (request) => withHeader(request, "x-team", () => "blue"),
    refusal: mismatch,
    why: notThisKey,
    forms: ["header"],
  },
  {
    name: "a signed header that was sent once more",
    before: (draft) => ({ ...draft, headers: [...draft.headers, "x-team", "red"] }),
    after: (request) => ({ ...request, headers: [...request.headers, "X-Team", "red"] }),
    refusal: mismatch,
    why: notThisKey,
    forms: ["header"],
  },
  {
    name: "a signed header that was left out",
    before: (draft) => ({ ...draft, headers: [...draft.headers, "x-team", "red"] }),
    after: (request) => ({
      ...request,
      headers: request.headers.filter((text, index) => text !== "x-team" && request.headers[index - 1] !== "x-team"),
    }),
    refusal: mismatch,
    why: notThisKey,
    forms: ["header"],
  },
  {
    name: "a changed digit of the signature",
    after: (request) =>
      everywhere(request, /(Signature=)(.)/g, (_, name: string, digit: string) => name + (digit === "0" ? "1" : "0")),
    refusal: mismatch,
    why: notThisKey,
  },
  {
    name: "an empty signature",
    after: (request) => everywhere(request, /(Signature=)[0-9a-f]+/g, "$1"),
    refusal: (_, { headers }) => ({
      kind: "incomplete",
      text: headers.includes("authorization")
        ? `Authorization header requires 'Signature' parameter. (Hashed with SHA-256 and encoded with Base64) Authorization=${hash("sha256", headers[headers.indexOf("authorization") + 1] ?? "", "base64")}`
        : "AWS query-string parameters must include 'X-Amz-Signature'. Re-examine the query-string parameters.",
    }),
    why: /lacks Signature/,
  },
  {
    name: "a payload that is declared unsigned",
    before: (draft) => ({ ...draft, headers: [...draft.headers, "x-amz-content-sha256", "UNSIGNED-PAYLOAD"] }),
    refusal: mismatch,
    why: notThisKey,
    forms: ["header"],
  },
];

describe.each(planes)("$name", (plane) => {
  const rows = cases.flatMap((row) => (row.forms ?? forms).map((form) => ({ row, name: row.name, form })));

  test.each(rows)("refuses $name, signed in the $form", async ({ row, form }) => {
    const { before = (draft) => draft, after = (request) => request, refusal, credentials } = row;
    const draft = plane.draft(fixture, credentials?.() ?? keys.adminA);
    const request = after(signed(before(draft, plane), form), form);
    const reply = await exchange(fixture.port, request);

    const control = await exchange(fixture.port, signed(plane.draft(fixture, keys.adminA), form));
    expect(plane.shown(control)).toEqual(plane.passes);
    const expected = refusal(plane, request);
    expect(plane.shown(reply)).toEqual(plane.refuses(expected));
    const reason = isInvoke(plane) ? await fixture.why(reply) : "";
    expect(reason).toMatch(isInvoke(plane) ? row.why : /^$/);
  });

  test("refuses a call that is not signed", async () => {
    const reply = await exchange(fixture.port, unsigned(plane.draft(fixture, keys.adminA)));
    expect(plane.shown(reply)).toEqual(plane.refuses({ kind: "unsigned" }));
  });

  test.each([
    "Bearer token",
    "Basic dXNlcjpwYXNz",
    "AWS ADMINKEYOFA:sig",
    "AWS4-HMAC-SHA256",
    "AWS4-ECDSA-P256-SHA256 Credential=a",
  ])("refuses the Authorization header %s", async (value) => {
    const bare = unsigned(plane.draft(fixture, keys.adminA));
    const reply = await exchange(fixture.port, { ...bare, headers: [...bare.headers, "Authorization", value] });
    expect([400, 403]).toContain(reply.status);
    expect(reply.body).toMatch(/IncompleteSignature|Unsupported AWS|Invalid key=value pair|\{"message":"Forbidden"\}/);
    expect(reply.body).not.toContain("dXNlcjpwYXNz");
  });

  test("refuses a call that is signed in both places", async () => {
    const draft = plane.draft(fixture, keys.adminA);
    const inHeader = signed(draft);
    const inQuery = signed(draft, "query");
    const reply = await exchange(fixture.port, { ...inHeader, target: inQuery.target });
    expect(plane.shown(reply)).toEqual(plane.refuses({ kind: "bothForms" }));
  });

  test("refuses two Authorization headers, though both are right", async () => {
    const request = signed(plane.draft(fixture, keys.adminA));
    const at = request.headers.indexOf("authorization");
    const twice = [...request.headers, "Authorization", request.headers[at + 1] ?? ""];
    const reply = await exchange(fixture.port, { ...request, headers: twice });
    expect(plane.shown(reply)).toEqual(plane.refuses({ kind: "several" }));
  });

  test.each(["x-amz-date", "host"])("refuses a second %s header", async (name) => {
    const request = signed(plane.draft(fixture, keys.adminA));
    const value = request.headers[request.headers.findIndex((text) => text.toLowerCase() === name) + 1] ?? "";
    const reply = await exchange(fixture.port, { ...request, headers: [...request.headers, name, value] });
    expect([400, 403]).toContain(reply.status);
  });

  test.each([-1, 1])("accepts a date on the edge of the window, in direction %d", async (direction) => {
    const draft = plane.draft(fixture, keys.adminA);
    const nowMs = draft.nowMs + direction * plane.skewMinutes * 60_000;
    for (const form of forms) {
      expect(plane.shown(await exchange(fixture.port, signed({ ...draft, nowMs }, form)))).toEqual(plane.passes);
    }
  });

  test("refuses a session that has expired, in the second in which it does", async () => {
    const { clock, must } = fixture;
    const before = clock.nowMs;
    const RoleArn = `arn:aws:iam::${accountA}:role/Operator`;
    const parameters = { RoleArn, RoleSessionName: "short", DurationSeconds: "900" };
    const short = credentialsIn(await must(keys.adminB, "AssumeRole", parameters));
    clock.nowMs = Math.floor(before / 1000) * 1000 + 900_000 - 1;
    const last = await exchange(fixture.port, signed(plane.draft(fixture, short)));
    clock.nowMs += 1;
    const late = await exchange(fixture.port, signed(plane.draft(fixture, short)));
    const reason = isInvoke(plane) ? await fixture.why(late) : "";
    clock.nowMs = before;
    expect(plane.shown(last)).toEqual(plane.passes);
    expect(plane.shown(late)).toEqual(plane.refuses({ kind: "expiredToken" }));
    expect(reason).toMatch(isInvoke(plane) ? /the session of key .* ended at/ : /^$/);
  });
});

/** The replay of one service's request to another. */
test.each(planes.flatMap((from) => planes.filter((to) => to.service !== from.service).map((to) => ({ from, to }))))(
  "a call of $to.name signed for $from.name is refused",
  async ({ from, to }) => {
    const draft = { ...to.draft(fixture, keys.adminA), service: from.service };
    const reply = await exchange(fixture.port, signed(draft));
    expect(plane(reply, to)).toEqual(
      to.refuses({ kind: "scope", text: `Credential should be scoped to correct service: '${to.service}'. ` }),
    );
  },
);

function plane(reply: Awaited<ReturnType<typeof exchange>>, to: Plane): object {
  return to.shown(reply);
}

function skewed({ skewMinutes }: Plane, direction: number): Refusal {
  const { nowMs } = fixture.clock;
  const windowMs = skewMinutes * 60_000;
  const sent = formatTimestamp(nowMs + direction * (windowMs + 1000));
  const limit = formatTimestamp(nowMs + direction * windowMs);
  const now = formatTimestamp(nowMs);
  return {
    kind: "skewed",
    text:
      direction < 0
        ? `Signature expired: ${sent} is now earlier than ${limit} (${now} - ${skewMinutes} min.)`
        : `Signature not yet current: ${sent} is still later than ${limit} (${now} + ${skewMinutes} min.)`,
  };
}

/** Another token of the same length. */
function edited(token: string): string {
  const at = Math.floor(token.length / 2);
  return token.slice(0, at) + (token[at] === "A" ? "B" : "A") + token.slice(at + 1);
}

/** Replaces in the target and in every header value. */
function everywhere(request: SentRequest, what: RegExp, by: string | ((...parts: string[]) => string)): SentRequest {
  // `replace` takes a text or a function, which its overloads do not say of their union.
  const replaced = (text: string) => text.replace(what, by as string);
  return { ...request, target: replaced(request.target), headers: request.headers.map(replaced) };
}

function withHeader(request: SentRequest, name: string, change: (value: string) => string): SentRequest {
  const headers = request.headers.map((text, index) => (request.headers[index - 1] === name ? change(text) : text));
  return { ...request, headers };
}
