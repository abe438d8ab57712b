import type { DomainNameConfiguration as SdkConfiguration } from "@aws-sdk/client-apigatewayv2";
import { parseArn } from "../../arn/arn.ts";
import type { CertificateRecord, DomainNameConfiguration } from "../../store/regional-records.ts";
import { coversName } from "../../x509/certificate-facts.ts";
import type { Call } from "../call.ts";
import { defined, nonEmpty } from "./defined.ts";
import { badRequest } from "./errors.ts";
import { randomId } from "./ids.ts";

/**
 * Throws a 400 for what cannot be a custom domain: at least two labels, of which the first may be `*`, and none of AWS's
 * own names, under which control planes are reached.
 */
export function requireDomainName(domainName: string): void {
  if (domainName.includes("_")) {
    throw badRequest("Domain names cannot contain an underscore character");
  }
  const label = "[a-z0-9](?:[a-z0-9-]{0,61}[a-z0-9])?";
  const wellFormed = new RegExp(`^(?:\\*\\.)?(?:${label}\\.)+[a-z](?:[a-z0-9-]{0,61}[a-z0-9])$`).test(domainName);
  if (!wellFormed || domainName.length > 253 || /(?:^|\.)amazonaws\.com$|\.execute-api\./.test(domainName)) {
    throw badRequest(`Invalid domain name specified: ${domainName}`);
  }
}

/**
 * Reads the one configuration that a domain for HTTP APIs has; members that are left out keep what they were. Throws a
 * 400 unless it is regional with TLS 1.2, the only kind that HTTP APIs can be mapped to, as documented, and has a
 * certificate for the domain. The texts were observed.
 */
export async function readConfiguration(
  given: readonly SdkConfiguration[] | undefined,
  call: Call,
  domain: { readonly domainName: string; readonly stored?: DomainNameConfiguration | undefined },
): Promise<DomainNameConfiguration> {
  const { domainName, stored } = domain;
  const [configuration, ...others] = given ?? [];
  if (configuration === undefined || others.length > 0) {
    throw badRequest("Invalid input. Expected one domain name configuration");
  }
  if ((configuration.EndpointType ?? "REGIONAL") !== "REGIONAL") {
    throw badRequest(`${configuration.EndpointType} endpoint type is not supported for APIGatewayV2 domainName`);
  }
  if ((configuration.SecurityPolicy ?? "TLS_1_2") !== "TLS_1_2") {
    throw badRequest(
      "Only REGIONAL domain names with a security policy of TLS 1.2 can be managed through the API Gateway V2 API. For TLS 1.0 domain names, please use the API Gateway V1 API to upgrade your security policy to TLS 1.2. Currently, only REST APIs can be attached to a domain name with a security policy of TLS 1.0.",
    );
  }
  const certificateArn = nonEmpty(configuration.CertificateArn) ?? stored?.certificateArn;
  if (certificateArn === undefined) {
    throw badRequest("A certificate ARN must be specified");
  }
  const { domainNames } = await requireCertificate(certificateArn, call);
  if (!coversName(domainNames, domainName)) {
    throw badRequest("The domain name to be created is not covered by the provided certificate.");
  }
  const ownershipArn =
    nonEmpty(configuration.OwnershipVerificationCertificateArn) ?? stored?.ownershipVerificationCertificateArn;
  if (ownershipArn !== undefined) {
    await requireCertificate(ownershipArn, call);
  }
  return defined({
    apiGatewayDomainName:
      stored?.apiGatewayDomainName ??
      `d-${randomId(10, call.sources.randomBytes)}.execute-api.${call.region}.amazonaws.com`,
    certificateArn,
    certificateName: nonEmpty(configuration.CertificateName) ?? stored?.certificateName,
    ownershipVerificationCertificateArn: ownershipArn,
    endpointType: "REGIONAL" as const,
    hostedZoneId: hostedZones[call.region] ?? "Z1UJRXOUMOOFQ8",
    ipAddressType: configuration.IpAddressType ?? stored?.ipAddressType ?? ("ipv4" as const),
    securityPolicy: "TLS_1_2" as const,
  });
}

/**
 * The certificate of the caller's account in the call's region; throws a 400 for anything else, in words that were
 * observed.
 */
async function requireCertificate(certificateArn: string, { accountId, region, tx }: Call): Promise<CertificateRecord> {
  const arn = parseArn(certificateArn);
  const [, id] = /^certificate\/([\w-]+)$/.exec(arn?.resource ?? "") ?? [];
  if (arn?.service !== "acm" || id === undefined || !/^\d{12}$/.test(arn.account)) {
    throw badRequest(`Invalid certificate ARN: ${certificateArn}`);
  }
  if (arn.region !== region) {
    throw badRequest(`Invalid certificate ARN: ${certificateArn}. Certificate must be in '${region}'.`);
  }
  if (arn.account !== accountId) {
    throw badRequest("The certificate provided must be owned by the account creating the domain.");
  }
  const certificate = await tx.certificates.find(id);
  if (certificate?.accountId !== accountId || certificate.region !== region) {
    throw badRequest("The provided certificate does not exist.");
  }
  return certificate;
}

/** The hosted zones of regional endpoints: https://docs.aws.amazon.com/general/latest/gr/apigateway.html. */
const hostedZones: Readonly<Record<string, string>> = {
  "us-east-1": "Z1UJRXOUMOOFQ8",
  "us-east-2": "ZOJJZC49E0EPZ",
  "us-west-1": "Z2MUQ32089INYE",
  "us-west-2": "Z2OJLYMUO9EFXC",
  "eu-west-1": "ZLY8HYME6SFDD",
  "eu-west-2": "ZJ5UAJN8Y3Z2Q",
  "eu-central-1": "Z1U9ULNL0V5AJ3",
  "ap-northeast-1": "Z1YSHQZHG15GKL",
  "ap-southeast-1": "ZL327KTPIQFUL",
  "ap-southeast-2": "Z2RPCDW04V8134",
};
