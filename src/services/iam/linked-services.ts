import { iamArn } from "../../arn/arn.ts";

/** A service that has a role of its own in an account. */
export interface LinkedService {
  readonly roleName: string;
  /** The AWS-managed policy on the role, below `/aws-service-role/`. */
  readonly policyName: string;
  /** Whether an account may have several of its roles, told apart by a suffix. */
  readonly takesSuffix: boolean;
}

type Entry = readonly [service: string, roleName: string, policyName: string, takesSuffix?: "suffix"];

/** Services with the names that each documents for its role, without `AWSServiceRoleFor`, and for the role's policy. */
const entries: readonly Entry[] = [
  ["access-analyzer", "AccessAnalyzer", "AccessAnalyzerServiceRolePolicy"],
  ["apidestinations.events", "AmazonEventBridgeApiDestinations", "AmazonEventBridgeApiDestinationsServiceRolePolicy"],
  ["autoscaling", "AutoScaling", "AutoScalingServiceRolePolicy", "suffix"],
  ["backup", "Backup", "AWSBackupServiceLinkedRolePolicyForBackup"],
  ["batch", "Batch", "BatchServiceRolePolicy"],
  ["cks.kms", "KeyManagementServiceCustomKeyStores", "AWSKeyManagementServiceCustomKeyStoresServiceRolePolicy"],
  ["cloud9", "AWSCloud9", "AWSCloud9ServiceRolePolicy"],
  ["cloudtrail", "CloudTrail", "CloudTrailServiceRolePolicy"],
  ["config", "Config", "AWSConfigServiceRolePolicy"],
  ["connect", "AmazonConnect", "AmazonConnectServiceLinkedRolePolicy", "suffix"],
  ["dax", "DAX", "DAXServiceRolePolicy"],
  [
    "dynamodb.application-autoscaling",
    "ApplicationAutoScaling_DynamoDBTable",
    "AWSApplicationAutoscalingDynamoDBTablePolicy",
  ],
  ["ecs", "ECS", "AmazonECSServiceRolePolicy"],
  ["ecs.application-autoscaling", "ApplicationAutoScaling_ECSService", "AWSApplicationAutoscalingECSServicePolicy"],
  ["eks", "AmazonEKS", "AmazonEKSServiceRolePolicy"],
  ["eks-fargate", "AmazonEKSForFargate", "AmazonEKSForFargateServiceRolePolicy"],
  ["eks-nodegroup", "AmazonEKSNodegroup", "AWSServiceRoleForAmazonEKSNodegroup"],
  ["elasticache", "ElastiCache", "ElastiCacheServiceRolePolicy"],
  ["elasticbeanstalk", "ElasticBeanstalk", "AWSElasticBeanstalkServiceRolePolicy"],
  ["elasticfilesystem", "AmazonElasticFileSystem", "AmazonElasticFileSystemServiceRolePolicy"],
  ["elasticloadbalancing", "ElasticLoadBalancing", "AWSElasticLoadBalancingServiceRolePolicy"],
  ["es", "AmazonElasticsearchService", "AmazonElasticsearchServiceRolePolicy"],
  ["fms", "FMS", "FMSServiceRolePolicy"],
  ["fsx", "AmazonFSx", "AmazonFSxServiceRolePolicy"],
  ["globalaccelerator", "GlobalAccelerator", "AWSGlobalAcceleratorSLRPolicy"],
  ["guardduty", "AmazonGuardDuty", "AmazonGuardDutyServiceRolePolicy"],
  ["inspector2", "AmazonInspector2", "AmazonInspector2ServiceRolePolicy"],
  ["kafka", "Kafka", "KafkaServiceRolePolicy"],
  [
    "lambda.application-autoscaling",
    "ApplicationAutoScaling_LambdaConcurrency",
    "AWSApplicationAutoscalingLambdaConcurrencyPolicy",
  ],
  ["lex", "LexBots", "AmazonLexBotPolicy"],
  ["lexv2", "LexV2Bots", "AmazonLexV2BotPolicy", "suffix"],
  ["logger.cloudfront", "CloudFrontLogger", "AWSCloudFrontLogger"],
  ["macie", "AmazonMacie", "AmazonMacieServiceRolePolicy"],
  ["mq", "AmazonMQ", "AmazonMQServiceRolePolicy"],
  ["opensearchservice", "AmazonOpenSearchService", "AmazonOpenSearchServiceRolePolicy"],
  ["ops.apigateway", "APIGateway", "APIGatewayServiceRolePolicy"],
  ["organizations", "Organizations", "AWSOrganizationsServiceTrustPolicy"],
  ["ram", "ResourceAccessManager", "AWSResourceAccessManagerServiceRolePolicy"],
  ["rds", "RDS", "AmazonRDSServiceRolePolicy"],
  ["rds.application-autoscaling", "ApplicationAutoScaling_RDSCluster", "AWSApplicationAutoscalingRDSClusterPolicy"],
  ["redshift", "Redshift", "AmazonRedshiftServiceLinkedRolePolicy"],
  ["replication.dynamodb", "DynamoDBReplication", "DynamoDBReplicationServiceRolePolicy"],
  ["replication.ecr", "ECRReplication", "ECRReplicationServiceRolePolicy"],
  ["replicator.lambda", "LambdaReplicator", "AWSLambdaReplicator"],
  ["securityhub", "SecurityHub", "AWSSecurityHubServiceRolePolicy"],
  ["servicequotas", "ServiceQuotas", "ServiceQuotasServiceRolePolicy"],
  ["spot", "EC2Spot", "AWSEC2SpotServiceRolePolicy"],
  ["spotfleet", "EC2SpotFleet", "AWSEC2SpotFleetServiceRolePolicy"],
  ["ssm", "AmazonSSM", "AmazonSSMServiceRolePolicy"],
  ["sso", "SSO", "AWSSSOServiceRolePolicy"],
  ["support", "Support", "AWSSupportServiceRolePolicy"],
  ["transitgateway", "VPCTransitGateway", "AWSVPCTransitGatewayServiceRolePolicy"],
  ["trustedadvisor", "TrustedAdvisor", "AWSTrustedAdvisorServiceRolePolicy"],
  ["wafv2", "WAFV2Logging", "WAFV2LoggingServiceRolePolicy"],
];

/** The services that have roles of their own, by the name that they call under. */
export const linkedServices: ReadonlyMap<string, LinkedService> = new Map(
  entries.map(([service, roleName, policyName, takesSuffix]) => [
    `${service}.amazonaws.com`,
    { roleName: `AWSServiceRoleFor${roleName}`, policyName, takesSuffix: takesSuffix !== undefined },
  ]),
);

/** The ARNs of the AWS-managed policies on those roles, which nobody else can have. */
export const linkedRolePolicyArns: ReadonlySet<string> = new Set(
  [...linkedServices.values()].map(({ policyName }) => linkedRolePolicyArn(policyName)),
);

/** The ARN of the AWS-managed policy of that name on the role of a service. */
export function linkedRolePolicyArn(policyName: string): string {
  return iamArn("aws", `policy/aws-service-role/${policyName}`);
}
