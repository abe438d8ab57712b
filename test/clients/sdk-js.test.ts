import { writeFile } from "node:fs/promises";
import { join } from "node:path";
import {
  ApiGatewayV2Client,
  CreateApiCommand,
  DeleteApiCommand,
  GetApiCommand,
  GetApisCommand,
  NotFoundException,
} from "@aws-sdk/client-apigatewayv2";
import {
  CreateUserCommand,
  DeleteRoleCommand,
  DeleteUserCommand,
  DetachRolePolicyCommand,
  GetRoleCommand,
  IAMClient,
  NoSuchEntityException,
  paginateListPolicies,
  paginateListUsers,
  waitUntilRoleExists,
} from "@aws-sdk/client-iam";
import { GetCallerIdentityCommand, GetSessionTokenCommand, STSClient } from "@aws-sdk/client-sts";
import { defaultProvider } from "@aws-sdk/credential-provider-node";
import { afterAll, beforeAll, describe, expect, test } from "vitest";
import { type Article, assumeRole, buildArticle } from "./build-article.ts";
import { accountA, accountB, type ClientFixture, region, startFixture } from "./fixture.ts";
import { answered, type Credentials, invoke, refusal, unsignedRefusal } from "./invoke.ts";

describe("AWS SDK for JavaScript", () => {
  let fixture: ClientFixture;
  let article: Article;
  let session: Credentials;

  beforeAll(async () => {
    fixture = await startFixture();
    article = await buildArticle(fixture);
    session = await assumeRole(fixture.endpoint, article.roleArn, article.user);
  });

  afterAll(() => fixture.close());

  test("the session is the role", async () => {
    const sts = new STSClient({ endpoint: fixture.endpoint, region, credentials: session });
    expect(await sts.send(new GetCallerIdentityCommand({}))).toMatchObject({
      Account: accountA.id,
      Arn: `arn:aws:sts::${accountA.id}:assumed-role/PetsInvoker/role_session`,
      UserId: `${article.roleId}:role_session`,
    });
  });

  test("the session reaches the API; no signature, B's own key and a wrong secret do not", async () => {
    const { apiId, user } = article;
    const wrong = { ...session, secretAccessKey: "not-the-secret" };
    const [unsigned, ownKey, wrongSecret, assumed] = await Promise.all([
      invoke(fixture, { apiId }),
      invoke(fixture, { apiId, credentials: user }),
      invoke(fixture, { apiId, credentials: wrong }),
      invoke(fixture, { apiId, credentials: session }),
    ]);
    expect(unsigned).toMatchObject(unsignedRefusal);
    expect(ownKey).toMatchObject(refusal);
    expect(wrongSecret).toMatchObject(refusal);
    expect(assumed).toMatchObject(answered({ method: "GET", path: "/pets" }));
    process.stdout.write(
      `sdk-js: unsigned ${unsigned.status}, own key ${ownKey.status}, assumed role ${assumed.status}\n`,
    );
  });

  test("a session of GetSessionToken is still B's user, whom A's API does not know", async () => {
    const sts = new STSClient({ endpoint: fixture.endpoint, region, credentials: article.user });
    const { Credentials } = await sts.send(new GetSessionTokenCommand({}));
    const credentials = {
      accessKeyId: Credentials?.AccessKeyId ?? "",
      secretAccessKey: Credentials?.SecretAccessKey ?? "",
      sessionToken: Credentials?.SessionToken ?? "",
    };
    expect(await invoke(fixture, { apiId: article.apiId, credentials })).toMatchObject(refusal);
  });

  test("the default credential provider assumes the role of a profile", async () => {
    const configFilepath = join(fixture.directory, "config");
    const filepath = join(fixture.directory, "credentials");
    const { accessKeyId, secretAccessKey } = article.user;
    await writeFile(
      filepath,
      `[caller]\naws_access_key_id = ${accessKeyId}\naws_secret_access_key = ${secretAccessKey}\n`,
    );
    await writeFile(
      configFilepath,
      `[profile caller]\nregion = ${region}\n[profile invoker]\nregion = ${region}\nrole_arn = ${article.roleArn}\nsource_profile = caller\nrole_session_name = from_profile\n`,
    );
    const provider = defaultProvider({
      profile: "invoker",
      configFilepath,
      filepath,
      clientConfig: { endpoint: fixture.endpoint, region },
    });
    const credentials = await provider();
    const { accessKeyId: key, secretAccessKey: secret, sessionToken = "" } = credentials;
    const invoked = await invoke(fixture, {
      apiId: article.apiId,
      credentials: { accessKeyId: key, secretAccessKey: secret, sessionToken },
    });
    expect(invoked).toMatchObject(answered({ path: "/pets" }));
    const sts = new STSClient({ endpoint: fixture.endpoint, region, credentials: provider });
    expect((await sts.send(new GetCallerIdentityCommand({}))).Arn).toMatch(/:assumed-role\/PetsInvoker\/from_profile$/);
  });

  test("paginators bring every item once", async () => {
    const iam = new IAMClient({ endpoint: fixture.endpoint, region, credentials: accountB.admin });
    const names = ["Anna", "bert", "Carl", "dora", "Emil"];
    for (const UserName of names) {
      await iam.send(new CreateUserCommand({ UserName, Path: "/paged/" }));
    }
    const pages: string[][] = [];
    for await (const { Users = [] } of paginateListUsers({ client: iam, pageSize: 2 }, { PathPrefix: "/paged/" })) {
      pages.push(Users.map(({ UserName = "" }) => UserName));
    }
    expect(pages.map(({ length }) => length)).toEqual([2, 2, 1]);
    expect(pages.flat().toSorted()).toEqual(names.toSorted());
    const arns: (string | undefined)[] = [];
    for await (const { Policies = [] } of paginateListPolicies({ client: iam, pageSize: 3 }, { Scope: "All" })) {
      arns.push(...Policies.map(({ Arn }) => Arn));
    }
    expect(new Set(arns).size).toBe(arns.length);
    expect(arns).toContain("arn:aws:iam::aws:policy/AdministratorAccess");
    for (const UserName of names) {
      await iam.send(new DeleteUserCommand({ UserName }));
    }
  });

  test("the lists of API Gateway are paged by MaxResults and NextToken", async () => {
    const gateway = new ApiGatewayV2Client({ endpoint: fixture.endpoint, region, credentials: accountA.admin });
    for (const Name of ["one", "two"]) {
      await gateway.send(new CreateApiCommand({ Name, ProtocolType: "HTTP" }));
    }
    const seen: (string | undefined)[] = [];
    let NextToken: string | undefined;
    do {
      const page = await gateway.send(new GetApisCommand({ MaxResults: "2", NextToken }));
      seen.push(...(page.Items ?? []).map(({ Name }) => Name));
      ({ NextToken } = page);
    } while (NextToken !== undefined && seen.length < 10);
    expect(seen).toHaveLength(3);
    expect(new Set(seen)).toEqual(new Set(["one", "pets", "two"]));
  });

  test("refusals are the SDK's own exceptions, thrown at once", async () => {
    const iam = new IAMClient({ endpoint: fixture.endpoint, region, credentials: accountA.admin });
    const gateway = new ApiGatewayV2Client({ endpoint: fixture.endpoint, region, credentials: accountA.admin });
    const unknown = iam.send(new GetRoleCommand({ RoleName: "NoSuchRole" }));
    await expect(unknown).rejects.toBeInstanceOf(NoSuchEntityException);
    await expect(unknown).rejects.toMatchObject({ $metadata: { httpStatusCode: 404, attempts: 1 } });
    const missing = gateway.send(new GetApiCommand({ ApiId: "nosuchapi0" }));
    await expect(missing).rejects.toBeInstanceOf(NotFoundException);
    await expect(missing).rejects.toMatchObject({ $metadata: { httpStatusCode: 404, attempts: 1 } });
    const waiting = waitUntilRoleExists(
      { client: iam, minDelay: 1, maxDelay: 1, maxWaitTime: 2 },
      { RoleName: "NoSuchRole" },
    );
    await expect(waiting).rejects.toMatchObject({ name: "TimeoutError" });
  });

  test("the policy detached and the role deleted are missed by the next call", async () => {
    const { apiId, invokePolicyArn: PolicyArn, roleArn, user } = article;
    const iam = new IAMClient({ endpoint: fixture.endpoint, region, credentials: accountA.admin });
    await iam.send(new DetachRolePolicyCommand({ RoleName: "PetsInvoker", PolicyArn }));
    expect(await invoke(fixture, { apiId, credentials: session })).toMatchObject(refusal);
    await iam.send(new DeleteRoleCommand({ RoleName: "PetsInvoker" }));
    const again = assumeRole(fixture.endpoint, roleArn, user);
    await expect(again).rejects.toMatchObject({ name: "AccessDenied", $metadata: { httpStatusCode: 403 } });
  });

  test("the API deleted is gone at the next call", async () => {
    const { apiId } = article;
    const gateway = new ApiGatewayV2Client({ endpoint: fixture.endpoint, region, credentials: accountA.admin });
    await gateway.send(new DeleteApiCommand({ ApiId: apiId }));
    expect(await invoke(fixture, { apiId, credentials: session })).toMatchObject(refusal);
  });
});
