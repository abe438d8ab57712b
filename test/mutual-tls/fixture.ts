import { once } from "node:events";
import { mkdtemp, rm, writeFile } from "node:fs/promises";
import http, { type IncomingMessage, type OutgoingHttpHeaders } from "node:http";
import https from "node:https";
import { tmpdir } from "node:os";
import { join } from "node:path";
import tls from "node:tls";
import { fileURLToPath } from "node:url";
import { ACMClient, ImportCertificateCommand } from "@aws-sdk/client-acm";
import { APIGatewayClient } from "@aws-sdk/client-api-gateway";
import {
  ApiGatewayV2Client,
  CreateApiCommand,
  CreateApiMappingCommand,
  CreateDomainNameCommand,
  CreateIntegrationCommand,
  CreateRouteCommand,
  CreateStageCommand,
  type MutualTlsAuthenticationInput,
} from "@aws-sdk/client-apigatewayv2";
import { pino } from "pino";
import { fetchExplanation } from "../../src/cli/fetch-explanation.ts";
import { accountIdOf } from "../../src/arn/account-id.ts";
import { defaultSettings } from "../../src/server/settings.ts";
import { startServer } from "../../src/server/start-server.ts";
import { applyAccounts } from "../../src/services/accounts/apply-accounts.ts";
import { systemSources } from "../../src/sources.ts";
import { openStore } from "../../src/store/open-store.ts";
import type { Explanation } from "../../src/trace/explanation.ts";
import { opensslCertificate } from "../openssl.ts";
import type { KeyPair } from "../self-signed.ts";

/** The account of these tests. */
export const owner = "111111111111";
/** Where access logs go. */
export const destinationArn = `arn:aws:logs:us-east-1:${owner}:log-group:mutual`;

/** A whole server with an API whose function answers with its event, and trust stores to give to domains. */
export interface MutualTlsFixture {
  readonly port: number;
  readonly acm: ACMClient;
  readonly gateway: ApiGatewayV2Client;
  /** The same service's version 1. */
  readonly restGateway: APIGatewayClient;
  readonly apiId: string;
  /** A folder that is gone after `close`; trust stores are the files `NAME.pem` in it, as `s3://trust/NAME.pem`; version 2 of `clients` is `clients2.pem`. */
  readonly folder: string;
  /** Writes the file of a trust store and returns its URI. */
  truststore(name: string, certificates: readonly string[], version?: "" | "2"): Promise<string>;
  /** Imports a certificate, new or in place of another. */
  importCertificate(pair: KeyPair, arn?: string): Promise<string>;
  /** Makes a domain with that certificate and maps all its paths to the API. */
  createDomain(name: string, certificateArn: string, mutualTls?: MutualTlsAuthenticationInput): Promise<void>;
  /** What the owner learns of a request. */
  explain(requestId: string): Promise<Explanation>;
  close(): Promise<void>;
}

const truststoreNames = ["clients", "others", "mixed", "weak", "empty"];

/** Starts it. */
export async function startMutualTls(): Promise<MutualTlsFixture> {
  const folder = await mkdtemp(join(tmpdir(), "sallyport-mutual-"));
  const sources = systemSources;
  const store = await openStore({ database: undefined, masterKey: new Uint8Array(32), sources });
  const credentials = { accessKeyId: "ROOTKEY", secretAccessKey: "secret of the root" };
  const { accessKeyId, secretAccessKey } = credentials;
  const account = { id: accountIdOf(owner), name: "owner", rootAccessKeyId: accessKeyId, users: [] };
  await store.write((tx) => applyAccounts(tx, [{ ...account, rootSecretAccessKey: secretAccessKey }], sources));
  const echo = fileURLToPath(new URL("echo-event.mjs", import.meta.url));
  const server = await startServer({
    store,
    sources,
    logger: pino({ level: "silent" }),
    settings: {
      ...defaultSettings,
      port: 0,
      functions: new Map([["echo", { kind: "module", path: echo }]]),
      truststores: new Map([
        ...truststoreNames.map((name) => [`s3://trust/${name}.pem`, join(folder, `${name}.pem`)] as const),
        ["s3://trust/clients.pem?versionId=2", join(folder, "clients2.pem")],
      ]),
      logDestinations: { [destinationArn]: join(folder, "access.log") },
    },
  });
  const options = { endpoint: `http://127.0.0.1:${server.port}`, region: "us-east-1", credentials };
  const acm = new ACMClient(options);
  const gateway = new ApiGatewayV2Client(options);
  const restGateway = new APIGatewayClient(options);
  const apiId = await createEchoApi(gateway);
  return {
    port: server.port,
    acm,
    gateway,
    restGateway,
    apiId,
    folder,
    truststore: async (name, certificates, version = "") => {
      await writeFile(join(folder, `${name}${version}.pem`), certificates.join("\n"));
      return `s3://trust/${name}.pem`;
    },
    importCertificate: async ({ certificate, privateKey }, CertificateArn) => {
      const input = { CertificateArn, Certificate: Buffer.from(certificate), PrivateKey: Buffer.from(privateKey) };
      return (await acm.send(new ImportCertificateCommand(input))).CertificateArn ?? "";
    },
    createDomain: async (DomainName, CertificateArn, MutualTlsAuthentication) => {
      const DomainNameConfigurations = [{ CertificateArn }];
      await gateway.send(
        new CreateDomainNameCommand({ DomainName, DomainNameConfigurations, MutualTlsAuthentication }),
      );
      await gateway.send(new CreateApiMappingCommand({ DomainName, ApiId: apiId, Stage: "$default" }));
    },
    explain: (requestId) => fetchExplanation({ endpoint: options.endpoint, requestId, credentials }),
    close: async () => {
      acm.destroy();
      gateway.destroy();
      restGateway.destroy();
      await server.close();
      await store.close();
      await rm(folder, { recursive: true });
    },
  };
}

/** An API whose `$default` route has an event of format 2.0 and whose `GET /one` has one of 1.0. */
async function createEchoApi(gateway: ApiGatewayV2Client): Promise<string> {
  const { ApiId = "" } = await gateway.send(new CreateApiCommand({ Name: "echo", ProtocolType: "HTTP" }));
  for (const [RouteKey, PayloadFormatVersion] of [
    ["$default", "2.0"],
    ["GET /one", "1.0"],
  ]) {
    const { IntegrationId } = await gateway.send(
      new CreateIntegrationCommand({
        ApiId,
        IntegrationType: "AWS_PROXY",
        IntegrationUri: `arn:aws:lambda:us-east-1:${owner}:function:echo`,
        PayloadFormatVersion,
      }),
    );
    await gateway.send(new CreateRouteCommand({ ApiId, RouteKey, Target: `integrations/${IntegrationId}` }));
  }
  const names = ["subjectDN", "issuerDN", "serialNumber", "validity.notBefore", "validity.notAfter"];
  const Format = [
    "$context.requestId $context.status",
    ...names.map((name) => `$context.identity.clientCert.${name}`),
  ].join(";");
  const AccessLogSettings = { DestinationArn: destinationArn, Format };
  await gateway.send(new CreateStageCommand({ ApiId, StageName: "$default", AutoDeploy: true, AccessLogSettings }));
  return ApiId;
}

/** A server's certificate for these names, signed by itself. */
export function serverCertificate(...names: readonly string[]): Promise<KeyPair> {
  const alternatives = names.map((name) => `DNS:${name}`).join(",");
  return opensslCertificate({ subject: "/CN=server", extensions: [`subjectAltName=${alternatives}`] });
}

/** How a test asks. */
export interface Asked {
  readonly port: number;
  /** The name in the handshake; plain HTTP when absent. */
  readonly serverName?: string | undefined;
  /** The name in the request; that of the handshake when absent. */
  readonly host?: string;
  readonly path?: string;
  readonly client?: KeyPair | undefined;
  readonly headers?: OutgoingHttpHeaders;
  readonly agent?: https.Agent;
}

/** What was answered. */
export interface Answered {
  readonly status: number | undefined;
  readonly body: string;
  readonly requestId: string | undefined;
}

/** OpenSSL keeps a client from showing a weak certificate unless it is told not to. */
const anyCipher = "DEFAULT@SECLEVEL=0";

/** Sends a GET over HTTP/1.1; whether the server's certificate is trusted is left to tests of their own. */
export async function ask(asked: Asked): Promise<Answered> {
  const { port, serverName, host = serverName, path = "/", client, headers, agent } = asked;
  const target = { host: "127.0.0.1", port, path, agent: agent ?? false, headers: { host, ...headers } };
  const request =
    serverName === undefined
      ? http.get(target)
      : https.get({
          ...target,
          servername: serverName,
          rejectUnauthorized: false,
          ciphers: anyCipher,
          ...shown(client),
        });
  // Node's own type of the event.
  const [response] = (await once(request, "response")) as [IncomingMessage];
  const chunks: Buffer[] = [];
  for await (const chunk of response) {
    chunks.push(chunk);
  }
  const { headers: received } = response;
  const requestId = (received["apigw-requestid"] ?? received["x-amzn-requestid"])?.toString();
  return { status: response.statusCode, body: Buffer.concat(chunks).toString(), requestId };
}

/** A client's certificate as Node's functions take it. */
export function shown(client: KeyPair | undefined): { readonly cert?: string; readonly key?: string } {
  return client === undefined ? {} : { cert: client.certificate, key: client.privateKey };
}

/** The SHA-256 of the certificate that a handshake for a name gets; rejects with the alert of one that fails. */
export async function servedFingerprint(port: number, servername: string): Promise<string | undefined> {
  const socket = tls.connect({ host: "127.0.0.1", port, servername, rejectUnauthorized: false });
  await once(socket, "secureConnect");
  const { fingerprint256 } = socket.getPeerX509Certificate() ?? {};
  socket.end();
  return fingerprint256;
}
