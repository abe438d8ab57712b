/** Why AWS does not accept a text as resource of a policy. */
export interface ResourceFault {
  readonly awsMessage: string;
  readonly message: string;
  /** Whether it fails in AWS's older parser, which speaks before the other checks. */
  readonly legacy: boolean;
}

/** Checks one entry of Resource or NotResource; undefined when AWS accepts it (observed). */
export function resourceFault(text: string): ResourceFault | undefined {
  if (text === "*") {
    return undefined;
  }
  const fields = text.split(":");
  if (fields.length === 1) {
    return fault(
      `Resource ${text} must be in ARN format or "*".`,
      'A resource is an ARN such as arn:aws:iam::123456789012:role/Reader, or "*".',
    );
  }
  const [, partition = "", service, region = "*", account = "*", ...rest] = fields;
  const resource = rest.length === 0 ? "*" : rest.join(":");
  const arn = `arn:${partition}:${service ?? "*"}:${region}:${account}:${resource}`;
  if (!partitions.includes(partition) && !/[*?]/.test(partition)) {
    return fault(
      `Partition "${partition}" is not valid for resource "${arn}".`,
      `The part behind "arn:" is a partition: ${partitions.join(", ")}.`,
    );
  }
  if ((fields.length < 6 && text.includes("::")) || service === "") {
    const message =
      service === "" ? "The ARN names no service." : "The ARN has fewer than six parts; a colon is missing.";
    return { awsMessage: legacyParsing, message, legacy: true };
  }
  if (service === undefined || /[*?]/.test(service)) {
    return fault(
      "Resource vendor must be fully qualified and cannot contain regexes.",
      "The service of an ARN is written out, without wildcards.",
    );
  }
  if (service === "iam") {
    return iamFault({ text, region, resource });
  }
  if (service === "s3" && region !== "" && region !== "*" && !resource.startsWith("accesspoint/")) {
    return fault(
      `Resource ${text} can not contain region information.`,
      "ARNs of buckets and objects have no region: arn:aws:s3:::bucket/key.",
    );
  }
  return undefined;
}

/** What AWS answers where its older parser fails. */
export const legacyParsing = "The policy failed legacy parsing";

const partitions: readonly string[] = [
  "aws",
  "aws-cn",
  "aws-us-gov",
  "aws-iso",
  "aws-iso-b",
  "aws-iso-e",
  "aws-iso-f",
  "aws-eusc",
];

const iamPaths: readonly string[] = [
  "user/",
  "federated-user/",
  "role/",
  "group/",
  "instance-profile/",
  "mfa/",
  "server-certificate/",
  "policy/",
  "sms-mfa/",
  "saml-provider/",
  "oidc-provider/",
  "report/",
  "access-report/",
];

interface IamResource {
  readonly text: string;
  readonly region: string;
  readonly resource: string;
}

function iamFault({ text, region, resource }: IamResource): ResourceFault | undefined {
  if (region !== "" && region !== "*") {
    return fault(
      `IAM resource ${text} cannot contain region information.`,
      "ARNs of IAM have no region: arn:aws:iam::123456789012:role/Reader.",
    );
  }
  if (resource !== "*" && resource !== "root" && !iamPaths.some((path) => resource.startsWith(path))) {
    return fault(
      `IAM resource path must either be "*", root, or start with ${iamPaths.join(", ")}.`,
      "The last part of an IAM ARN starts with the kind of the entity: role/Reader.",
    );
  }
  return undefined;
}

function fault(awsMessage: string, message: string): ResourceFault {
  return { awsMessage, message, legacy: false };
}
