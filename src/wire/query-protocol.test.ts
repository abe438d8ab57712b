import { CreateRole$, DeleteUser$, GetAccountSummary$, ListUsers$ } from "@aws-sdk/client-iam";
import { AssumeRole$, GetCallerIdentity$ } from "@aws-sdk/client-sts";
import type { StaticOperationSchema } from "@smithy/types";
import { describe, expect, test } from "vitest";
import type { RawRequest } from "../http/raw-request.ts";
import { AwsError } from "./aws-error.ts";
import { iamModel, iamOperationNames } from "./constraints/iam.ts";
import { stsModel, stsOperationNames } from "./constraints/sts.ts";
import { requestLimits } from "./limits.ts";
import { type Operation, type Service, operationOf } from "./operation.ts";
import { type Protocol, createProtocol } from "./protocol.ts";
import { extendedRequestId } from "./reply-headers.ts";

const options = {
  sources: {
    nowMs: () => 1_700_000_000_000,
    randomBytes: (count: number) => new Uint8Array(count).fill(7),
  },
  region: "eu-west-1",
};
const createRole = bare(CreateRole$);
const deleteUser = bare(DeleteUser$);
const listUsers = bare(ListUsers$);
const getAccountSummary = bare(GetAccountSummary$);
const getCallerIdentity = bare(GetCallerIdentity$);
const assumeRole = bare(AssumeRole$);

const iamService: Service<unknown> = {
  name: "iam",
  signingName: "iam",
  protocol: "awsQuery",
  skewMinutes: 15,
  version: "2010-05-08",
  xmlNamespace: "https://iam.amazonaws.com/doc/2010-05-08/",
  operations: [createRole, deleteUser, listUsers, getAccountSummary],
  knownOperations: iamOperationNames,
  model: iamModel,
};
const stsService: Service<unknown> = {
  name: "sts",
  signingName: "sts",
  protocol: "awsQuery",
  skewMinutes: 15,
  version: "2011-06-15",
  xmlNamespace: "https://sts.amazonaws.com/doc/2011-06-15/",
  operations: [getCallerIdentity, assumeRole],
  knownOperations: stsOperationNames,
  model: stsModel,
  replyHeaders: extendedRequestId,
};
const iam = createProtocol(iamService, options);
const sts = createProtocol(stsService, options);

describe("choosing the operation", () => {
  test.each([
    ["a form", post("Action=DeleteUser&Version=2010-05-08")],
    [
      "a form with a charset",
      post("Action=DeleteUser&Version=2010-05-08", "application/x-www-form-urlencoded; charset=utf-8"),
    ],
    ["a query string", get("Action=DeleteUser&Version=2010-05-08")],
    ["a query string on a POST", { ...post(""), query: "Action=DeleteUser&Version=2010-05-08" }],
    ["the first of several", post("Action=DeleteUser&Version=2010-05-08&Action=CreateRole&Version=1")],
  ])("is done from %s", (_, request) => {
    expect(matchOf(iam, request)).toMatchObject({
      kind: "operation",
      operation: { name: "DeleteUser" },
    });
  });

  test.each([
    ["a GET without anything", get(""), "https://aws.amazon.com/iam"],
    ["a GET without Action", get("Version=2010-05-08&a=%20"), "https://aws.amazon.com/iam?Version=2010-05-08&a=%20"],
    ["a POST without Action", post("Version=2010-05-08"), "https://aws.amazon.com/iam"],
    [
      "a POST that is no form",
      post("Action=DeleteUser&Version=2010-05-08", "application/json"),
      "https://aws.amazon.com/iam",
    ],
  ])("redirects %s", (_, request, location) => {
    expect(replyTo(iam, request)).toEqual({
      status: 302,
      headers: ["x-amzn-RequestId", "id-1", "Location", location],
      body: "",
    });
  });

  test.each([
    [
      "an unknown action",
      "Action=NoSuchAction&Version=2010-05-08",
      "Could not find operation NoSuchAction for version 2010-05-08",
    ],
    ["an unknown version", "Action=DeleteUser&Version=2", "Could not find operation DeleteUser for version 2"],
    ["no version", "Action=DeleteUser", "Could not find operation DeleteUser for version NO_VERSION_SPECIFIED"],
    ["an empty version", "Action=DeleteUser&Version=", "Could not find operation DeleteUser for version "],
    ["an empty action", "Action=&Version=2010-05-08", "Could not find operation  for version 2010-05-08"],
    [
      "a name of every object",
      "Action=constructor&Version=2010-05-08",
      "Could not find operation constructor for version 2010-05-08",
    ],
  ])("refuses %s", (_, form, message) => {
    expect(replyTo(iam, post(form))).toEqual({
      status: 400,
      headers: ["x-amzn-RequestId", "id-1", "Content-Type", "text/xml"],
      body: `<ErrorResponse xmlns="http://webservices.amazon.com/AWSFault/2005-15-09">
  <Error>
    <Type>Sender</Type>
    <Code>InvalidAction</Code>
    <Message>${message}</Message>
  </Error>
  <RequestId>id-1</RequestId>
</ErrorResponse>
`,
    });
  });

  test("says of an operation of AWS that it is not implemented", () => {
    const inIam = '<ErrorResponse xmlns="https://iam.amazonaws.com/doc/2010-05-08/">';
    const text = "The operation CreateUser is not implemented by this server";
    expect(replyTo(iam, post("Action=CreateUser&Version=2010-05-08"))).toMatchObject({
      status: 400,
      body: expect.stringMatching(`^${inIam}[^]*<Code>NotImplemented</Code>\\s*<Message>${text}</Message>`),
    });
  });

  test("refuses another path", () => {
    expect(replyTo(iam, { ...get("Action=DeleteUser&Version=2010-05-08"), path: "/x" })).toMatchObject({
      status: 404,
      body: "<UnknownOperationException/>\n",
    });
  });

  test("refuses more parameters than anyone needs", () => {
    const form = `Action=DeleteUser&Version=2010-05-08${"&a".repeat(requestLimits.parametersMax)}`;
    expect(replyTo(iam, post(form))).toMatchObject({
      status: 400,
      body: expect.stringContaining("MalformedInput"),
    });
  });
});

describe("reading the input", () => {
  test.each([
    ["texts", "RoleName=a+b%20c%2B&Description=%C3%A9", { RoleName: "a b c+", Description: "é" }],
    ["an empty text", "RoleName=", { RoleName: "" }],
    ["the first of several", "RoleName=a&RoleName=b", { RoleName: "a" }],
    ["nothing unknown", "Nope=1&Tags.nope=1&RoleName.x=1&__proto__=1&constructor.name=1", { Tags: [] }],
    ["a number", "MaxSessionDuration=3600", { MaxSessionDuration: 3600 }],
    ["a number with a sign", "MaxSessionDuration=%2B900", { MaxSessionDuration: 900 }],
    ["a number with zeros", "MaxSessionDuration=0900", { MaxSessionDuration: 900 }],
    ["an empty list", "Tags=", { Tags: [] }],
    [
      "a list by its numbers, whatever their order",
      "Tags.member.2.Key=b&Tags.member.1.Key=a&Tags.member.1.Value=&Tags.member.10.Key=c",
      { Tags: [{ Key: "a", Value: "" }, { Key: "b" }, { Key: "c" }] },
    ],
    ["a list with a far index", "Tags.member.999999999.Key=a", { Tags: [{ Key: "a" }] }],
    ["a list without numbers", "Tags.member.x.Key=a&Tags.member.0.Key=a&Tags.member.-1.Key=a", { Tags: [] }],
    ["an element that is one text", "Tags.member.1=", { Tags: [{}] }],
    ["dangerous keys as values", "Tags.member.1.Key=__proto__", { Tags: [{ Key: "__proto__" }] }],
  ])("decodes %s", (_, form, input) => {
    expect(inputOf(iam, `Action=CreateRole&Version=2010-05-08&${form}`)).toEqual(input);
  });

  test.each([
    ["no number", "MaxSessionDuration=", "missing value for decimal type"],
    ["a text for a number", "MaxSessionDuration=abc", ""],
    ["a fraction", "MaxSessionDuration=900.0", ""],
    ["more than 32 bits", "MaxSessionDuration=2147483648", ""],
    ["less than 32 bits", "MaxSessionDuration=-2147483649", ""],
    ["a text for a structure", "Tags.member.1=a", ""],
    ["a name without end", `Tags${".member.1".repeat(40)}=a`, ""],
  ])("refuses %s", (_, form, message) => {
    const read = () => inputOf(iam, `Action=CreateRole&Version=2010-05-08&${form}`);
    expect(read).toThrow(expect.objectContaining({ code: "MalformedInput", status: 400, message }));
  });
});

describe("writing a reply", () => {
  test("prints members in the order AWS does, with the headers of STS", () => {
    const output = {
      UserId: "AIDA",
      Account: "111122223333",
      Arn: "arn:aws:iam::111122223333:user/a",
    };
    expect(sts.encode(getCallerIdentity, output, "id-1")).toEqual({
      status: 200,
      headers: [
        "x-amzn-RequestId",
        "id-1",
        "x-amz-sts-extended-request-id",
        Buffer.from("1:eu-west-1:S:1700000000000:R:HHHHHHHH").toString("base64"),
        "Content-Type",
        "text/xml",
      ],
      body: `<GetCallerIdentityResponse xmlns="https://sts.amazonaws.com/doc/2011-06-15/">
  <GetCallerIdentityResult>
    <Arn>arn:aws:iam::111122223333:user/a</Arn>
    <UserId>AIDA</UserId>
    <Account>111122223333</Account>
  </GetCallerIdentityResult>
  <ResponseMetadata>
    <RequestId>id-1</RequestId>
  </ResponseMetadata>
</GetCallerIdentityResponse>
`,
    });
  });

  test("prints the assumed role before its credentials", () => {
    const output = {
      Credentials: {
        AccessKeyId: "ASIA",
        SecretAccessKey: "s",
        SessionToken: "t",
        Expiration: new Date("2026-07-13T12:00:00.999Z"),
      },
      AssumedRoleUser: {
        AssumedRoleId: "AROA:s",
        Arn: "arn:aws:sts::111122223333:assumed-role/R/s",
      },
      SourceIdentity: "alice",
    };
    expect(sts.encode(assumeRole, output, "id-1").body)
      .toBe(`<AssumeRoleResponse xmlns="https://sts.amazonaws.com/doc/2011-06-15/">
  <AssumeRoleResult>
    <AssumedRoleUser>
      <AssumedRoleId>AROA:s</AssumedRoleId>
      <Arn>arn:aws:sts::111122223333:assumed-role/R/s</Arn>
    </AssumedRoleUser>
    <Credentials>
      <AccessKeyId>ASIA</AccessKeyId>
      <SecretAccessKey>s</SecretAccessKey>
      <SessionToken>t</SessionToken>
      <Expiration>2026-07-13T12:00:00Z</Expiration>
    </Credentials>
    <SourceIdentity>alice</SourceIdentity>
  </AssumeRoleResult>
  <ResponseMetadata>
    <RequestId>id-1</RequestId>
  </ResponseMetadata>
</AssumeRoleResponse>
`);
  });

  test.each([
    ["no result", deleteUser, undefined, ""],
    ["an empty result", createRole, {}, "  <CreateRoleResult/>\n"],
    [
      "an empty list and a false",
      listUsers,
      { Users: [], IsTruncated: false },
      `  <ListUsersResult>
    <Users/>
    <IsTruncated>false</IsTruncated>
  </ListUsersResult>
`,
    ],
    [
      "a map",
      getAccountSummary,
      { SummaryMap: { Users: 2 } },
      `  <GetAccountSummaryResult>
    <SummaryMap>
      <entry>
        <key>Users</key>
        <value>2</value>
      </entry>
    </SummaryMap>
  </GetAccountSummaryResult>
`,
    ],
    [
      "texts that need escapes and an empty structure",
      createRole,
      {
        Role: {
          Path: "",
          RoleName: `<&>"'`,
          Description: "a\r\nb\u0000\ud800",
          RoleLastUsed: {},
          Arn: undefined,
        },
      },
      `  <CreateRoleResult>
    <Role>
      <Path/>
      <RoleName>&lt;&amp;&gt;"'</RoleName>
      <Description>a&#xD;
b\uFFFD\uFFFD</Description>
      <RoleLastUsed/>
    </Role>
  </CreateRoleResult>
`,
    ],
  ])("prints %s", (_, operation, output, result) => {
    expect(iam.encode(operation, output, "id-1").body).toBe(
      `<${operation.name}Response xmlns="https://iam.amazonaws.com/doc/2010-05-08/">
${result}  <ResponseMetadata>
    <RequestId>id-1</RequestId>
  </ResponseMetadata>
</${operation.name}Response>
`,
    );
  });

  test.each([
    ["the client's", new AwsError("NoSuchEntity", 404, "The user with name <x> cannot be found."), "Sender"],
    ["the server's", new AwsError("ServiceFailure", 500, "The user with name <x> cannot be found."), "Receiver"],
  ])("prints an error of %s", (_, error, type) => {
    expect(iam.encodeError(error, "id-1")).toEqual({
      status: error.status,
      headers: ["x-amzn-RequestId", "id-1", "Content-Type", "text/xml"],
      body: `<ErrorResponse xmlns="https://iam.amazonaws.com/doc/2010-05-08/">
  <Error>
    <Type>${type}</Type>
    <Code>${error.code}</Code>
    <Message>The user with name &lt;x&gt; cannot be found.</Message>
  </Error>
  <RequestId>id-1</RequestId>
</ErrorResponse>
`,
    });
  });

  test("leaves an empty message out", () => {
    expect(iam.encodeError(new AwsError("ReportNotPresent", 410, ""), "id-1").body).toBe(
      `<ErrorResponse xmlns="https://iam.amazonaws.com/doc/2010-05-08/">
  <Error>
    <Type>Sender</Type>
    <Code>ReportNotPresent</Code>
  </Error>
  <RequestId>id-1</RequestId>
</ErrorResponse>
`,
    );
  });
});

function bare(schema: StaticOperationSchema): Operation<unknown> {
  return operationOf<unknown, unknown, unknown>(schema, {
    authorize: () => [],
    handle: async () => ({}),
  });
}

interface TestRequest extends RawRequest {
  readonly body: string;
}

function post(body: string, contentType = "application/x-www-form-urlencoded"): TestRequest {
  return {
    method: "POST",
    path: "/",
    query: "",
    headers: ["Content-Type", contentType],
    remoteAddress: "127.0.0.1",
    secure: false,
    body,
  };
}

function get(query: string): TestRequest {
  return { ...post(""), method: "GET", query, headers: [] };
}

function matchOf(protocol: Protocol<unknown>, request: TestRequest) {
  return protocol.match(request, new TextEncoder().encode(request.body), "id-1");
}

function replyTo(protocol: Protocol<unknown>, request: TestRequest) {
  const matched = matchOf(protocol, request);
  return matched.kind === "reply" ? matched.response : matched.operation.name;
}

function inputOf(protocol: Protocol<unknown>, form: string): unknown {
  const matched = matchOf(protocol, post(form));
  return matched.kind === "operation" ? protocol.decode(matched) : matched.response;
}
