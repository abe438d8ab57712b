import { afterAll, beforeAll, expect, test } from "vitest";
import type { SigningCredentials } from "../../src/sigv4/sign.ts";
import { type Draft, signed } from "./draft.ts";
import { exchange, type SentRequest } from "./exchange.ts";
import { accountB, controlDraft, elementOf, type Fixture, keys, startFixture, trust } from "./fixture.ts";

/** Faults of one request, each of which alone would refuse it; AWS reports the first of this list. */
const faults = {
  skewed: {
    before: (draft: Draft) => ({ ...draft, nowMs: draft.nowMs - 3_600_000 }),
    says: "Signature expired",
  },
  hostNotSigned: {
    after: (request: SentRequest) => authorization(request, (text) => text.replace(";host", "")),
    says: "must be a 'SignedHeader'",
  },
  credentialParts: {
    after: (request: SentRequest) => authorization(request, (text) => text.replace("/aws4_request", "")),
    says: "exactly 5 slash-delimited elements",
  },
  scope: {
    before: (draft: Draft) => ({ ...draft, region: "mars-north-1", service: "s3" }),
    says: "Credential should be scoped to a valid region. Credential should be scoped to correct service: 'sts'. ",
  },
  unknownKey: {
    credentials: (credentials: SigningCredentials) => ({ ...credentials, accessKeyId: "AKIANOBODYHASTHISKEY" }),
    says: "The security token included in the request is invalid.",
  },
  tokenMissing: {
    credentials: ({ accessKeyId, secretAccessKey }: SigningCredentials) => ({ accessKeyId, secretAccessKey }),
    says: "The security token included in the request is invalid.",
  },
  expired: { expired: true, says: "The security token included in the request is expired" },
  roleDeleted: { roleDeleted: true, says: "The security token included in the request is invalid." },
  signature: {
    after: (request: SentRequest) =>
      authorization(request, (text) => `${text.slice(0, -1)}${text.endsWith("0") ? "1" : "0"}`),
    says: "The request signature we calculated does not match",
  },
} as const satisfies Record<string, Fault>;

interface Fault {
  readonly before?: (draft: Draft) => Draft;
  readonly after?: (request: SentRequest) => SentRequest;
  readonly credentials?: (credentials: SigningCredentials) => SigningCredentials;
  readonly expired?: boolean;
  readonly roleDeleted?: boolean;
  readonly says: string;
}

let fixture: Fixture;
let session: SigningCredentials;
let orphan: SigningCredentials;

beforeAll(async () => {
  fixture = await startFixture();
  const { must, assume } = fixture;
  session = await assume(fixture.caller);
  const RoleName = "ShortLived";
  const created = await must(keys.adminA, "CreateRole", {
    RoleName,
    AssumeRolePolicyDocument: trust(`arn:aws:iam::${accountB}:root`),
  });
  orphan = await assume(keys.adminB, { RoleArn: elementOf(created, "Arn") });
  await must(keys.adminA, "DeleteRole", { RoleName });
});

afterAll(() => fixture.close());

const names = Object.keys(faults) as readonly (keyof typeof faults)[];
/** A key without its five parts has no scope, and a missing token leaves nothing that could expire. */
const exclusive = [
  ["credentialParts", "scope"],
  ["tokenMissing", "unknownKey"],
  ["tokenMissing", "expired"],
  ["tokenMissing", "roleDeleted"],
  ["unknownKey", "expired"],
  ["unknownKey", "roleDeleted"],
];
const pairs = names.flatMap((first, index) =>
  names
    .slice(index + 1)
    .filter((second) => !exclusive.some((pair) => pair.includes(first) && pair.includes(second)))
    .map((second) => ({ first, second })),
);

test.each(names)("%s alone is refused, and the call without it is not", async (name) => {
  expect(elementOf((await send([])).body, "Arn")).toContain("assumed-role/ApiCaller/test");
  expect((await send([faults[name]])).body).toContain(escaped(faults[name].says));
});

test.each(pairs)("$first is reported before $second", async ({ first, second }) => {
  expect((await send([faults[first], faults[second]])).body).toContain(escaped(faults[first].says));
});

test("all wrong parts of a scope are named at once", async () => {
  const request = signed({ ...draftOf(session), region: "mars-north-1", service: "s3" });
  const wrong = authorization(request, (text) =>
    text.replace("aws4_request", "aws5").replace("/20260924/", "/20200101/"),
  );
  expect(elementOf((await exchange(fixture.port, wrong)).body, "Message")).toBe(
    "Credential should be scoped to a valid region. Credential should be scoped to correct service: 'sts'. Credential should be scoped with a valid terminator: 'aws4_request'. Date in Credential scope does not match YYYYMMDD from ISO-8601 version of date from HTTP: '20200101' != '20260924', from '20260924T201608Z'. ",
  );
});

async function send(chosen: readonly Fault[]) {
  const { clock, port } = fixture;
  const before = clock.nowMs;
  const base = chosen.some(({ roleDeleted }) => roleDeleted) ? orphan : session;
  if (chosen.some(({ expired }) => expired)) {
    clock.nowMs += 3_600_000;
  }
  const credentials = chosen.reduce((given, fault) => fault.credentials?.(given) ?? given, base);
  const draft = chosen.reduce((given, fault) => fault.before?.(given) ?? given, draftOf(credentials));
  const request = chosen.reduce((given, fault) => fault.after?.(given) ?? given, signed(draft));
  const reply = await exchange(port, request);
  clock.nowMs = before;
  return reply;
}

function draftOf(credentials: SigningCredentials): Draft {
  return controlDraft(credentials, fixture.clock.nowMs, { Action: "GetCallerIdentity" });
}

function authorization(request: SentRequest, change: (text: string) => string): SentRequest {
  const headers = request.headers.map((text, index) =>
    request.headers[index - 1] === "authorization" ? change(text) : text,
  );
  return { ...request, headers };
}

function escaped(text: string): string {
  return text.replaceAll("&", "&amp;");
}
