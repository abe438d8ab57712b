import { parseArn } from "../arn/arn.ts";
import type { MatchedRoute } from "./authorization.ts";
import type { IntegrationUri } from "./integration-uri.ts";

/** Where the listeners and services of a private network are: host and port by ARN. */
export type PrivateAddresses = Readonly<Record<string, string>>;

/**
 * The match with the address of a private integration as its URI; any other as it is. A backend behind a VPC link is
 * spoken to over TLS exactly when the integration names a server to verify, and gets the path of the request with the
 * stage's name in front, as documented. Without an address, or with one that is another account's, the integration leads
 * nowhere: all that a private integration uses is documented to be of one account
 * (https://docs.aws.amazon.com/apigateway/latest/developerguide/http-api-develop-integrations-private.html).
 */
export function withPrivateUri(match: MatchedRoute, addresses: PrivateAddresses = {}): MatchedRoute {
  const { route, stage, parts } = match;
  const { integration } = route;
  if (integration?.record.connectionType !== "VPC_LINK") {
    return match;
  }
  // What follows the `?` of a Cloud Map service chooses among its instances.
  const [arn = ""] = (integration.record.integrationUri ?? "").split("?");
  const isOwn = parseArn(arn)?.account === match.api.accountId;
  const address = isOwn && Object.hasOwn(addresses, arn) ? addresses[arn] : undefined;
  const uri = address === undefined ? undefined : privateUri(address, integration.record.tlsConfig?.serverNameToVerify);
  return {
    ...match,
    parts: stage.stageName === "$default" ? parts : [stage.stageName, ...parts],
    // A route without a pattern has the whole path appended.
    route: { ...route, pattern: undefined, integration: { ...integration, uri } },
  };
}

function privateUri(address: string, serverName: string | undefined): IntegrationUri {
  const scheme = serverName === undefined ? "http" : "https";
  const origin = `${scheme}://${address}`;
  return { origin, path: [""], query: [""], ...(serverName !== undefined && { serverName }) };
}
