import { expect, test } from "vitest";
import { accountIdOf } from "../arn/account-id.ts";
import { deriveSigningKey } from "../sigv4/signing-key.ts";
import { createCredentialKeys } from "./credential-keys.ts";

const scope = { date: "20260925", region: "us-east-1", service: "execute-api" };

test("a credential keeps its latest key, and never signs with one of another day, region, service or secret", () => {
  const keyOf = createCredentialKeys(10);
  const credentials = ["secret-a", "secret-b"].map((secretAccessKey) => ({
    accountId: accountIdOf("111111111111"),
    accessKeyId: "AKIAEXAMPLE",
    secretAccessKey,
    issuer: undefined,
    unexpectedToken: false,
  }));
  const scopes = [
    scope,
    { ...scope, date: "20260926" },
    { ...scope, region: "eu-west-1" },
    { ...scope, service: "sts" },
    scope,
  ];
  for (const credential of credentials) {
    for (const one of scopes) {
      const expected = deriveSigningKey(credential.secretAccessKey, one).sign("text");
      expect(keyOf(credential, one).sign("text")).toBe(expected);
      expect(keyOf(credential, { ...one })).toBe(keyOf(credential, one));
    }
  }
});
