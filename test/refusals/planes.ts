import type { SigningCredentials } from "../../src/sigv4/sign.ts";
import { authenticationMessages, type Refusal } from "./refusal-texts.ts";
import { type Draft, type Form } from "./draft.ts";
import type { Reply } from "./exchange.ts";
import { controlDraft, type Fixture, requestId } from "./fixture.ts";

/** One of the places where a signature is checked. */
export interface Plane {
  readonly name: string;
  /** How far a request's time may be from the server's, in minutes. */
  readonly skewMinutes: number;
  /** The signing name. */
  readonly service: string;
  /** A call that an administrator of account A may make, unsigned. */
  readonly draft: (fixture: Fixture, credentials: SigningCredentials) => Draft;
  /** What of an answer is compared. */
  readonly shown: (reply: Reply) => object;
  /** The answer to a call that passes, as far as it tells that it passed. */
  readonly passes: object;
  /** The answer to a refused call, byte for byte. */
  readonly refuses: (refusal: Refusal) => object;
}

const namespaces = {
  iam: "https://iam.amazonaws.com/doc/2010-05-08/",
  sts: "https://sts.amazonaws.com/doc/2011-06-15/",
} as const;

/** All of them: the three control planes, and invokes by host and by path. */
export const planes: readonly Plane[] = [
  queryPlane("IAM", "iam", "ListUsers"),
  queryPlane("STS", "sts", "GetCallerIdentity"),
  {
    name: "API Gateway",
    skewMinutes: 5,
    service: "apigateway",
    draft: (fixture, credentials) =>
      fixture.draft(credentials, { host: "localhost", path: "/v2/apis", service: "apigateway" }),
    shown: ({ status, headers, body }) => ({
      status,
      error: headers.get("x-amzn-errortype"),
      body: statusBody(status, body),
    }),
    passes: { status: 200, error: undefined, body: "" },
    refuses: (refusal) => {
      const { json, jsonText, text } = authenticationMessages(refusal, "apigateway");
      return { status: 403, error: json, body: JSON.stringify({ message: jsonText ?? text }) };
    },
  },
  invokePlane("invoke by host", (fixture, credentials) => fixture.draft(credentials)),
  invokePlane("invoke by path", (fixture, credentials) =>
    fixture.draft(credentials, { host: "localhost", path: `/_aws/execute-api/${fixture.apiId}/$default/pets/1` }),
  ),
];

/** Both places in which a signature can be carried. */
export const forms: readonly Form[] = ["header", "query"];

/** Whether the plane is the API itself, which tells a caller nothing of why it was refused. */
export function isInvoke({ service }: Plane): boolean {
  return service === "execute-api";
}

/** The error of IAM or STS, byte for byte. */
export function queryError(service: "iam" | "sts", error: { readonly code: string; readonly message: string }): string {
  const escaped = error.message.replaceAll("&", "&amp;").replaceAll("<", "&lt;").replaceAll(">", "&gt;");
  return `<ErrorResponse xmlns="${namespaces[service]}">
  <Error>
    <Type>Sender</Type>
    <Code>${error.code}</Code>
    <Message>${escaped}</Message>
  </Error>
  <RequestId>${requestId}</RequestId>
</ErrorResponse>
`;
}

function queryPlane(name: string, service: "iam" | "sts", action: string): Plane {
  return {
    name,
    skewMinutes: 15,
    service,
    draft: ({ clock }, credentials) => controlDraft(credentials, clock.nowMs, { Action: action }),
    shown: ({ status, headers, body }) => ({
      status,
      type: headers.get("content-type"),
      body: statusBody(status, body),
    }),
    passes: { status: 200, type: "text/xml", body: "" },
    refuses: (refusal) => {
      const { query, status, text } = authenticationMessages(refusal, service);
      return { status, type: "text/xml", body: queryError(service, { code: query, message: text }) };
    },
  };
}

function invokePlane(name: string, draft: Plane["draft"]): Plane {
  return {
    name,
    skewMinutes: 5,
    service: "execute-api",
    draft,
    shown: ({ status, headers, body }) => ({
      status,
      type: headers.get("content-type"),
      error: headers.get("x-amzn-errortype"),
      body: statusBody(status, body),
    }),
    passes: { status: 200, type: undefined, error: undefined, body: "" },
    refuses: ({ kind }) => ({
      status: 403,
      type: "application/json",
      error: undefined,
      body: kind === "unsigned" ? '{"message":"Missing Authentication Token"}' : '{"message":"Forbidden"}',
    }),
  };
}

/** Of a refusal the whole body counts; what a call that passed answers is for other tests. */
function statusBody(status: number, body: string): string {
  return status === 200 ? "" : body;
}
