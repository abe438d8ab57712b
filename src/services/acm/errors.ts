import { AwsError } from "../../wire/aws-error.ts";
import { acmQuotas } from "./quotas.ts";

/**
 * The errors of Certificate Manager, all of status 400. Texts are those that AWS was observed to answer or explains in
 * https://repost.aws/knowledge-center/acm-import-troubleshooting, unless a remark says otherwise.
 */
export const acmErrors = {
  notFound: (arn: string) => error("ResourceNotFoundException", `Could not find certificate ${arn}.`),
  inUse: (arn: string, accountId: string) =>
    error("ResourceInUseException", `Certificate ${arn} in account ${accountId} is in use.`),
  // The words are this server's.
  invalidArn: (arn: string) => error("InvalidArnException", `The ARN ${arn} does not name a certificate.`),
  limitExceeded: () =>
    error(
      "LimitExceededException",
      "You have reached the maximum number of certificates. Delete certificates that are not in use, or contact AWS Support to request an increase.",
    ),

  severalCertificates: () =>
    invalid(
      "The certificate field contains more than one certificate. You can specify only one certificate in this field.",
    ),
  notPem: () => invalid("The certificate body/chain provided is not in a valid PEM format."),
  keyNotSupported: () => invalid("The private key is not supported."),
  keyLengthNotSupported: (length: string | number) =>
    invalid(`The private key length ${length} is not supported for key algorithm.`),
  notSelfSigned: () =>
    invalid(
      "Provided certificate is not a valid self signed. Please provide either a valid self-signed certificate or certificate chain.",
    ),
  chainOfAnother: () => invalid("Could not validate the certificate with the certificate chain."),
  chainBroken: (index: number) =>
    invalid(
      "Unable to validate certificate chain. The certificate chain must start with the immediate signing certificate, followed by any " +
        `intermediaries in order. The index within the chain of the invalid certificate is: ${index}`,
    ),
  taggedAgain: () => invalid("Tagging is not permitted on re-import."),
  // These four are documented as refused; the words are this server's.
  keyOfAnother: () => invalid("The private key does not match the public key of the certificate."),
  notVersion3: () => invalid("The certificate is not an X.509 version 3 certificate."),
  notYetValid: () => invalid("The certificate is not valid yet."),
  expired: () => invalid("The certificate has expired."),

  tooManyTags: () => error("TooManyTagsException", `A certificate can have at most ${acmQuotas.tags} tags.`),
  tagOfAws: (key: string) =>
    error("InvalidTagException", `Invalid Tag Key: "${key}". AWS internal tags cannot be changed with this API`),
  // The words are this server's.
  duplicateTag: (key: string) => error("InvalidTagException", `The tag key "${key}" is given more than once.`),
  invalidToken: () =>
    error("InvalidArgsException", "The value of NextToken is not one that ListCertificates answered."),
  sortIncomplete: () => error("InvalidArgsException", "SortBy and SortOrder must be specified together."),
} as const;

function error(code: string, message: string): AwsError {
  return new AwsError(code, 400, message);
}

function invalid(message: string): AwsError {
  return error("ValidationException", message);
}
