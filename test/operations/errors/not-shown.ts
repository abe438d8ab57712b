import type { ServiceName } from "../operation-bench.ts";
import { organizationsNotShown } from "./organizations-not-shown.ts";
import { stsNotShown } from "./sts-not-shown.ts";

/** Errors that a service's model names and no row shows, and why. */
export interface NotShown {
  readonly code: string;
  /** The operations meant, by their whole names; every operation that names the code when absent. */
  readonly operations?: RegExp;
  readonly reason: string;
}

const atomic = "every call is one transaction: none finds another half done";
const malformedArn = "what is not the ARN of a policy is a ValidationError (observed)";
const accountQuota =
  "the quota is of the account and in the thousands or hundreds; src/services/iam/quotas.test.ts and the tests of the " +
  "kinds fill the database in its place";

const iamNotShown: readonly NotShown[] = [
  { code: "ServiceFailure", reason: "an InternalFailure of this server is a bug, none is known" },
  { code: "PolicyEvaluation", reason: "as ServiceFailure: a policy that was accepted is evaluated" },
  { code: "ConcurrentModification", reason: atomic },
  { code: "EntityTemporarilyUnmodifiable", reason: atomic },
  {
    code: "ReportInProgress",
    operations: /^GetCredentialReport$/,
    reason: "a report is made by the call that asks for it",
  },
  {
    code: "ReportExpired",
    operations: /^GetCredentialReport$/,
    reason: "takes four hours: the report's own test passes them on its clock",
  },
  {
    code: "OpenIdIdpCommunicationError",
    operations: /^CreateOpenIDConnectProvider$/,
    reason: "the provider is not called: without thumbprints the system's certificate authorities are used",
  },
  {
    code: "LimitExceeded",
    operations:
      /^(?:Delete|Detach|Remove|Deactivate)\w+$|^Resync\w+$|^SetDefaultPolicyVersion$|^GenerateCredentialReport$|^(?:Change|Update)(?:Password|AccessKey|AccountPasswordPolicy|Group|LoginProfile|ServerCertificate|SigningCertificate|User)$/,
    reason: "the call adds nothing that is counted",
  },
  {
    code: "LimitExceeded",
    operations: /^Create(?:Group|InstanceProfile|SAMLProvider|ServiceLinkedRole|User)$|^UploadServerCertificate$/,
    reason: accountQuota,
  },
  {
    code: "LimitExceeded",
    operations: /^CreateVirtualMFADevice$/,
    reason: "no quota of devices that nobody has is documented",
  },
  { code: "LimitExceeded", operations: /^CreateAccountAlias$/, reason: "a second alias takes the place of the first" },
  { code: "LimitExceeded", operations: /^CreateLoginProfile$/, reason: "a second profile is EntityAlreadyExists" },
  {
    code: "InvalidInput",
    operations: /^(?:Attach|Detach)\w+Policy$|^ListAttached\w+Policies$/,
    reason: `${malformedArn}, and names are one too`,
  },
  {
    code: "InvalidInput",
    operations: /^\w+PolicyVersions?$|^(?:Get|Delete|Untag)Policy$|^ListEntitiesForPolicy$|^ListPolicyTags$/,
    reason: malformedArn,
  },
  {
    code: "InvalidInput",
    operations: /^Untag\w+$/,
    reason: "keys that no tag can have are a ValidationError (observed)",
  },
  {
    code: "InvalidInput",
    operations:
      /^(?:Get|Delete)(?:OpenIDConnect|SAML)Provider$|^List(?:MFADevice|(?:OpenIDConnect|SAML)Provider)Tags$|^(?:Add|Remove)ClientID\w+$/,
    reason: "an ARN of anything else names no provider or device: NoSuchEntity",
  },
  {
    code: "InvalidInput",
    operations: /^GetServiceLastAccessedDetails(?:WithEntities)?$|^GetServiceLinkedRoleDeletionStatus$/,
    reason: "an id of another form is a ValidationError or names nothing: NoSuchEntity",
  },
  {
    code: "NoSuchEntity",
    operations: /^CreateGroup$|^CreateServiceLinkedRole$|^UpdateAccountPasswordPolicy$/,
    reason: "the call names nothing that would have to exist",
  },
  {
    code: "EntityAlreadyExists",
    operations: /^AddRoleToInstanceProfile$/,
    reason: "a profile that has a role is full: LimitExceeded (observed)",
  },
  {
    code: "EntityAlreadyExists",
    operations: /^UploadSigningCertificate$/,
    reason: "the same certificate again is DuplicateCertificate",
  },
  {
    code: "InvalidCertificate",
    operations: /^UploadSigningCertificate$/,
    reason: "what is no certificate is MalformedCertificate (observed); nothing else is asked of one",
  },
  {
    code: "DeleteConflict",
    operations: /^DeleteServerCertificate$/,
    reason: "nothing here uses a server certificate",
  },
  {
    code: "MalformedPolicyDocument",
    operations: /^UpdateAccountPasswordPolicy$/,
    reason: "the call has no document, and values out of range are a ValidationError (observed)",
  },
  {
    code: "UnmodifiableEntity",
    operations: /^UpdateRoleDescription$/,
    reason: "the description of a service's role may be changed (documented)",
  },
  {
    code: "UnmodifiableEntity",
    operations: /^RemoveRoleFromInstanceProfile$/,
    reason: "the role of a service is in no profile: NoSuchEntity",
  },
  {
    code: "UnrecognizedPublicKeyEncoding",
    operations: /^GetSSHPublicKey$/,
    reason: "an encoding that is neither SSH nor PEM is a ValidationError",
  },
];

/** By service; those absent do not account for all of their errors yet. */
export const errorsNotShown: Readonly<Partial<Record<ServiceName, readonly NotShown[]>>> = {
  iam: iamNotShown,
  sts: stsNotShown,
  organizations: organizationsNotShown,
};
