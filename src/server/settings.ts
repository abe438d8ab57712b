import type { ServiceEndpoints } from "../gateway/aws-services/service-endpoints-file.ts";
import type { FunctionTable } from "../gateway/function-invoker.ts";
import type { LogDestinationTable } from "../gateway/observation/log-destinations.ts";
import type { ThrottleLimit } from "../gateway/throttle.ts";
import type { PrivateAddresses } from "../gateway/vpc-link.ts";

/** Who may read `/_sallyport/metrics`, which needs no signature. */
export type MetricsReaders = "nobody" | "loopback" | "everybody";

/** What a running server can be told; the command line's options by the same names. */
export interface ServerSettings {
  /** Where Lambda functions run. */
  readonly functions: FunctionTable;
  readonly host: string;
  /** 0 takes any free port. */
  readonly port: number;
  /** Domains under which `{api}.execute-api.{region}.` is an invoke; `amazonaws.com` is always one. */
  readonly domains: readonly string[];
  /** The message of the 403 for an unsigned call of an `AWS_IAM` route. */
  readonly unsignedMessage: string;
  /** Whether `POST /_sallyport/v1/reset` exists. */
  readonly allowReset: boolean;
  /** Whether OpenID Connect issuers elsewhere than on this machine may be asked for their keys without TLS. */
  readonly allowHttpIssuers: boolean;
  /** How many decision records are kept. */
  readonly decisionsMax: number;
  /** How long a shutdown waits for requests in flight, in milliseconds. */
  readonly shutdownGraceMs: number;
  /** Where access logs go, by the ARN of their destination. */
  readonly logDestinations: LogDestinationTable;
  readonly metricsReaders: MetricsReaders;
  /** Where the listeners and services behind VPC links are, by ARN. */
  readonly vpcAddresses: PrivateAddresses;
  /** Where the AWS services that integrations call are. */
  readonly serviceEndpoints: ServiceEndpoints;
  /** The files of certificates, by the S3 URI that trust stores of mutual TLS are named by. */
  readonly truststores: ReadonlyMap<string, string>;
  /** Hosts elsewhere that clients may tunnel to by CONNECT, in lower case; `*` stands for any text. */
  readonly proxyPassthrough: readonly string[];
  /** What one account may take of a region, in place of AWS's limit. */
  readonly accountThrottle?: ThrottleLimit;
}

/** The settings of a server that was told nothing. */
export const defaultSettings: ServerSettings = {
  functions: new Map(),
  host: "127.0.0.1",
  port: 4566,
  domains: ["localhost"],
  // The subject article's words; HTTP APIs were observed to answer "Forbidden".
  unsignedMessage: "Missing Authentication Token",
  allowReset: false,
  allowHttpIssuers: false,
  decisionsMax: 10_000,
  shutdownGraceMs: 30_000,
  logDestinations: {},
  vpcAddresses: {},
  serviceEndpoints: {},
  truststores: new Map(),
  metricsReaders: "loopback",
  proxyPassthrough: [],
};
