import { X509Certificate } from "node:crypto";
import { DeleteDomainNameCommand, UpdateDomainNameCommand } from "@aws-sdk/client-apigatewayv2";
import { afterAll, beforeAll, expect, test } from "vitest";
import type { KeyPair } from "../self-signed.ts";
import { type MutualTlsFixture, servedFingerprint, serverCertificate, startMutualTls } from "./fixture.ts";

let fixture: MutualTlsFixture;
beforeAll(async () => {
  fixture = await startMutualTls();
});
afterAll(() => fixture.close());

const fingerprintOf = ({ certificate }: KeyPair) => new X509Certificate(certificate).fingerprint256;
const served = (name: string) => servedFingerprint(fixture.port, name);

test("each custom domain is served with its own certificate, a wildcard for one label", async () => {
  const [exact, wild] = await Promise.all([serverCertificate("api.own.example"), serverCertificate("*.own.example")]);
  await fixture.createDomain("*.own.example", await fixture.importCertificate(wild));
  expect(await served("api.own.example")).toBe(fingerprintOf(wild));
  await fixture.createDomain("api.own.example", await fixture.importCertificate(exact));
  expect(await served("api.own.example")).toBe(fingerprintOf(exact));
  expect(await served("API.own.example")).toBe(fingerprintOf(exact));
  expect(await served("other.own.example")).toBe(fingerprintOf(wild));
  await expect(served("deep.other.own.example")).rejects.toThrow("unrecognized name");
});

test("a certificate that is imported anew, exchanged or gone with its domain counts from the next handshake", async () => {
  const DomainName = "api.changing.example";
  const [first, second, third] = await Promise.all([1, 2, 3].map(() => serverCertificate(DomainName)));
  const arn = await fixture.importCertificate(first as KeyPair);
  await fixture.createDomain(DomainName, arn);
  expect(await served(DomainName)).toBe(fingerprintOf(first as KeyPair));
  await fixture.importCertificate(second as KeyPair, arn);
  expect(await served(DomainName)).toBe(fingerprintOf(second as KeyPair));
  const CertificateArn = await fixture.importCertificate(third as KeyPair);
  const DomainNameConfigurations = [{ CertificateArn }];
  await fixture.gateway.send(new UpdateDomainNameCommand({ DomainName, DomainNameConfigurations }));
  expect(await served(DomainName)).toBe(fingerprintOf(third as KeyPair));
  await fixture.gateway.send(new DeleteDomainNameCommand({ DomainName }));
  await expect(served(DomainName)).rejects.toThrow("unrecognized name");
});

test("AWS's names and the server's own keep the certificates of the local authority", async () => {
  const local = await served("localhost");
  await fixture.createDomain(
    "*.localhost.example",
    await fixture.importCertificate(await serverCertificate("*.localhost.example")),
  );
  expect(await served("localhost")).toBe(local);
  expect(await served(`${fixture.apiId}.execute-api.us-east-1.amazonaws.com`)).not.toBe(undefined);
});
