/** Default quotas that GetAccountSummary does not report, from the User Guide's page "IAM and AWS STS quotas". */
export const partQuotas = {
  mfaDevicesPerUser: 8,
  sshPublicKeysPerUser: 5,
  /** Of one service; documented at CreateServiceSpecificCredential. */
  serviceSpecificCredentialsPerUser: 2,
  oidcProviders: 100,
  clientIdsPerOidcProvider: 100,
  thumbprintsPerOidcProvider: 5,
  samlProviders: 100,
  keysPerSamlProvider: 2,
} as const;
