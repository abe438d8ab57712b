// Why operations of AWS are not implemented, family by family. docs/coverage.md prints it, and a test holds it
// against the operation tables: an operation that is missing without a reason fails.

/** Operations of one kind and why there are none of them. */
export interface UnimplementedFamily {
  readonly title: string;
  /** The whole names of the family's operations. */
  readonly names: RegExp;
  readonly reason: string;
}

/** The families by the service's name. */
export const unimplemented: Readonly<Record<string, readonly UnimplementedFamily[]>> = {
  iam: [
    {
      title: "Delegation requests",
      names: /^\w+DelegationRequests?$|^SendDelegationToken$/,
      reason: "partners of AWS send them and its console answers them; no behaviour is documented outside of both.",
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
      title: "Definitions and what is generated from them",
      names: /^(?:Import|Put)RestApi$|^GetExport$|^GetSdk(?:Types?)?$|^GetModelTemplate$/,
      reason: "OpenAPI definitions are read and written for HTTP APIs only; nothing is generated.",
    },
    {
      title: "API keys and usage plans",
      names: /^\w*(?:ApiKey|UsagePlan)\w*$|^(?:Get|Update)Usage$/,
      reason: "they meter callers, whom IAM tells apart here; `apiKeyRequired` is kept and not asked for.",
    },
    {
      title: "Custom domain names",
      names: /^\w*(?:DomainName|BasePathMapping)\w*$/,
      reason: "the custom domains of version 2 lead to REST APIs too; those of version 1 have no calls of their own.",
    },
    {
      title: "Documentation",
      names: /^\w*Documentation(?:Part|Version)s?$/,
      reason: "it describes an API to people; no call is made or decided by it.",
    },
    {
      title: "Private networks and client certificates",
      names: /^\w*(?:VpcLink|ClientCertificate)s?$/,
      reason: "backends are reached as the settings say; version 2 has VPC links.",
    },
    {
      title: "Test invocations",
      names: /^TestInvoke(?:Method|Authorizer)$/,
      reason: "they run without a deployment and without authorization, which is what is to be tried here.",
    },
    {
      title: "Caches",
      names: /^FlushStage(?:Authorizers)?Cache$/,
      reason: "a stage of a REST API keeps no cache that could be flushed.",
    },
  ],
  apigatewayv2: [
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
