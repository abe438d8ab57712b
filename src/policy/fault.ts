/** A place where a policy breaks a rule of its kind, for which AWS refuses it. */
export interface PolicyFault {
  readonly code: FaultCode;
  /** What AWS answers. */
  readonly awsMessage: string;
  /** A sentence that helps to mend it. */
  readonly message: string;
  readonly offset: number;
  readonly pointer: string;
}

/** The rules a policy that parses can break. */
export type FaultCode =
  | "versionTooOld"
  | "principalNotAllowed"
  | "effectCase"
  | "badDate"
  | "badArn"
  | "duplicateSid"
  | "badSid"
  | "noActions"
  | "noResources"
  | "badAction"
  | "principalMissing"
  | "badPrincipal"
  | "notPrincipalNotAllowed"
  | "actionNotAllowed"
  | "resourceNotAllowed"
  | "conditionMissing"
  | "effectNotAllowed";
