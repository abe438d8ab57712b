import { type Command, InvalidArgumentError, Option } from "commander";
import { readServiceEndpointsFile } from "../gateway/aws-services/service-endpoints-file.ts";
import { readLogDestinationsFile } from "../gateway/observation/log-destinations-file.ts";
import { regionLimit } from "../gateway/throttle.ts";
import { readVpcAddressesFile } from "../gateway/vpc-addresses-file.ts";
import { readTruststoresFile } from "../services/apigateway/truststores-file.ts";
import { defaultSettings, type MetricsReaders, type ServerSettings } from "../server/settings.ts";

/** What an operator says about the data plane on the command line. */
export interface GatewayOptions {
  readonly logDestinations?: string;
  readonly vpcAddresses?: string;
  readonly serviceEndpoints?: string;
  readonly truststores?: string;
  readonly metricsFor: MetricsReaders;
  readonly accountRate?: number;
  readonly accountBurst?: number;
}

/** Adds those options to a command. */
export function withGatewayOptions(command: Command): Command {
  return command
    .addOption(
      new Option("--vpc-addresses <file>", "JSON file that says where listeners and services behind VPC links are").env(
        "SALLYPORT_VPC_ADDRESSES",
      ),
    )
    .addOption(
      new Option(
        "--service-endpoints <file>",
        "JSON file that says where the AWS services are that integrations call",
      ).env("SALLYPORT_SERVICE_ENDPOINTS"),
    )
    .addOption(
      new Option("--truststores <file>", "JSON file that says where trust stores of mutual TLS are").env(
        "SALLYPORT_TRUSTSTORES",
      ),
    )
    .addOption(
      new Option("--log-destinations <file>", "JSON file that says where access logs go").env(
        "SALLYPORT_LOG_DESTINATIONS",
      ),
    )
    .addOption(
      new Option("--metrics-for <whom>", "who may read /_sallyport/metrics, which needs no signature")
        .choices(["nobody", "loopback", "everybody"])
        .default(defaultSettings.metricsReaders)
        .env("SALLYPORT_METRICS_FOR"),
    )
    .addOption(
      new Option("--account-rate <requests>", "invokes a second that all APIs of an account have in a region")
        .argParser(limit)
        .env("SALLYPORT_ACCOUNT_RATE"),
    )
    .addOption(
      new Option("--account-burst <requests>", "invokes at once that all APIs of an account have in a region")
        .argParser(limit)
        .env("SALLYPORT_ACCOUNT_BURST"),
    );
}

/** The server's settings that the options make; throws an Error with a one-line message for a file that is wrong. */
export async function gatewaySettings({
  logDestinations,
  vpcAddresses,
  serviceEndpoints,
  truststores,
  metricsFor,
  accountRate,
  accountBurst,
}: GatewayOptions): Promise<
  Pick<
    ServerSettings,
    "logDestinations" | "vpcAddresses" | "serviceEndpoints" | "truststores" | "metricsReaders" | "accountThrottle"
  >
> {
  const accountThrottle = { rate: accountRate ?? regionLimit.rate, burst: accountBurst ?? regionLimit.burst };
  return {
    logDestinations: logDestinations === undefined ? {} : await readLogDestinationsFile(logDestinations),
    vpcAddresses: vpcAddresses === undefined ? {} : await readVpcAddressesFile(vpcAddresses),
    serviceEndpoints: serviceEndpoints === undefined ? {} : await readServiceEndpointsFile(serviceEndpoints),
    truststores: truststores === undefined ? new Map() : await readTruststoresFile(truststores),
    metricsReaders: metricsFor,
    ...((accountRate !== undefined || accountBurst !== undefined) && { accountThrottle }),
  };
}

function limit(text: string): number {
  const number = Number(text);
  if (!/^\d+$/.test(text) || number < 1 || number > 1_000_000_000) {
    throw new InvalidArgumentError(`"${text}" is not a whole number from 1 to 1000000000.`);
  }
  return number;
}
