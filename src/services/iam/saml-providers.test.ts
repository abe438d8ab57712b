import { afterEach, beforeEach, describe, expect, test } from "vitest";
import { certificates, privateKeys } from "../../../test/certificates.ts";
import { accountA, type IamBench, nowMs, openIamBench } from "../../../test/iam-bench.ts";
import { readSamlMetadata } from "./saml-metadata.ts";

const signing = certificates.root.replaceAll(/-----[A-Z ]+-----|\s/g, "");

interface MetadataParts {
  readonly root?: string;
  readonly keys?: string;
}

function keyDescriptor(use: string, certificate: string): string {
  return `<md:KeyDescriptor${use}><ds:KeyInfo xmlns:ds="http://www.w3.org/2000/09/xmldsig#"><ds:X509Data>
    <ds:X509Certificate>${certificate}</ds:X509Certificate></ds:X509Data></ds:KeyInfo></md:KeyDescriptor>`;
}

function metadata({ root = "", keys = keyDescriptor(' use="signing"', signing) }: MetadataParts = {}): string {
  return `<?xml version="1.0"?>
<md:EntityDescriptor xmlns:md="urn:oasis:names:tc:SAML:2.0:metadata" entityID="https://idp.example.com/saml"${root}>
  <md:IDPSSODescriptor protocolSupportEnumeration="urn:oasis:names:tc:SAML:2.0:protocol">${keys}
    <md:SingleSignOnService Binding="urn:oasis:names:tc:SAML:2.0:bindings:HTTP-Redirect" Location="https://idp.example.com/sso"/>
  </md:IDPSSODescriptor>
</md:EntityDescriptor>
`;
}

describe("metadata", () => {
  test("tells the issuer, its signing certificates and until when it is valid", () => {
    const broken = `${signing.slice(0, 64)}\n   ${signing.slice(64)}`;
    const keys = [
      keyDescriptor(' use="signing"', broken),
      keyDescriptor("", signing),
      keyDescriptor(' use="encryption"', "junk"),
    ].join("");
    expect(readSamlMetadata(metadata({ keys, root: ' validUntil="2030-01-01T00:00:00Z"' }))).toStrictEqual({
      entityId: "https://idp.example.com/saml",
      signingCertificates: [signing],
      validUntilMs: Date.UTC(2030, 0, 1),
    });
  });

  test.each([
    ["words", "hello"],
    ["unfinished XML", metadata().slice(0, -30)],
    ["another document", "<html xmlns='http://www.w3.org/1999/xhtml'/>"],
    ["a document type", metadata().replace("<md:Entity", '<!DOCTYPE x [<!ENTITY a "b">]><md:Entity')],
    ["no issuer", metadata().replace(/entityID="[^"]*"/, "")],
    ["no identity provider", metadata().replaceAll("IDPSSODescriptor", "SPSSODescriptor")],
    ["no certificate", metadata({ keys: "" })],
    ["a broken certificate", metadata({ keys: keyDescriptor("", "AAAA") })],
    ["no date where one must be", metadata({ root: ' validUntil="soon"' })],
  ])("with %s is refused", (_, document) => {
    expect(readSamlMetadata(document)).toBeUndefined();
  });
});

describe("providers", () => {
  let iam: IamBench;
  beforeEach(async () => {
    iam = await openIamBench();
  });
  afterEach(() => iam.close());

  const SAMLProviderArn = "arn:aws:iam::111111111111:saml-provider/Idp";
  const named = { SAMLProviderArn };
  const create = (input: object = {}) =>
    iam.call("CreateSAMLProvider", { Name: "Idp", SAMLMetadataDocument: metadata(), ...input });
  const get = async () =>
    (await iam.call("GetSAMLProvider", named)) as { PrivateKeyList: { KeyId: string; Timestamp: Date }[] };

  const inAHundredYears = new Date(Date.UTC(2126, 0, 2, 3, 4, 5));

  test("come back with their metadata and are valid for a hundred years", async () => {
    expect(await create({ Tags: [{ Key: "a", Value: "b" }] })).toStrictEqual({
      ...named,
      Tags: [{ Key: "a", Value: "b" }],
    });
    expect(await get()).toStrictEqual({
      SAMLProviderUUID: "00000000-0000-4000-8000-000000000000",
      SAMLMetadataDocument: metadata(),
      CreateDate: new Date(nowMs),
      ValidUntil: inAHundredYears,
      Tags: [{ Key: "a", Value: "b" }],
      AssertionEncryptionMode: "Allowed",
      PrivateKeyList: [],
    });
    expect(await iam.call("ListSAMLProviders")).toStrictEqual({
      SAMLProviderList: [{ Arn: SAMLProviderArn, ValidUntil: inAHundredYears, CreateDate: new Date(nowMs) }],
    });
  });

  test("are refused twice and with metadata that is none", async () => {
    await create();
    await expect(create()).rejects.toMatchObject({ code: "EntityAlreadyExists", status: 409 });
    const refusal = { code: "InvalidInput", status: 400, message: "Could not parse metadata" };
    await expect(create({ Name: "Other", SAMLMetadataDocument: "x" })).rejects.toMatchObject(refusal);
    await expect(iam.call("UpdateSAMLProvider", { ...named, SAMLMetadataDocument: "x" })).rejects.toMatchObject(
      refusal,
    );
  });

  test("take other metadata and encryption and leave out what an update leaves out", async () => {
    await create();
    const ending = metadata({ root: ' validUntil="2030-01-01T00:00:00Z"' });
    expect(await iam.call("UpdateSAMLProvider", { ...named, SAMLMetadataDocument: ending })).toStrictEqual(named);
    await iam.call("UpdateSAMLProvider", { ...named, AssertionEncryptionMode: "Required" });
    expect(await get()).toMatchObject({
      SAMLMetadataDocument: ending,
      ValidUntil: new Date(Date.UTC(2030, 0, 1)),
      AssertionEncryptionMode: "Required",
    });
  });

  test("hold two private keys, which are named and never shown", async () => {
    await create({ AddPrivateKey: privateKeys.leaf });
    await iam.call("UpdateSAMLProvider", { ...named, AddPrivateKey: privateKeys.other });
    const { PrivateKeyList } = await get();
    const [first, second] = PrivateKeyList.map(({ KeyId }) => KeyId);
    expect(first).toMatch(/^[A-Z2-7]{22,64}$/);
    await expect(iam.call("UpdateSAMLProvider", { ...named, AddPrivateKey: privateKeys.leaf })).rejects.toMatchObject({
      code: "LimitExceeded",
    });
    await iam.call("UpdateSAMLProvider", { ...named, RemovePrivateKey: first });
    expect((await get()).PrivateKeyList).toStrictEqual([{ KeyId: second, Timestamp: new Date(nowMs) }]);
    const stored = await iam.store.read(({ iamParts }) => iamParts.get(accountA, "samlProvider", SAMLProviderArn));
    expect(JSON.parse(stored?.secret ?? "")).toEqual({ [second ?? ""]: privateKeys.other });
    await expect(iam.call("UpdateSAMLProvider", { ...named, RemovePrivateKey: first })).rejects.toMatchObject({
      code: "NoSuchEntity",
    });
  });

  test("take no encrypted private key", async () => {
    await expect(create({ AddPrivateKey: privateKeys.encrypted })).rejects.toMatchObject({ code: "InvalidInput" });
  });

  test.each([
    ["GetSAMLProvider", {}],
    ["UpdateSAMLProvider", {}],
    ["DeleteSAMLProvider", {}],
    ["ListSAMLProviderTags", {}],
    ["TagSAMLProvider", { Tags: [] }],
    ["UntagSAMLProvider", { TagKeys: [] }],
  ])("that do not exist are not found by %s", async (name, input) => {
    await expect(iam.call(name, { ...named, ...input })).rejects.toMatchObject({
      code: "NoSuchEntity",
      status: 404,
      message: `Manifest not found for arn ${SAMLProviderArn}`,
    });
  });

  test("are gone when deleted", async () => {
    await create();
    await iam.call("DeleteSAMLProvider", named);
    expect(await iam.call("ListSAMLProviders")).toStrictEqual({ SAMLProviderList: [] });
  });
});
