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
  ["accountdiscovery.ssm", "AmazonSSM_AccountDiscovery", "AWSSystemsManagerAccountDiscoveryServicePolicy"],
  ["acm", "CertificateManager", "CertificateManagerServiceRolePolicy"],
  ["apidestinations.events", "AmazonEventBridgeApiDestinations", "AmazonEventBridgeApiDestinationsServiceRolePolicy"],
  ["appmesh", "AppMesh", "AWSAppMeshServiceRolePolicy"],
  [
    "appstream.application-autoscaling",
    "ApplicationAutoScaling_AppStreamFleet",
    "AWSApplicationAutoscalingAppStreamFleetPolicy",
  ],
  ["autoscaling", "AutoScaling", "AutoScalingServiceRolePolicy", "suffix"],
  ["autoscaling-plans", "AutoScalingPlans_EC2AutoScaling", "AWSAutoScalingPlansEC2AutoScalingPolicy"],
  ["backup", "Backup", "AWSBackupServiceLinkedRolePolicyForBackup"],
  ["batch", "Batch", "BatchServiceRolePolicy"],
  [
    "cassandra.application-autoscaling",
    "ApplicationAutoScaling_CassandraTable",
    "AWSApplicationAutoscalingCassandraTablePolicy",
  ],
  ["cks.kms", "KeyManagementServiceCustomKeyStores", "AWSKeyManagementServiceCustomKeyStoresServiceRolePolicy"],
  ["cloud9", "AWSCloud9", "AWSCloud9ServiceRolePolicy"],
  ["cloudtrail", "CloudTrail", "CloudTrailServiceRolePolicy"],
  ["codestar-notifications", "CodeStarNotifications", "AWSCodeStarNotificationsServiceRolePolicy"],
  [
    "comprehend.application-autoscaling",
    "ApplicationAutoScaling_ComprehendEndpoint",
    "AWSApplicationAutoscalingComprehendEndpointPolicy",
  ],
  ["config", "Config", "AWSConfigServiceRolePolicy"],
  ["connect", "AmazonConnect", "AmazonConnectServiceLinkedRolePolicy", "suffix"],
  [
    "custom-resource.application-autoscaling",
    "ApplicationAutoScaling_CustomResource",
    "AWSApplicationAutoScalingCustomResourcePolicy",
  ],
  ["dax", "DAX", "DAXServiceRolePolicy"],
  ["dms", "DMSServerless", "AWSDMSServerlessServiceRolePolicy"],
  ["dms-fleet-advisor", "DMSFleetAdvisor", "AWSDMSFleetAdvisorServiceRolePolicy"],
  ["docdb-elastic", "DocDB-Elastic", "AmazonDocDB-ElasticServiceRolePolicy"],
  [
    "dynamodb.application-autoscaling",
    "ApplicationAutoScaling_DynamoDBTable",
    "AWSApplicationAutoscalingDynamoDBTablePolicy",
  ],
  ["ec2-instance-connect", "Ec2InstanceConnect", "Ec2InstanceConnectEndpoint"],
  [
    "ec2.application-autoscaling",
    "ApplicationAutoScaling_EC2SpotFleetRequest",
    "AWSApplicationAutoscalingEC2SpotFleetRequestPolicy",
  ],
  ["ecr", "ECRTemplate", "ECRTemplateServiceRolePolicy"],
  ["ecs", "ECS", "AmazonECSServiceRolePolicy"],
  ["ecs.application-autoscaling", "ApplicationAutoScaling_ECSService", "AWSApplicationAutoscalingECSServicePolicy"],
  ["eks", "AmazonEKS", "AmazonEKSServiceRolePolicy"],
  ["eks-connector", "AmazonEKSConnector", "AmazonEKSConnectorServiceRolePolicy"],
  ["eks-fargate", "AmazonEKSForFargate", "AmazonEKSForFargateServiceRolePolicy"],
  ["eks-nodegroup", "AmazonEKSNodegroup", "AWSServiceRoleForAmazonEKSNodegroup"],
  ["elasticache", "ElastiCache", "ElastiCacheServiceRolePolicy"],
  [
    "elasticache.application-autoscaling",
    "ApplicationAutoScaling_ElastiCacheRG",
    "AWSApplicationAutoscalingElastiCacheRGPolicy",
  ],
  ["elasticbeanstalk", "ElasticBeanstalk", "AWSElasticBeanstalkServiceRolePolicy"],
  ["elasticfilesystem", "AmazonElasticFileSystem", "AmazonElasticFileSystemServiceRolePolicy"],
  ["elasticloadbalancing", "ElasticLoadBalancing", "AWSElasticLoadBalancingServiceRolePolicy"],
  ["email.cognito-idp", "AmazonCognitoIdpEmailService", "AmazonCognitoIdpEmailServiceRolePolicy"],
  ["emr-containers", "AmazonEMRContainers", "AmazonEMRContainersServiceRolePolicy"],
  ["emrwal", "EMRWAL", "EMRDescribeClusterPolicyForEMRWAL"],
  ["es", "AmazonElasticsearchService", "AmazonElasticsearchServiceRolePolicy"],
  ["fis", "FIS", "AmazonFISServiceRolePolicy"],
  ["fms", "FMS", "FMSServiceRolePolicy"],
  ["fsx", "AmazonFSx", "AmazonFSxServiceRolePolicy"],
  ["globalaccelerator", "GlobalAccelerator", "AWSGlobalAcceleratorSLRPolicy"],
  ["grafana", "AmazonGrafana", "AmazonGrafanaServiceLinkedRolePolicy"],
  ["guardduty", "AmazonGuardDuty", "AmazonGuardDutyServiceRolePolicy"],
  ["imagebuilder", "ImageBuilder", "AWSServiceRoleForImageBuilder"],
  ["inspector2", "AmazonInspector2", "AmazonInspector2ServiceRolePolicy"],
  ["iotmanagedintegrations", "IoTManagedIntegrations", "AWSIoTManagedIntegrationsRolePolicy"],
  ["kafka", "Kafka", "KafkaServiceRolePolicy"],
  [
    "kafka.application-autoscaling",
    "ApplicationAutoScaling_KafkaCluster",
    "AWSApplicationAutoscalingKafkaClusterPolicy",
  ],
  ["kafkaconnect", "KafkaConnect", "KafkaConnectServiceRolePolicy"],
  ["lakeformation", "LakeFormationDataAccess", "LakeFormationDataAccessServiceRolePolicy"],
  [
    "lambda.application-autoscaling",
    "ApplicationAutoScaling_LambdaConcurrency",
    "AWSApplicationAutoscalingLambdaConcurrencyPolicy",
  ],
  ["lex", "LexBots", "AmazonLexBotPolicy"],
  ["lexv2", "LexV2Bots", "AmazonLexV2BotPolicy", "suffix"],
  ["lightsail", "Lightsail", "LightsailExportAccess"],
  ["logger.cloudfront", "CloudFrontLogger", "AWSCloudFrontLogger"],
  ["m2", "AWSM2", "AWSM2ServicePolicy"],
  ["macie", "AmazonMacie", "AmazonMacieServiceRolePolicy"],
  ["memorydb", "MemoryDB", "MemoryDBServiceRolePolicy"],
  ["mq", "AmazonMQ", "AmazonMQServiceRolePolicy"],
  ["mrk.kms", "KeyManagementServiceMultiRegionKeys", "AWSKeyManagementServiceMultiRegionKeysServiceRolePolicy"],
  [
    "neptune.application-autoscaling",
    "ApplicationAutoScaling_NeptuneCluster",
    "AWSApplicationAutoscalingNeptuneClusterPolicy",
  ],
  ["notifications", "AwsUserNotifications", "AWSUserNotificationsServiceLinkedRolePolicy"],
  ["observability.aoss", "AmazonOpenSearchServerless", "AmazonOpenSearchServerlessServiceRolePolicy"],
  ["opensearchservice", "AmazonOpenSearchService", "AmazonOpenSearchServiceRolePolicy"],
  ["ops.apigateway", "APIGateway", "APIGatewayServiceRolePolicy"],
  ["ops.emr-serverless", "AmazonEMRServerless", "AmazonEMRServerlessServiceRolePolicy"],
  ["opsdatasync.ssm", "SystemsManagerOpsDataSync", "AWSSystemsManagerOpsDataSyncServiceRolePolicy"],
  ["opsinsights.ssm", "AmazonSSM_OpsInsights", "AWSSSMOpsInsightsServiceRolePolicy"],
  ["organizations", "Organizations", "AWSOrganizationsServiceTrustPolicy"],
  ["pullthroughcache.ecr", "ECRPullThroughCache", "AWSECRPullThroughCache_ServiceRolePolicy"],
  ["ram", "ResourceAccessManager", "AWSResourceAccessManagerServiceRolePolicy"],
  ["rds", "RDS", "AmazonRDSServiceRolePolicy"],
  ["rds.application-autoscaling", "ApplicationAutoScaling_RDSCluster", "AWSApplicationAutoscalingRDSClusterPolicy"],
  ["redshift", "Redshift", "AmazonRedshiftServiceLinkedRolePolicy"],
  ["replication.cassandra", "KeyspacesReplication", "KeyspacesReplicationServiceRolePolicy"],
  ["replication.dynamodb", "DynamoDBReplication", "DynamoDBReplicationServiceRolePolicy"],
  ["replication.ecr", "ECRReplication", "ECRReplicationServiceRolePolicy"],
  ["replicator.lambda", "LambdaReplicator", "AWSLambdaReplicator"],
  ["repository.sync.codeconnections", "GitSync", "AWSGitSyncServiceRolePolicy"],
  ["resource-explorer-2", "ResourceExplorer", "AWSResourceExplorerServiceRolePolicy"],
  ["rolesanywhere", "RolesAnywhere", "AWSRolesAnywhereServicePolicy"],
  ["s3-outposts", "S3OnOutposts", "AWSS3OnOutpostsServiceRolePolicy"],
  [
    "sagemaker.application-autoscaling",
    "ApplicationAutoScaling_SageMakerEndpoint",
    "AWSApplicationAutoscalingSageMakerEndpointPolicy",
  ],
  ["securityhub", "SecurityHub", "AWSSecurityHubServiceRolePolicy"],
  ["servicequotas", "ServiceQuotas", "ServiceQuotasServiceRolePolicy"],
  ["ses", "AmazonSES", "AmazonSESServiceRolePolicy"],
  ["shield", "AWSShield", "AWSShieldServiceRolePolicy"],
  ["spot", "EC2Spot", "AWSEC2SpotServiceRolePolicy"],
  ["spotfleet", "EC2SpotFleet", "AWSEC2SpotFleetServiceRolePolicy"],
  ["ssm", "AmazonSSM", "AmazonSSMServiceRolePolicy"],
  ["ssm-incidents", "IncidentManager", "AWSIncidentManagerServiceRolePolicy"],
  ["ssm-quicksetup", "SSMQuickSetup", "SSMQuickSetupRolePolicy"],
  ["sso", "SSO", "AWSSSOServiceRolePolicy"],
  ["support", "Support", "AWSSupportServiceRolePolicy"],
  ["transitgateway", "VPCTransitGateway", "AWSVPCTransitGatewayServiceRolePolicy"],
  ["trustedadvisor", "TrustedAdvisor", "AWSTrustedAdvisorServiceRolePolicy"],
  ["vpcorigin.cloudfront", "CloudFrontVPCOrigin", "AWSCloudFrontVPCOriginServiceRolePolicy"],
  ["waf", "WAFLogging", "WAFLoggingServiceRolePolicy"],
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
