import { SignedXml } from "xml-crypto";

/** A pair of private key and self-signed certificate, made for these tests alone. */
export interface SigningPair {
  readonly privateKey: string;
  /** Base64 of DER. */
  readonly certificate: string;
}

/** What an assertion says; every member has a value that AWS accepts. */
export interface AssertionParts {
  readonly issuer?: string;
  readonly audience?: string;
  readonly recipient?: string;
  /** Seconds after the time given, when it was issued. */
  readonly issuedAfter?: number;
  readonly notOnOrAfter?: number;
  readonly attributes?: Readonly<Record<string, readonly string[]>>;
  readonly sessionEnd?: number;
  readonly subject?: string;
}

/** How a response is signed. */
export interface ResponseSignature {
  readonly pair: SigningPair;
  readonly over: "Assertion" | "Response";
  readonly algorithm?: string;
}

/** The entity id of the tests' identity provider. */
export const samlEntityId = "https://idp.example/metadata";

const attributePrefix = "https://aws.amazon.com/SAML/Attributes/";

/** An unsigned assertion. */
export function samlAssertion(nowMs: number, parts: AssertionParts = {}, id = "_assertion"): string {
  const at = (seconds: number) => new Date(nowMs + seconds * 1000).toISOString();
  const attributes = Object.entries(parts.attributes ?? {}).map(([name, values]) => {
    const texts = values.map((value) => `<saml:AttributeValue>${value}</saml:AttributeValue>`).join("");
    return `<saml:Attribute Name="${attributePrefix}${name}">${texts}</saml:Attribute>`;
  });
  const end = parts.sessionEnd === undefined ? "" : ` SessionNotOnOrAfter="${at(parts.sessionEnd)}"`;
  return `<saml:Assertion xmlns:saml="urn:oasis:names:tc:SAML:2.0:assertion" ID="${id}" Version="2.0" IssueInstant="${at(parts.issuedAfter ?? 0)}">
<saml:Issuer>${parts.issuer ?? samlEntityId}</saml:Issuer>
<saml:Subject><saml:NameID Format="urn:oasis:names:tc:SAML:2.0:nameid-format:persistent">${parts.subject ?? "carol"}</saml:NameID>
<saml:SubjectConfirmation Method="urn:oasis:names:tc:SAML:2.0:cm:bearer"><saml:SubjectConfirmationData Recipient="${parts.recipient ?? "https://signin.aws.amazon.com/saml"}" NotOnOrAfter="${at(parts.notOnOrAfter ?? 300)}"/></saml:SubjectConfirmation></saml:Subject>
<saml:Conditions NotBefore="${at(-60)}" NotOnOrAfter="${at(parts.notOnOrAfter ?? 300)}"><saml:AudienceRestriction><saml:Audience>${parts.audience ?? "urn:amazon:webservices"}</saml:Audience></saml:AudienceRestriction></saml:Conditions>
<saml:AuthnStatement AuthnInstant="${at(0)}"${end}/>
<saml:AttributeStatement>${attributes.join("")}</saml:AttributeStatement></saml:Assertion>`;
}

/** A response around an assertion. */
export function samlResponse(content: string): string {
  return `<samlp:Response xmlns:samlp="urn:oasis:names:tc:SAML:2.0:protocol" ID="_response" Version="2.0"><samlp:Status><samlp:StatusCode Value="urn:oasis:names:tc:SAML:2.0:status:Success"/></samlp:Status>${content}</samlp:Response>`;
}

/** Signs the assertion in a response, or all of the response. */
export function signSaml(xml: string, { pair, over, algorithm }: ResponseSignature): string {
  const signer = new SignedXml({ privateKey: pair.privateKey });
  signer.idAttributes = ["ID"];
  signer.signatureAlgorithm = algorithm ?? "http://www.w3.org/2001/04/xmldsig-more#rsa-sha256";
  signer.canonicalizationAlgorithm = "http://www.w3.org/2001/10/xml-exc-c14n#";
  const xpath = `//*[local-name(.)='${over}']`;
  signer.addReference({
    xpath,
    digestAlgorithm: "http://www.w3.org/2001/04/xmlenc#sha256",
    transforms: ["http://www.w3.org/2000/09/xmldsig#enveloped-signature", "http://www.w3.org/2001/10/xml-exc-c14n#"],
  });
  signer.computeSignature(xml, { location: { reference: xpath, action: "append" } });
  return signer.getSignedXml();
}

/** The provider's own key. */
export const ownPair: SigningPair = {
  privateKey: `-----BEGIN PRIVATE KEY-----
MIIEvgIBADANBgkqhkiG9w0BAQEFAASCBKgwggSkAgEAAoIBAQDiuCbsyl7l37iJ
c99A8mP5+jIurtjMq6e7bcixc1ERnnKn7JlqsEy+c1wLxGsEEaMSoALsy2Ck8bOi
eIN+fP2wJ6mIfx5mAVbAfB/P2e0fOSlbkk9H922TWiX+/FlXXogTD9ANvTDDovnH
Lc1onUKpPodA1TzyC3SoIhkYuA6ZmpKc5IshesOOZLvVBukNwAYACJo2oy1xUTgf
N4oiG85xlVptX5YZQRQppxwptto363+55y0UGcoJn/m+GxxThDB0MNXRWCeVPC//
DF0fIja3AU9H5a/Gbx6sNTST0VR3Z36KzTK1R8NcqB2VHAuxuD9j0tmSTtWXNri2
TrJL86I5AgMBAAECggEACEZgZVQdkpZPzfSEuYIfVAhlvH51O0MopBaltJRY6SO3
W5mvH82/f1QGkAdjQIrEQPHGKY5iwKJxxARSCFPXjo5kCa9aFK8H0460OonhtboI
YGc+rYnCXhZ0PJJJUH8KyGdTWK0HEpzoMPTjAmZ7AGJf3WXrC4qPf3N/Jv/QyJpi
GWdQjCCdYfJg077G8LvyltYZptqL2z+kz/D6cqZP3Yuc1RkYI/0uQfj8TrmF6I//
sf+da7d3g0uRmSlED4acdf0jr4UM0XSvFdGwxQHLeyQPjZkXbGtzbIKTLcJCso7x
W6hvahBYLC3IE6wqFweit3Lphdwzklf3NweR/XOX4QKBgQDxsoDF+AZlwdqcM4j0
Jm/hkf9TyKApkmLBAwewpP5V7tVF8ckDSFemex7lSUMRoUql8rUp9gU9piCbAVjI
26NfiY/ZWTF8PbPeRFfZ0VymHaDqWsrYKTyKHhZDecrzNqfNqiG9J2rsEXKyTG6k
wRTOFwWQoOIDOau/dhyt197UzwKBgQDwIr8sZGg32kOejCEzdSGNcWMfXwHeb0Cn
GdrU0cvdIMXRn8UaZ+Mx1tqXqC0UkNvmaDt+DUokfpDTh15zD/5bIGW65oU96Oxv
bZC0PvEtm/6AJYtSULB04WKdKNqqXoowK9KD14VFQgJy1X6NIGZ3ZCw3vJXD90cr
BGRsXu9qdwKBgQDuJzU73GhxW9JMl3sbF8SmP3WW2Nj4HYWxKYsqQ2lYwzzi7pti
4KV9JVQMGWQ8uvETE1PvRLtlQ4xdL7aMM9+HA8T6JSjdgu740968gc8I36jvQwcc
d4VvkrXdRuTzQaeWv0z/VRfGBGs/xJBBRv95ErYpDF2nT+wre/ZGVa77gQKBgEK6
NQs932Pdx7pvz+3/l1I5dsTJ3rgTjBCi85b9sTuCFtYYImojAhPgUx+fQN+dHS3a
OuXdBYQ8kzvkOs+YWyKxTvNviQjaB5EzDem4L8ZvuXmcdSlreI0R8BghuRlsadPW
6YlvQv4qyIlmX+MRZMe6UzstsSQiO2ltsAYZH0gjAoGBALu4DjapEJ8tNtl2byTn
ZWCP/igIr6VuNt5zbS+NACj25Szv6f8tZ2zI38Jl8y6teowlNGMxsJnJfiq2R6wg
E602lNMP5EmZKFR0tUxLFR+UBg2Y+5I8dyFsKbK2KvhLjO9RCXvaNDkCFfeUl6/v
9WYQIRZK+UlfgcMuyZ8JYiLR
-----END PRIVATE KEY-----`,
  certificate:
    "MIIDDzCCAfegAwIBAgIUaXyKeOTwLN8NMoxrESQjYFuTgywwDQYJKoZIhvcNAQELBQAwFjEUMBIGA1UEAwwLaWRwLmV4YW1wbGUwIBcNMjYxMTIzMDIyNjIwWhgPMjEyNjEwMzAwMjI2MjBaMBYxFDASBgNVBAMMC2lkcC5leGFtcGxlMIIBIjANBgkqhkiG9w0BAQEFAAOCAQ8AMIIBCgKCAQEA4rgm7Mpe5d+4iXPfQPJj+foyLq7YzKunu23IsXNREZ5yp+yZarBMvnNcC8RrBBGjEqAC7MtgpPGzoniDfnz9sCepiH8eZgFWwHwfz9ntHzkpW5JPR/dtk1ol/vxZV16IEw/QDb0ww6L5xy3NaJ1CqT6HQNU88gt0qCIZGLgOmZqSnOSLIXrDjmS71QbpDcAGAAiaNqMtcVE4HzeKIhvOcZVabV+WGUEUKaccKbbaN+t/uectFBnKCZ/5vhscU4QwdDDV0VgnlTwv/wxdHyI2twFPR+Wvxm8erDU0k9FUd2d+is0ytUfDXKgdlRwLsbg/Y9LZkk7Vlza4tk6yS/OiOQIDAQABo1MwUTAdBgNVHQ4EFgQU+d4arAV+Z8Vq10DH1cOad2/amzMwHwYDVR0jBBgwFoAU+d4arAV+Z8Vq10DH1cOad2/amzMwDwYDVR0TAQH/BAUwAwEB/zANBgkqhkiG9w0BAQsFAAOCAQEAFh23ZHYJd4S7ZWOIt/dl6jXLLeLAI/8CEbTS28USMMnTA/QhGThY8F6AX89i5e+fsruQ8mZxQcVNIxHFDkKzgpTXRVRFjB1Jhc/pJRnO7VtLeOENQEMGt3EhXhMNQYIkhE7NOlVgnHFclJtTLmyDaTqIb+UAJVCFOSFPe/ITc3gPNkeEYP2Is2MGPYOZMkhPupvV7DTYpmq1KuZ0FvF8nr4Qcie0Snr4PuBdgdGCehb7JoapzaSw68pVkkxA1QbAXkgmzsh/RoQwlzUkyeaypFurNLjoMEJF3TB1imH5o7FbHwuWzSrIfkg0ZCfIp1kdPZ6TB8xPCTZMCxvam3F+MQ==",
};

/** A key that the provider does not have. */
export const foreignPair: SigningPair = {
  privateKey: `-----BEGIN PRIVATE KEY-----
MIIEvQIBADANBgkqhkiG9w0BAQEFAASCBKcwggSjAgEAAoIBAQCs4FrfobzBwRae
OzsL+GFS6eY4Uhh6qruma3VBeP0ojcUjlr481fwyCzi0ykjRXPBd0q+G01PsT+Bj
5v/AfC9jeAr/ly4Ne3Eg0BnRr2T4oxX8X3J2Bg2nHTcTvqFukckb978FXNOpChN5
YERhBIkoQqn/IDQ28/1epCQK4Ow3kQ68XjPj5IRPE9f1tapzPxmOTrYXFogOo/Dm
8oqWARO+OTka9vl/I0Y9zQg6C0qAaYvLpeW/bpa2fXIjvlB/IUV7d7g7jJa7cUPQ
Pyi9Jnffx2Vcd4ZzmrpSSh3jl2w7cxeqpvugkOfvgx4VK2Ci+5UT9mE3JlDSbRXH
STtUKH3/AgMBAAECggEABpdR36TdpXrPJJ6YKboBO+q0XwFXnZWqLIt8SlAVQYPm
OEJ5uP1k7XjauJ8zF4hg7F1+rmKa7do9xpFQFEP9KosGdag16/MA5Sy0pKH4n4zY
PGmx234aQdIt/2VikkH3Vkb5KXiDOWFWTL0MM7Fl6VBhWttyIjDl6sMnUfgxXreW
Y/+Ndw/LFuv4LCSPS6ITj3mLQdabm8TjZpuNjC1ee706jLCJsYiaXXEafRx+7OLu
vWsprzcCfRjSu69Yfdz7/QWEMGTcxJYuDN2EsflMI1xiKa2xyxodY+jB2etXFRo1
J/N61wz+FTtRk/dUhr8EIQo4LSBlWCkpCXC+R54MgQKBgQDYVrsPtxOnatru291O
8X7z4CW8LgFGBpfWIIWH0Q0zAI1oCgj/CBbUXCvFW177nEXTEFTmojSGTqcYfLXa
pHEg6eD/9TQa2noGvHnSBg29l2XmUUQ2A+6o8/BWfS0TxWNvNeMg0V6UXtfU2nLD
3NQ15mA/lyzgbTzjDGQesSF0RwKBgQDMkdXPEyQ+1UrDHOl9o30FAlU63JjvRxvD
Qx4sU0VLugMlkL/4nRAkwzigw7ql54A+BftMvHBCQYV/KsgZy1+g8rK8lkoFbeog
n9YeNliUYBjNYYzYahSoYl2PY/iWKW31R+SgoQp1Ny9enPwLn0SViqXaYit0+5u4
nGLRd2qciQKBgCULROC+ApmKTI7WCyE3bPupiAye/AzXmCxMSVEmVNJE5/HGth+l
bPNUDRKwQKVo7vPjOgZ8A+5zjV0+DY2w1sZCBgsOG6v1eSuqHln+O2AZipNTmxB8
v+MiUicdLBjUleA3I/s8nqtdSividABh0dyg5B4/bqnHSsO+HW67+fSFAoGAfE+u
vswh/XC9or1iAfAkW7PkOQWuhdEPROP3ZPYhKPhbSyugDKLdGYnsUn0+YezA2G/o
GuRzzz9jsTg9KreUYAi7prApQQ1e9f5LLkbWIywWRlAeN7CW5xAHTMhyWkXIxQGw
JBBYe4xSY8s/uoxJMBp12LRJNihjo5ac0i8gAQkCgYEArno4+cxnCAjrelf109Ti
JFl2icXwCmO5Rr0e3GwqRPOw012cBMmvgRj76PIMKYLhOoMoLsHAhMH3lXd1Q/U3
9WcgH1ItKfahA3e3kkkIEjZXkJfTs4cU91+N1tQEAM7dAWpH6qUq55AzpEV8NEYS
FdtsYYjuB3ER4j8sa5CncHY=
-----END PRIVATE KEY-----`,
  certificate:
    "MIIDEzCCAfugAwIBAgIUB/t2vqgfJHg4Hzf65r7z23yipoYwDQYJKoZIhvcNAQELBQAwGDEWMBQGA1UEAwwNb3RoZXIuZXhhbXBsZTAgFw0yNjExMjMwMjI2MjBaGA8yMTI2MTAzMDAyMjYyMFowGDEWMBQGA1UEAwwNb3RoZXIuZXhhbXBsZTCCASIwDQYJKoZIhvcNAQEBBQADggEPADCCAQoCggEBAKzgWt+hvMHBFp47Owv4YVLp5jhSGHqqu6ZrdUF4/SiNxSOWvjzV/DILOLTKSNFc8F3Sr4bTU+xP4GPm/8B8L2N4Cv+XLg17cSDQGdGvZPijFfxfcnYGDacdNxO+oW6RyRv3vwVc06kKE3lgRGEEiShCqf8gNDbz/V6kJArg7DeRDrxeM+PkhE8T1/W1qnM/GY5OthcWiA6j8ObyipYBE745ORr2+X8jRj3NCDoLSoBpi8ul5b9ulrZ9ciO+UH8hRXt3uDuMlrtxQ9A/KL0md9/HZVx3hnOaulJKHeOXbDtzF6qm+6CQ5++DHhUrYKL7lRP2YTcmUNJtFcdJO1Qoff8CAwEAAaNTMFEwHQYDVR0OBBYEFBkrs50nMiBpxXgl+ma9PgQHIcfeMB8GA1UdIwQYMBaAFBkrs50nMiBpxXgl+ma9PgQHIcfeMA8GA1UdEwEB/wQFMAMBAf8wDQYJKoZIhvcNAQELBQADggEBAF0YcjMfiMYOSsw9Ytlmd5oAA3dgwr981lNy2cjHTeSsRVf0pmInXIiPY1LCCyBUX2+WivntKYZukbq7pA/ZXUrlbQeeuhcsrf89GGeYhwqEGqTaXATGwCuuHod/US/UENDKQBNPGgfFThJXiGcf+G/HTPdxKVI3yAK4nwDhshmw+F8SD9UqwJyYNuhuysBG2OVbEkGXip3wWE8ytBxMk+CcsmNq9RorGJgqiSdkP4DnYceob1rgEVnv8uPFpF2Jl0PLl3TQhia18+PLlw+5+efTOKV/cc6ljJSyBB5p47LClv4ok/NVuMn6eeol0wvaorwBXlgORBoSeJu6/jxT9v8=",
};
