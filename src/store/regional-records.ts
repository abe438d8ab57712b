import type { AccountId } from "../arn/account-id.ts";
import type { Tag } from "./records.ts";
import type { Page } from "./repositories.ts";

/** A custom domain with everything that leads from it to APIs. */
export interface DomainNameRecord {
  /** In lower case; unique over all accounts and regions. `*.` in front takes every name of one label more. */
  readonly domainName: string;
  readonly accountId: AccountId;
  readonly region: string;
  readonly configurations: readonly DomainNameConfiguration[];
  readonly mutualTls?: MutualTls;
  readonly routingMode: "API_MAPPING_ONLY" | "ROUTING_RULE_ONLY" | "ROUTING_RULE_THEN_API_MAPPING";
  readonly tags: Readonly<Record<string, string>>;
  readonly apiMappings: readonly ApiMapping[];
  readonly routingRules: readonly RoutingRule[];
}

/** Whose certificates a custom domain asks its clients for. */
export interface MutualTls {
  readonly truststoreUri: string;
  readonly truststoreVersion?: string;
  /** What was read from there when it was set: the certificates to trust, each in PEM. */
  readonly certificates: readonly string[];
  /** What was wrong with others. */
  readonly warnings: readonly string[];
}

/** How a custom domain is reached. */
export interface DomainNameConfiguration {
  readonly apiGatewayDomainName: string;
  readonly certificateArn: string;
  readonly certificateName?: string;
  readonly ownershipVerificationCertificateArn?: string;
  readonly endpointType: "REGIONAL";
  readonly hostedZoneId: string;
  readonly ipAddressType: "ipv4" | "dualstack";
  readonly securityPolicy: "TLS_1_2";
}

/** A path of a custom domain that leads to a stage. */
export interface ApiMapping {
  readonly apiMappingId: string;
  readonly apiId: string;
  /** Parts joined by `/`; empty for all paths. */
  readonly apiMappingKey: string;
  readonly stage: string;
}

/** What requests of a custom domain lead to a stage, the smallest priority first. */
export interface RoutingRule {
  readonly routingRuleId: string;
  readonly priority: number;
  /** All of them must hold; in each, one of its alternatives. */
  readonly conditions: readonly RoutingCondition[];
  readonly apiId: string;
  readonly stage: string;
  readonly stripBasePath: boolean;
}

/** One condition of a routing rule: paths or headers. */
export interface RoutingCondition {
  readonly basePaths?: readonly string[];
  readonly headers?: readonly { readonly header: string; readonly valueGlob: string }[];
}

/** A VPC link. */
export interface VpcLinkRecord {
  readonly vpcLinkId: string;
  readonly accountId: AccountId;
  readonly region: string;
  readonly name: string;
  readonly createdAtMs: number;
  readonly subnetIds: readonly string[];
  readonly securityGroupIds: readonly string[];
  readonly tags: Readonly<Record<string, string>>;
}

/** A TLS certificate of Certificate Manager with its private key. */
export interface CertificateRecord {
  /** The last part of its ARN, a UUID. */
  readonly certificateId: string;
  readonly accountId: AccountId;
  readonly region: string;
  /** PEM, as it was imported but for white space around it; so is the chain. */
  readonly body: string;
  readonly chain?: string;
  /** The private key in PEM: in the clear here, sealed under the master key at rest. */
  readonly secret: string;
  /** The host names that it is for, in lower case and in order. */
  readonly domainNames: readonly string[];
  readonly createdAtMs: number;
  /** When it was imported last. */
  readonly importedAtMs: number;
  readonly tags: readonly Tag[];
}

/** What an account has in a region beside its APIs, of one kind; ids are unique over all accounts. */
export interface RegionalRepository<Record> {
  insert(record: Record): Promise<void>;
  /** By id alone: the host name of a call tells no account. */
  find(id: string): Promise<Record | undefined>;
  /**
   * One whose id is a single label in front of that end, as `a.example.com` is in front of `.example.com`, and that is of
   * another account than the given one. Ids hold neither `%` nor `_`.
   */
  findOfOthers(accountId: AccountId, end: string): Promise<Record | undefined>;
  /** The account's in one region by id; `after` is an id. */
  list(accountId: AccountId, region: string, page: Page): Promise<readonly Record[]>;
  /** Replaces the account's record with the same id. */
  update(record: Record): Promise<void>;
  delete(accountId: AccountId, id: string): Promise<void>;
}
