// Why operations of AWS are not implemented, family by family. docs/coverage.md prints it, and a test holds it
// against the operation tables: an operation that is missing without a reason fails.

/** Operations of one kind and why there are none of them. */
export interface UnimplementedFamily {
  readonly title: string;
  /** The whole names of the family's operations. */
  readonly names: RegExp;
  readonly reason: string;
}

/** The families by the service's signing name. */
export const unimplemented: Readonly<Record<string, readonly UnimplementedFamily[]>> = {
  iam: [
    {
      title: "Delegation requests",
      names: /^\w+DelegationRequests?$|^SendDelegationToken$/,
      reason: "partners of AWS send them and its console answers them; no behaviour is documented outside of both.",
    },
    {
      title: "Access reports of an organization",
      names: /^(?:Generate|Get)OrganizationsAccessReport$/,
      reason: "last uses are kept by account; `GenerateServiceLastAccessedDetails` tells them of one entity.",
    },
    {
      title: "Summaries",
      names: /^GetHumanReadableSummary$/,
      reason: "AWS generates the prose, and nothing documents how.",
    },
  ],
  sts: [
    {
      title: "Delegated access",
      names: /^GetDelegatedAccessToken$/,
      reason: "it trades in tokens of delegation requests, which are not implemented.",
    },
  ],
  apigateway: [
    {
      title: "WebSocket APIs",
      names: /^\w+(?:IntegrationResponse|RouteResponse|Model)s?$|^GetModelTemplate$|^DeleteRouteRequestParameter$/,
      reason: "AWS documents them as supported only for WebSocket APIs; only HTTP APIs are implemented.",
    },
    {
      title: "Developer portals",
      names: /^\w*Portals?$|^\w*PortalProducts?$|^\w*PortalProductSharingPolicy$|^\w*Product(?:RestEndpoint)?Pages?$/,
      reason: "they show APIs to people; no call is made or decided by them.",
    },
  ],
  organizations: [
    {
      title: "Billing transfers",
      names: /^\w*ResponsibilityTransfers?$|^InviteOrganizationToTransferResponsibility$/,
      reason: "they hand over who pays, and nothing is billed here.",
    },
    {
      title: "Validity of effective policies",
      names: /^ListAccountsWithInvalidEffectivePolicy$|^ListEffectivePolicyValidationErrors$/,
      reason:
        "what makes an effective policy invalid is a matter of the services that it configures, none of which is here.",
    },
    {
      title: "Other partitions",
      names: /^CreateGovCloudAccount$/,
      reason: "there is one partition, `aws`.",
    },
  ],
  acm: [
    {
      title: "Certificates that AWS issues",
      names: /^(?:Request|Renew|Export|Revoke)Certificate$|^ResendValidationEmail$|^UpdateCertificateOptions$/,
      reason: "no public authority stands behind this server; certificates are made elsewhere and imported.",
    },
    {
      title: "Search and settings",
      names: /^SearchCertificates$|^(?:Get|Put)AccountConfiguration$/,
      reason: "`ListCertificates` filters; there are no expiry events to send.",
    },
  ],
};
