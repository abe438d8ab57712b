import { Buffer } from "node:buffer";
import { hash } from "node:crypto";
import type http from "node:http";
import { headerValue } from "../src/http/raw-request.ts";
import type { SessionTokens } from "../src/identity/session-tokens.ts";
import { parseAuthorization } from "../src/sigv4/authorization.ts";
import { createSigningKeys } from "../src/sigv4/signing-key.ts";
import { verifySignature } from "../src/sigv4/verify-signature.ts";
import { owner, rawRequest } from "./gateway.ts";

/** What a service saw of a call, its signature verified. */
export interface Called {
  readonly line: string;
  readonly type: string | undefined;
  readonly target: string | undefined;
  readonly body: string;
  /** The service and region that the call is signed for, and the role whose temporary credentials signed it. */
  readonly scope: string;
  readonly issuerId: string | undefined;
  readonly signatureIsRight: boolean;
}

const keys = createSigningKeys(10);

/** Reads a call whole and verifies its signature against the session in its token. */
export async function readCall(request: http.IncomingMessage, tokens: SessionTokens): Promise<Called> {
  const chunks: Buffer[] = [];
  for await (const chunk of request as AsyncIterable<Buffer>) {
    chunks.push(chunk);
  }
  const raw = rawRequest(request);
  const body = Buffer.concat(chunks);
  const parsed = parseAuthorization(raw);
  const authorization = parsed.kind === "signed" ? parsed.authorization : undefined;
  const session = await tokens.open(authorization?.sessionToken ?? "");
  return {
    line: `${request.method} ${request.url}`,
    type: headerValue(raw, "content-type"),
    target: headerValue(raw, "x-amz-target"),
    body: body.toString(),
    scope: `${authorization?.scope.service}/${authorization?.scope.region}`,
    issuerId: session?.issuerId,
    signatureIsRight:
      authorization !== undefined &&
      session?.accessKeyId === authorization.accessKeyId &&
      verifySignature(
        raw,
        hash("sha256", body, "hex"),
        authorization,
        keys.get(session.secretAccessKey, authorization.scope),
      ),
  };
}

/** A trust policy for a service, only where it acts for a resource of the owner's when that is given as a pattern. */
export function serviceTrust(service: string, sourceArn?: string): string {
  const Condition = sourceArn && {
    ArnLike: { "aws:SourceArn": sourceArn },
    StringEquals: { "aws:SourceAccount": owner },
  };
  const statement = { Effect: "Allow", Principal: { Service: service }, Action: "sts:AssumeRole" };
  return JSON.stringify({ Version: "2012-10-17", Statement: [{ ...statement, ...(Condition && { Condition }) }] });
}

/** A policy that allows one action. */
export function allowPolicy(Action: string, Resource = "*"): string {
  return JSON.stringify({ Version: "2012-10-17", Statement: [{ Effect: "Allow", Action, Resource }] });
}
