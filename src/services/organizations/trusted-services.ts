/** Service principals without `.amazonaws.com`. */
const names = [
  "access-analyzer account agreement-management apprunner aws-artifact-account-sync auditmanager backup billing-cost-management",
  "bedrock ce cloudtrail cloudwatch-crossaccount compute-optimizer config config-multiaccountsetup",
  "config-conforms controltower controlcatalog costalerts cost-optimization-hub cur dashboards datazone deployment.ec2",
  "detective devops-guru diagnostic-tools directconnect ds ec2 ec2.capacity-block fms guardduty health healthlake iam",
  "inspector2 internetmonitor ipam license-management license-manager license-manager.member-account",
  "license-manager-linux-subscriptions license-manager-user-subscriptions macie malware-protection.guardduty",
  "marketplacecommerceanalytics managed-services member.org.stacksets.cloudformation monitor networkflowmonitor",
  "network-firewall networkmanager networksecuritydirector notifications observabilityadmin organization opensearch",
  "private-marketplace.marketplace procurement-insights.marketplace quicksight ram rds recovery-readiness redshift",
  "reporting.trustedadvisor resource-explorer-2 resource-management.stacksets.cloudformation route53resolver",
  "report.trustedadvisor s3 savingsplans sagemaker security-ir securityhub securitylake servicecatalog servicequotas",
  "securityagent selfservice-reports.access-analyzer shield ssm ssm-quicksetup opsdatasync.ssm sso storage-lens.s3",
  "stacksets.cloudformation support supportapp tagpolicies.tag transfer user-subscriptions vpc-lattice",
  "wellarchitected workmail",
].flatMap((line) => line.split(" "));

/**
 * The services that an organization can trust, as their principals; AWS adds to them now and then.
 * https://docs.aws.amazon.com/organizations/latest/userguide/orgs_integrate_services_list.html
 */
const trustable: ReadonlySet<string> = new Set(names.map((name) => `${name}.amazonaws.com`));

/** Whether there is such a service that works with Organizations. */
export function isTrustable(servicePrincipal: string): boolean {
  return trustable.has(servicePrincipal);
}
