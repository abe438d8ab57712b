import { accountA, cast } from "./cast.ts";
import { userKey } from "./live-keys.ts";
import type { LiveServer } from "./live-server.ts";
import type { MatrixCase, ValidationCase } from "./matrix-case.ts";

/** A world in which alice may assume the role Worker, to pass it session policies. */
export const assumableWorker: MatrixCase = {
  topic: "Validation",
  name: "alice may assume Worker",
  source: "needed to pass session policies",
  principal: "alice",
  action: "sts:AssumeRole",
  resource: cast.worker.issuerArn,
  resourceAccount: accountA,
  context: {},
  policies: { trust: { Effect: "Allow", Principal: { AWS: cast.alice.arn }, Action: "sts:AssumeRole" } },
  expect: "allowed",
};

/** The text of a document that a case writes as JSON or as text. */
export function documentText(document: unknown): string {
  return typeof document === "string" ? document : JSON.stringify(document);
}

/** Why no operation takes such a document; undefined when one does. */
export function validationSkip({ kind, skip }: ValidationCase): string | undefined {
  if (skip?.live !== undefined) {
    return skip.live;
  }
  return kind in operations ? undefined : `no operation of this server takes a policy of kind ${kind}`;
}

let sent = 0;

/** Sends the document in the operation that takes its kind; returns the error's code and message, or neither. */
export async function sendDocument(
  server: LiveServer,
  { kind, document }: ValidationCase,
): Promise<{ readonly code: string | undefined; readonly message: string | undefined }> {
  sent += 1;
  const operation = operations[kind];
  if (operation === undefined) {
    throw new Error(`no operation takes a policy of kind ${kind}`);
  }
  const parameters = operation(documentText(document), `V${sent}`);
  const reply = await (kind === "session"
    ? server.call("sts", parameters, userKey("alice"))
    : server.call("iam", parameters));
  return {
    code: /<Code>(.*)<\/Code>/.exec(reply.body)?.[1],
    message: unescaped(/<Message>([^]*)<\/Message>/.exec(reply.body)?.[1]),
  };
}

const iam = "2010-05-08";
const operations: Readonly<Record<string, (document: string, name: string) => Record<string, string>>> = {
  managed: (document, name) => ({
    Action: "CreatePolicy",
    Version: iam,
    PolicyName: name,
    PolicyDocument: document,
  }),
  inline: (document, name) => ({
    Action: "PutUserPolicy",
    Version: iam,
    UserName: "alice",
    PolicyName: name,
    PolicyDocument: document,
  }),
  trust: (document, name) => ({
    Action: "CreateRole",
    Version: iam,
    RoleName: name,
    AssumeRolePolicyDocument: document,
  }),
  session: (document) => ({
    Action: "AssumeRole",
    Version: "2011-06-15",
    RoleArn: `arn:aws:iam::${accountA}:role/app/Worker`,
    RoleSessionName: cast.alice.type,
    Policy: document,
  }),
};

function unescaped(text: string | undefined): string | undefined {
  const characters: Readonly<Record<string, string>> = { quot: '"', apos: "'", lt: "<", gt: ">", amp: "&" };
  return text?.replaceAll(/&(quot|apos|lt|gt|amp);/g, (whole, name: string) => characters[name] ?? whole);
}
