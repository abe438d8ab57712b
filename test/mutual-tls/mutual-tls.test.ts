import { once } from "node:events";
import { readFile } from "node:fs/promises";
import http2 from "node:http2";
import https from "node:https";
import { join } from "node:path";
import {
  CreateDeploymentCommand,
  CreateRestApiCommand,
  PutIntegrationCommand,
  PutMethodCommand,
} from "@aws-sdk/client-api-gateway";
import {
  CreateApiMappingCommand,
  GetDomainNameCommand,
  type MutualTlsAuthenticationInput,
  UpdateApiCommand,
  UpdateDomainNameCommand,
} from "@aws-sdk/client-apigatewayv2";
import { afterAll, beforeAll, describe, expect, test } from "vitest";
import { authorityExtensions, opensslCertificate, opensslVersion1 } from "../openssl.ts";
import type { KeyPair } from "../self-signed.ts";
import { ask, type Asked, type MutualTlsFixture, owner, serverCertificate, shown, startMutualTls } from "./fixture.ts";

const name = "mutual.example.com";
const openName = "open.example.com";
const forbidden = { status: 403, body: '{"message":"Forbidden"}' };
const misdirected = { status: 421, body: '{"message":"Misdirected Request"}' };

let fixture: MutualTlsFixture;
let root: KeyPair;
let issuer: KeyPair;
let client: KeyPair;
let stranger: KeyPair;
let truststoreUri: string;

beforeAll(async () => {
  fixture = await startMutualTls();
  root = await authority("/O=Clients/CN=root");
  issuer = await authority("/O=Clients/CN=issuer", root);
  client = await opensslCertificate({ subject: "/C=US/O=Clients/CN=client", issuer, serial: 1 });
  stranger = await opensslCertificate({
    subject: "/O=Clients/CN=client",
    issuer: await authority("/O=Clients/CN=issuer"),
  });
  truststoreUri = await fixture.truststore("clients", [root.certificate, issuer.certificate]);
  const arn = await fixture.importCertificate(await serverCertificate("*.example.com"));
  await fixture.createDomain(name, arn, { TruststoreUri: truststoreUri });
  await fixture.createDomain(openName, arn);
});
afterAll(() => fixture.close());

function authority(subject: string, by?: KeyPair): Promise<KeyPair> {
  return opensslCertificate({ subject, extensions: authorityExtensions, ...(by && { issuer: by }) });
}

const send = (asked: Partial<Asked> = {}) => ask({ port: fixture.port, serverName: name, ...asked });

describe("a client with a certificate that the domain trusts", () => {
  const validity = {
    notBefore: expect.stringMatching(/^[A-Z][a-z]{2} [ \d]\d \d\d:\d\d:\d\d \d{4} GMT$/),
    notAfter: expect.stringMatching(/ GMT$/),
  };

  test("gets through, and the function sees the certificate, in both formats", async () => {
    const clientCert = {
      clientCertPem: client.certificate,
      subjectDN: "C=US,O=Clients,CN=client",
      issuerDN: "O=Clients,CN=issuer",
      serialNumber: "1",
      validity,
    };
    const two = await send({ client });
    expect(two.status).toBe(200);
    const { requestContext } = JSON.parse(two.body);
    expect(requestContext.authentication).toEqual({ clientCert });
    expect(Object.keys(requestContext).slice(0, 4)).toEqual(["accountId", "apiId", "authentication", "domainName"]);
    const one = await send({ client, path: "/one" });
    expect(JSON.parse(one.body).requestContext.identity.clientCert).toEqual(clientCert);
  });

  test("gets through to a REST API, whose event has it too, and others do not", async () => {
    const { gateway, restGateway } = fixture;
    const { id: restApiId, rootResourceId: resourceId } = await restGateway.send(
      new CreateRestApiCommand({ name: "echo" }),
    );
    const method = { restApiId, resourceId, httpMethod: "GET" };
    await restGateway.send(new PutMethodCommand({ ...method, authorizationType: "NONE" }));
    const uri = `arn:aws:apigateway:us-east-1:lambda:path/2015-03-31/functions/arn:aws:lambda:us-east-1:${owner}:function:echo/invocations`;
    const integration = { type: "AWS_PROXY", integrationHttpMethod: "POST", uri } as const;
    await restGateway.send(new PutIntegrationCommand({ ...method, ...integration }));
    await restGateway.send(new CreateDeploymentCommand({ restApiId, stageName: "prod" }));
    const mapping = { DomainName: name, ApiMappingKey: "rest", ApiId: restApiId, Stage: "prod" };
    await gateway.send(new CreateApiMappingCommand(mapping));
    const { requestContext } = JSON.parse((await send({ client, path: "/rest" })).body);
    expect(requestContext.identity.clientCert).toEqual({
      clientCertPem: client.certificate,
      subjectDN: "C=US,O=Clients,CN=client",
      issuerDN: "O=Clients,CN=issuer",
      serialNumber: "1",
      validity,
    });
    expect(await send({ path: "/rest" })).toMatchObject(forbidden);
    const refused = await send({ client: stranger, path: "/rest" });
    expect(refused).toMatchObject({ ...forbidden, requestId: expect.stringMatching(/^[0-9a-f]{8}-/) });
    expect(JSON.stringify(await fixture.explain(refused.requestId ?? ""))).toContain("certificate");
  });

  test("has a long serial number in pairs of digits", async () => {
    const other = await opensslCertificate({ subject: "/CN=other", issuer });
    const { requestContext } = JSON.parse((await send({ client: other })).body);
    expect(requestContext.authentication.clientCert.serialNumber).toMatch(/^[0-9a-f]{2}(:[0-9a-f]{2}){15,19}$/);
  });

  test("may have one of version 1, as AWS's own walk-through makes it, and any key that AWS takes", async () => {
    expect(await send({ client: await opensslVersion1("/CN=v1", issuer) })).toMatchObject({ status: 200 });
    for (const key of [["rsa:2048"], ["ec", "-pkeyopt", "ec_paramgen_curve:P-384"]]) {
      const made = await opensslCertificate({ subject: "/CN=client", issuer, key: ["-newkey", ...key] });
      expect(await send({ client: made })).toMatchObject({ status: 200 });
    }
  });

  test("is in the access log", async () => {
    const other = await opensslCertificate({ subject: "/CN=logged", issuer, serial: 77 });
    await send({ client: other });
    await expect
      .poll(() => readFile(join(fixture.folder, "access.log"), "utf8"))
      .toMatch(/ 200;CN=logged;O=Clients,CN=issuer;77;[A-Z][a-z]{2} .* GMT;[A-Z][a-z]{2} .* GMT$/m);
  });

  test("may be its own authority when the trust store has it", async () => {
    const alone = await opensslCertificate({ subject: "/CN=alone" });
    const uri = await fixture.truststore("others", [alone.certificate]);
    await fixture.createDomain("alone.example.com", await newCertificate(), { TruststoreUri: uri });
    expect(await send({ serverName: "alone.example.com", client: alone })).toMatchObject({ status: 200 });
    expect(await send({ serverName: "alone.example.com", client })).toMatchObject(forbidden);
  });
});

describe("nothing gets through with", () => {
  test("no certificate", async () => {
    expect(await send()).toMatchObject(forbidden);
  });

  test.each<[string, () => Promise<KeyPair>]>([
    ["a certificate of another issuer of the same name", async () => stranger],
    ["one that signed itself", () => opensslCertificate({ subject: "/C=US/O=Clients/CN=client" })],
    [
      "one for servers only",
      () => opensslCertificate({ subject: "/CN=client", issuer, extensions: ["extendedKeyUsage=serverAuth"] }),
    ],
    [
      "an RSA key of 1,024 bits",
      () => opensslCertificate({ subject: "/CN=client", issuer, key: ["-newkey", "rsa:1024"] }),
    ],
    ["a certificate that has expired", () => opensslVersion1("/CN=client", issuer, { days: -1 })],
    ["a signature by SHA-1", () => opensslCertificate({ subject: "/CN=client", issuer, digest: "sha1" })],
    ["one of a client, who is no authority", () => opensslCertificate({ subject: "/CN=client", issuer: client })],
    ["one whose issuer is not in the trust store", async () => throughNewIssuer()],
  ])("%s", async (_, make) => {
    expect(await send({ client: await make() })).toMatchObject(forbidden);
  });

  test("a chain of five", async () => {
    const [second, third] = [await authority("/CN=2", root), undefined];
    const deep = third ?? (await authority("/CN=3", second));
    const deepest = await authority("/CN=4", deep);
    const all = [root, second, deep, deepest].map(({ certificate }) => certificate);
    const uri = await fixture.truststore("mixed", all);
    await fixture.createDomain("deep.example.com", await newCertificate(), { TruststoreUri: uri });
    const asked = { serverName: "deep.example.com" };
    const four = await opensslCertificate({ subject: "/CN=client", issuer: deep });
    const five = await opensslCertificate({ subject: "/CN=client", issuer: deepest });
    expect(await send({ ...asked, client: four })).toMatchObject({ status: 200 });
    expect(await send({ ...asked, client: five })).toMatchObject(forbidden);
  });

  /** Sends the issuer along, as TLS wants it; AWS takes only chains that the trust store has whole. */
  async function throughNewIssuer(): Promise<KeyPair> {
    const between = await authority("/CN=between", issuer);
    const pair = await opensslCertificate({ subject: "/CN=client", issuer: between });
    return { ...pair, certificate: `${pair.certificate}\n${between.certificate}` };
  }
});

describe("a domain with mutual TLS cannot be reached around it", () => {
  test("over plain HTTP", async () => {
    expect(await ask({ port: fixture.port, host: name })).toMatchObject(forbidden);
    expect(await ask({ port: fixture.port, host: `${name}:443` })).toMatchObject(forbidden);
    expect(await ask({ port: fixture.port, host: openName })).toMatchObject({ status: 200 });
  });

  test.each([openName, "localhost"])("through a handshake for %s", async (serverName) => {
    expect(await send({ serverName, host: name })).toMatchObject(misdirected);
    expect(await send({ serverName, host: name, client })).toMatchObject(misdirected);
    expect(await send({ serverName, host: name.toUpperCase(), client })).toMatchObject(misdirected);
  });

  test("by an absolute target or a second Host", async () => {
    const absolute = { host: openName, path: `http://${name}/` };
    expect((await send({ serverName: openName, ...absolute })).status).toBe(400);
    const twice = await send({ serverName: openName, headers: { host: [openName, name] } as never });
    expect(twice.status).toBe(400);
  });

  test("through a handshake for another domain with mutual TLS whose clients it does not trust", async () => {
    const alone = await opensslCertificate({ subject: "/CN=second" });
    const uri = await fixture.truststore("weak", [alone.certificate]);
    await fixture.createDomain("second.example.com", await newCertificate(), { TruststoreUri: uri });
    expect(await send({ serverName: "second.example.com", client: alone })).toMatchObject({ status: 200 });
    expect(await send({ serverName: "second.example.com", host: name, client: alone })).toMatchObject(misdirected);
    expect(await send({ client: alone })).toMatchObject(forbidden);
  });

  test("by sharing an HTTP/2 connection among names", async () => {
    expect(await overHttp2(openName, undefined, [openName, name, openName])).toEqual([200, 421, 200]);
    expect(await overHttp2(name, client, [name, name, openName])).toEqual([200, 200, 200]);
    expect(await overHttp2(name, undefined, [name, openName])).toEqual([403, 200]);
    expect(await overHttp2(name, stranger, [name])).toEqual([403]);
  });

  test("while the API's own endpoint stays open unless it is disabled", async () => {
    const host = `${fixture.apiId}.execute-api.us-east-1.localhost`;
    expect(await ask({ port: fixture.port, host })).toMatchObject({ status: 200 });
    expect(JSON.parse((await send({ host, client })).body).requestContext.authentication).toBeUndefined();
    const change = { ApiId: fixture.apiId, DisableExecuteApiEndpoint: true };
    await fixture.gateway.send(new UpdateApiCommand(change));
    expect(await ask({ port: fixture.port, host })).toMatchObject(forbidden);
    expect(await send({ client })).toMatchObject({ status: 200 });
    await fixture.gateway.send(new UpdateApiCommand({ ...change, DisableExecuteApiEndpoint: false }));
  });

  async function overHttp2(servername: string, pair: KeyPair | undefined, hosts: readonly string[]) {
    const session = http2.connect(`https://${servername}`, {
      createConnection: undefined as never,
      host: "127.0.0.1",
      port: fixture.port,
      servername,
      rejectUnauthorized: false,
      ...shown(pair),
    } as http2.SecureClientSessionOptions);
    const statuses: unknown[] = [];
    for (const host of hosts) {
      const stream = session.request({ ":path": "/", ":authority": host });
      const [headers] = await once(stream, "response");
      stream.resume();
      await once(stream, "end");
      statuses.push(headers[":status"]);
    }
    session.close();
    return statuses;
  }
});

test.each<[string, () => Partial<Asked>, string]>([
  ["plain HTTP", () => ({ serverName: undefined }), "the domain has mutual TLS and the request came without TLS"],
  [
    "another name",
    () => ({ serverName: openName, client }),
    "the domain has mutual TLS and the TLS handshake was for open.example.com",
  ],
  ["no certificate", () => ({}), "the client has shown no certificate"],
  [
    "a stranger's certificate",
    () => ({ client: stranger }),
    "the client's certificate was not valid in the handshake: CERT_SIGNATURE_FAILURE",
  ],
])("the API's owner may learn why a request by %s was refused", async (_, asked, text) => {
  const { requestId = "" } = await send({ host: name, ...asked() });
  const explanation = await fixture.explain(requestId);
  expect(explanation).toMatchObject({ summary: text, links: [{ name: "client", outcome: "failed" }] });
});

describe("a trust store", () => {
  const DomainName = "changing.example.com";

  test("counts as it is when the domain is set up with it, on connections that are open too", async () => {
    const uri = await fixture.truststore("others", [root.certificate, issuer.certificate]);
    await fixture.createDomain(DomainName, await newCertificate(), { TruststoreUri: uri });
    const agent = new https.Agent({ keepAlive: true, maxSockets: 1 });
    const kept = { serverName: DomainName, client, agent };
    expect(await send(kept)).toMatchObject({ status: 200 });
    const alone = await opensslCertificate({ subject: "/CN=only" });
    await fixture.truststore("others", [alone.certificate]);
    expect(await send(kept)).toMatchObject({ status: 200 });
    expect(await send({ serverName: DomainName, client: alone })).toMatchObject(forbidden);
    const MutualTlsAuthentication = { TruststoreUri: uri };
    await fixture.gateway.send(new UpdateDomainNameCommand({ DomainName, MutualTlsAuthentication }));
    expect(await send(kept)).toMatchObject(forbidden);
    expect(await send({ serverName: DomainName, client: alone })).toMatchObject({ status: 200 });
    agent.destroy();
    const none = { MutualTlsAuthentication: { TruststoreUri: "" } };
    await fixture.gateway.send(new UpdateDomainNameCommand({ DomainName, ...none }));
    expect(await send({ serverName: DomainName })).toMatchObject({ status: 200 });
  });

  test("stays when the domain is given another version of it, as AWS documents that, or nothing", async () => {
    const Name = "versioned.example.com";
    await fixture.createDomain(Name, await newCertificate(), { TruststoreUri: truststoreUri });
    const alone = await opensslCertificate({ subject: "/CN=second version" });
    const uri = await fixture.truststore("clients", [alone.certificate], "2");
    const update = (MutualTlsAuthentication: MutualTlsAuthenticationInput) =>
      fixture.gateway.send(new UpdateDomainNameCommand({ DomainName: Name, MutualTlsAuthentication }));
    expect(await update({})).toMatchObject({ MutualTlsAuthentication: { TruststoreUri: uri } });
    expect(await send({ serverName: Name })).toMatchObject(forbidden);
    const second = { TruststoreUri: uri, TruststoreVersion: "2" };
    expect((await update({ TruststoreVersion: "2" })).MutualTlsAuthentication).toEqual(second);
    expect(await send({ serverName: Name })).toMatchObject(forbidden);
    expect(await send({ serverName: Name, client })).toMatchObject(forbidden);
    expect(await send({ serverName: Name, client: alone })).toMatchObject({ status: 200 });
    expect((await update({})).MutualTlsAuthentication).toEqual(second);
    expect((await update({ TruststoreUri: uri })).MutualTlsAuthentication).toEqual({ TruststoreUri: uri });
  });

  test("has warnings for the certificates that are left out of it", async () => {
    const [weak, old] = await Promise.all([
      opensslCertificate({ subject: "/CN=weak", extensions: authorityExtensions, key: ["-newkey", "rsa:1024"] }),
      opensslCertificate({ subject: "/CN=old", extensions: authorityExtensions, digest: "sha1" }),
    ]);
    const broken = root.certificate.replace("\nM", "\nN");
    const uri = await fixture.truststore(
      "mixed",
      [root, weak, old].map(({ certificate }) => certificate).concat(broken),
    );
    await fixture.createDomain("warned.example.com", await newCertificate(), { TruststoreUri: uri });
    const { MutualTlsAuthentication } = await fixture.gateway.send(
      new GetDomainNameCommand({ DomainName: "warned.example.com" }),
    );
    expect(MutualTlsAuthentication).toEqual({
      TruststoreUri: uri,
      TruststoreWarnings: [
        "Certificate 2 of the truststore is not used: its key is RSA-1024, neither RSA with at least 2048 bits nor ECDSA with 256 or 384 bits. (CN=weak)",
        "Certificate 3 of the truststore is not used: its signature is SHA1WITHECDSA, weaker than SHA-256. (CN=old)",
        "Certificate 4 of the truststore is not used: it cannot be read.",
      ],
    });
  });

  test.each<[string, (uri: string) => object, () => readonly string[], string]>([
    [
      "nowhere",
      () => ({ TruststoreUri: "s3://trust/absent.pem" }),
      () => [],
      "The truststore s3://trust/absent.pem does not exist: the file of --truststores says which file stands for it",
    ],
    [
      "there in another version",
      (uri) => ({ TruststoreUri: uri, TruststoreVersion: "2" }),
      () => [],
      "The truststore s3://trust/empty.pem?versionId=2 does not exist: the file of --truststores says which file stands for it",
    ],
    [
      "a version of nothing",
      () => ({ TruststoreVersion: "2" }),
      () => [],
      "A truststore version must be of a truststore: its URI is missing",
    ],
    [
      "no URI of S3",
      () => ({ TruststoreUri: "https://trust/x" }),
      () => [],
      "Invalid truststore URI specified: https://trust/x. Must have the form s3://bucket/key",
    ],
    [
      "empty",
      (uri) => ({ TruststoreUri: uri }),
      () => [],
      "The truststore s3://trust/empty.pem has no certificate that can be trusted: it has none in PEM.",
    ],
    [
      "over 1,000 certificates",
      (uri) => ({ TruststoreUri: uri }),
      () => Array.from({ length: 1001 }, () => root.certificate),
      "A truststore can have at most 1000 certificates",
    ],
    [
      "over 1 MB",
      (uri) => ({ TruststoreUri: uri }),
      () => [root.certificate, "x".repeat(1024 * 1024)],
      "A truststore can have at most 1048576 bytes",
    ],
  ])("is refused when it is %s", async (_, mutualTls, certificates, message) => {
    const uri = await fixture.truststore("empty", certificates());
    const created = fixture.createDomain("refused.example.com", await newCertificate(), mutualTls(uri));
    await expect(created).rejects.toMatchObject({ name: "BadRequestException", message });
  });
});

let certificateArn: string | undefined;
async function newCertificate(): Promise<string> {
  certificateArn ??= await fixture.importCertificate(await serverCertificate("*.example.com"));
  return certificateArn;
}
