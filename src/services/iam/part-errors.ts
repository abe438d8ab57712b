import { AwsError } from "../../wire/aws-error.ts";

/**
 * The errors of passwords, devices, certificates and federation providers. Codes and statuses are those of the
 * published model; the texts are observed on AWS where a line does not say otherwise.
 */
export const partErrors = {
  loginProfileExists: (userName: string) =>
    new AwsError("EntityAlreadyExists", 409, `Login Profile for user ${userName} already exists.`),
  mustDeleteLoginProfile: () => deleteConflict("Cannot delete entity, must delete login profile first."),
  passwordMissing: () =>
    validationError(
      "1 validation error detected: Value at 'password' failed to satisfy constraint: Member must not be null",
    ),
  passwordPolicyViolated: (message: string) => new AwsError("PasswordPolicyViolation", 400, message),
  // Quoted by others, never recorded.
  onlyUsersChangePasswords: () => new AwsError("InvalidUserType", 400, "Only IAM Users can change their own password"),
  // Quoted by others, never recorded.
  oldPasswordIncorrect: () => new AwsError("AccessDenied", 403, "The old password was incorrect."),
  noPasswordPolicyToDelete: () => noSuchEntity("The account policy with name PasswordPolicy cannot be found."),

  mfaDeviceNotFound: (serialNumber: string) =>
    noSuchEntity(`MFA Device with serial number ${serialNumber} does not exist.`),
  // Quoted by others, never recorded.
  mfaDeviceOfAnother: () => noSuchEntity("MFA Device invalid for user."),
  mfaDeviceExists: () => new AwsError("EntityAlreadyExists", 409, "MFA device already exists."),
  mfaDeviceInUse: () => new AwsError("EntityAlreadyExists", 409, "MFA Device is already in use."),
  // Quoted by others, never recorded; so are the next two.
  mfaDeviceAssigned: () => deleteConflict("MFA VirtualDevice in use. Must deactivate first."),
  invalidAuthenticationCode: () =>
    new AwsError("InvalidAuthenticationCode", 403, "Authentication code for device is not valid."),
  mustDeleteMfaDevices: () => deleteConflict("Cannot delete entity, must delete MFA device first."),

  publicKeyNotFound: (id: string) => noSuchEntity(`The Public Key with id ${id} cannot be found.`),
  // The code is documented; so is that of the next two, their texts are not.
  duplicatePublicKey: () =>
    new AwsError("DuplicateSSHPublicKey", 400, "The SSH public key is already associated with the user."),
  invalidPublicKey: () => new AwsError("InvalidPublicKey", 400, "The public key is malformed or otherwise invalid."),
  // Quoted by others, never recorded.
  unrecognizedPublicKey: () => new AwsError("UnrecognizedPublicKeyEncoding", 400, "Invalid public key uploaded."),
  mustDeletePublicKeys: () => deleteConflict("Cannot delete entity, must delete SSH public keys first."),

  certificateNotFound: (id: string) => noSuchEntity(`The Certificate with id ${id} cannot be found.`),
  certificateMalformed: (body: string) => malformedCertificate(`Certificate ${body} is malformed.`),
  // The code is documented, the text is not.
  duplicateCertificate: () =>
    new AwsError("DuplicateCertificate", 409, "The same certificate is already associated with a user in the account."),
  // Quoted by others, never recorded.
  mustDeleteSigningCertificates: () => deleteConflict("Cannot delete entity, must delete signing certificates first."),

  serverCertificateNotFound: (name: string) =>
    noSuchEntity(`The Server Certificate with name ${name} cannot be found.`),
  serverCertificateExists: (name: string) =>
    new AwsError("EntityAlreadyExists", 409, `The Server Certificate with name ${name} already exists.`),
  // Both commonly quoted.
  serverCertificateMalformed: () =>
    malformedCertificate("Unable to parse certificate. Please ensure the certificate is in PEM format."),
  chainInvalid: () =>
    malformedCertificate(
      "Unable to validate certificate chain. The certificate chain must start with the immediate signing certificate, " +
        "followed by any intermediaries in order.",
    ),
  // The rules are documented, the texts are not.
  certificateNotCurrent: () =>
    malformedCertificate("Unable to validate certificate. The certificate is expired or not yet valid."),
  privateKeyMalformed: () =>
    malformedCertificate(
      "Unable to parse private key. Please ensure the private key is in PEM format and is not encrypted.",
    ),
  keyPairMismatch: () =>
    new AwsError("KeyPairMismatch", 400, "The public key of the certificate does not match the private key."),

  serviceNotSupported: (serviceName: string) =>
    new AwsError(
      "NotSupportedService",
      404,
      `No such service ${serviceName} is supported for Service Specific Credentials`,
    ),
  credentialNotFound: (id: string) => noSuchEntity(`No such credential ${id} exists`),
  // Which services take an age is documented, the text is not.
  ageNotSupported: (serviceName: string) =>
    validationError(`Credential age is not supported for service ${serviceName}`),
  mustRemoveReferences: () => deleteConflict("Cannot delete entity, must remove referenced objects first."),

  oidcProviderNotFound: (arn: string) => noSuchEntity(`OpenIDConnect Provider not found for arn ${arn}`),
  noOidcProviderToDelete: (arn: string) => noSuchEntity(`OpenId connect Provider ${arn} cannot be found.`),
  oidcProviderExists: (url: string) =>
    new AwsError("EntityAlreadyExists", 409, `Provider with url ${url} already exists.`),
  oidcUrlInvalid: () => validationError("Invalid Open ID Connect Provider URL"),
  tooManyThumbprints: (limit: number) => invalidInput(`Thumbprint list must contain fewer than ${limit} entries.`),

  samlProviderNotFound: (arn: string) => noSuchEntity(`Manifest not found for arn ${arn}`),
  // Never recorded.
  samlProviderExists: (name: string) =>
    new AwsError("EntityAlreadyExists", 409, `SAML Provider with name ${name} already exists.`),
  // Commonly quoted.
  metadataInvalid: () => invalidInput("Could not parse metadata"),
  // That the keys are at most two and in PEM is documented, the texts are not.
  samlKeyInvalid: () => invalidInput("The private key is not a valid unencrypted PEM private key."),
  samlKeyNotFound: (keyId: string) => noSuchEntity(`The private key with id ${keyId} cannot be found.`),

  // The model allows Expired for other credentials; no text of either refusal is documented.
  expiryNotSettable: () => invalidInput("The status Expired cannot be set."),
  statusNotSettable: () =>
    new AwsError(
      "ValidationError",
      400,
      "1 validation error detected: Value at 'status' failed to satisfy constraint: Member must satisfy enum value set",
    ),
} as const;

function noSuchEntity(message: string): AwsError {
  return new AwsError("NoSuchEntity", 404, message);
}

function deleteConflict(message: string): AwsError {
  return new AwsError("DeleteConflict", 409, message);
}

function malformedCertificate(message: string): AwsError {
  return new AwsError("MalformedCertificate", 400, message);
}

function invalidInput(message: string): AwsError {
  return new AwsError("InvalidInput", 400, message);
}

function validationError(message: string): AwsError {
  return new AwsError("ValidationError", 400, message);
}
