import { afterAll, beforeAll, describe, expect, test } from "vitest";
import { accountA, type ClientFixture, region, startFixture } from "./fixture.ts";
import { executables, reportMissing, runWell } from "./run-client.ts";

const [aws] = await executables("aws");
if (aws === undefined) {
  reportMissing("aws-cli", "there is no aws on the search path");
}

/** The token by which `kubectl` signs in to a cluster: a presigned GetCallerIdentity that the cluster sends to STS. */
describe.skipIf(aws === undefined)("aws eks get-token", () => {
  let fixture: ClientFixture;
  let url: string;
  beforeAll(async () => {
    fixture = await startFixture();
    const { accessKeyId, secretAccessKey } = accountA.admin;
    const printed = await runWell(aws ?? "", ["eks", "get-token", "--cluster-name", "pets", "--output", "json"], {
      env: {
        AWS_ACCESS_KEY_ID: accessKeyId,
        AWS_SECRET_ACCESS_KEY: secretAccessKey,
        AWS_DEFAULT_REGION: region,
        AWS_ENDPOINT_URL_STS: fixture.endpoint,
        HOME: fixture.directory,
      },
    });
    // The credential of Kubernetes' client authentication.
    const { status } = JSON.parse(printed) as { readonly status: { readonly token: string } };
    url = Buffer.from(status.token.slice("k8s-aws-v1.".length), "base64url").toString();
  });
  afterAll(() => fixture.close());

  const verify = (cluster: string) =>
    fetch(url, { headers: { "x-k8s-aws-id": cluster, accept: "application/json" }, redirect: "manual" });

  test("tells the cluster who signs in", async () => {
    const response = await verify("pets");
    expect([response.status, await response.json()]).toMatchObject([
      200,
      {
        GetCallerIdentityResponse: {
          GetCallerIdentityResult: { Account: accountA.id, Arn: `arn:aws:iam::${accountA.id}:user/admin` },
        },
      },
    ]);
  });

  test("is no token for another cluster", async () => {
    const response = await verify("others");
    expect([response.status, await response.json()]).toMatchObject([403, { Error: { Code: "SignatureDoesNotMatch" } }]);
  });
});
