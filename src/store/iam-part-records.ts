import type { AccountId } from "../arn/account-id.ts";
import type { Tag } from "./records.ts";

/** The lesser things of an account's IAM: for each kind, what its parts hold beside their key, owner and secret. */
export interface IamPartDetails {
  /** A user's password for the console, under the user's id. The secret is the JSON text of `PasswordHashes`. */
  readonly loginProfile: LoginProfileDetail;
  /** The account's one password policy, under the key `account`. */
  readonly passwordPolicy: PasswordPolicyDetail;
  /** A virtual MFA device under its serial number, owned by a user once enabled. The secret is its base32 seed. */
  readonly mfaDevice: MfaDeviceDetail;
  /** A user's SSH public key under its id, `APKA…`. */
  readonly sshPublicKey: SshPublicKeyDetail;
  /** A user's X.509 signing certificate under its id. */
  readonly signingCertificate: SigningCertificateDetail;
  /** A TLS certificate under its name in lower case. The secret is its private key in PEM. */
  readonly serverCertificate: ServerCertificateDetail;
  /** A user's credential for one service, under its id, `ACCA…`. The secret is the password or the API key. */
  readonly serviceSpecificCredential: ServiceSpecificCredentialDetail;
  /** An OpenID Connect provider under its ARN. */
  readonly oidcProvider: OidcProviderDetail;
  /** A SAML provider under its ARN. The secret is the JSON text of its private keys: PEM by key id. */
  readonly samlProvider: SamlProviderDetail;
}

/** The kind of a lesser thing of IAM. */
export type IamPartKind = keyof IamPartDetails;

/** One of the lesser things of an account's IAM. */
export interface IamPartRecord<Kind extends IamPartKind = IamPartKind> {
  readonly accountId: AccountId;
  readonly kind: Kind;
  /** Unique in the account among the parts of the kind, case included. */
  readonly key: string;
  /** The user it belongs to, `AIDA…`, if it belongs to one. */
  readonly userId?: string;
  readonly createdAtMs: number;
  /** In the clear here; sealed under the master key at rest. */
  readonly secret?: string;
  readonly detail: IamPartDetails[Kind];
}

/** What is public of a user's password. */
export interface LoginProfileDetail {
  readonly passwordResetRequired: boolean;
  readonly passwordSetAtMs: number;
}

/** A user's password and those before it, the newest first, each as the text that `hashPassword` makes. */
export interface PasswordHashes {
  readonly current: string;
  readonly former: readonly string[];
}

/** An account's rules for its users' passwords. */
export interface PasswordPolicyDetail {
  readonly minimumPasswordLength: number;
  readonly requireSymbols: boolean;
  readonly requireNumbers: boolean;
  readonly requireUppercaseCharacters: boolean;
  readonly requireLowercaseCharacters: boolean;
  readonly allowUsersToChangePassword: boolean;
  /** Passwords expire after so many days; never when absent. */
  readonly maxPasswordAge?: number;
  /** So many former passwords cannot be used again; none when absent. */
  readonly passwordReusePrevention?: number;
  readonly hardExpiry?: boolean;
}

/** A virtual MFA device; it counts for a user only when the part names its owner. */
export interface MfaDeviceDetail {
  readonly deviceName: string;
  readonly path: string;
  readonly tags: readonly Tag[];
  /** When it was given to its user. */
  readonly enabledAtMs?: number;
  /** How many 30-second steps its clock is ahead of the server's, learnt when enabled or resynchronized. */
  readonly driftSteps: number;
  /** The step of the last code accepted; an earlier or equal one is a replay. */
  readonly lastStep?: number;
}

/** An SSH public key. */
export interface SshPublicKeyDetail {
  /** As it was uploaded. */
  readonly body: string;
  /** `ssh-rsa AAAA…` without a comment: the same key in OpenSSH's form. */
  readonly sshBody: string;
  /** MD5 of the key's binary form, `aa:bb:…`. */
  readonly fingerprint: string;
  readonly status: "Active" | "Inactive";
}

/** An X.509 certificate for signing. */
export interface SigningCertificateDetail {
  /** PEM, as it was uploaded. */
  readonly body: string;
  readonly status: "Active" | "Inactive";
}

/** A TLS certificate. */
export interface ServerCertificateDetail {
  readonly certificateId: string;
  readonly name: string;
  readonly path: string;
  /** PEM, as it was uploaded but for white space around it; so is the chain. */
  readonly body: string;
  readonly chain?: string;
  readonly expiresAtMs: number;
  readonly tags: readonly Tag[];
}

/** A user name and password, or an API key, for one service. */
export interface ServiceSpecificCredentialDetail {
  /** `codecommit.amazonaws.com`. */
  readonly serviceName: string;
  /** Of a password: the name to use with it. */
  readonly serviceUserName?: string;
  /** Of an API key: the name to show for it. */
  readonly credentialAlias?: string;
  readonly status: "Active" | "Inactive" | "Expired";
  readonly expiresAtMs?: number;
}

/** An OpenID Connect provider whose tokens roles may trust. */
export interface OidcProviderDetail {
  /** The issuer without `https://`. */
  readonly url: string;
  /** The audiences it may issue tokens for, in the order they were added. */
  readonly clientIds: readonly string[];
  /** SHA-1 of the certificates that its TLS certificate may be issued by, 40 hexadecimal digits each. */
  readonly thumbprints: readonly string[];
  readonly tags: readonly Tag[];
}

/** A SAML provider whose assertions roles may trust. */
export interface SamlProviderDetail {
  readonly name: string;
  /** Identifies it in the ARN of its login page. */
  readonly uuid: string;
  /** The identity provider's metadata as it was given. */
  readonly metadataDocument: string;
  /** The `entityID` of the metadata: the issuer of assertions. */
  readonly entityId: string;
  /** The certificates of the metadata that assertions may be signed with: base64 of DER, without white space. */
  readonly signingCertificates: readonly string[];
  readonly validUntilMs: number;
  readonly assertionEncryptionMode: "Required" | "Allowed";
  /** Names of the private keys for encrypted assertions, the oldest first; the keys are in the part's secret. */
  readonly privateKeys: readonly { readonly keyId: string; readonly createdAtMs: number }[];
  readonly tags: readonly Tag[];
}
