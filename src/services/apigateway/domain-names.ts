import {
  CreateDomainName$,
  type CreateDomainNameRequest,
  DeleteDomainName$,
  type DeleteDomainNameRequest,
  type DomainName,
  GetDomainName$,
  type GetDomainNameRequest,
  GetDomainNames$,
  type GetDomainNamesRequest,
  type GetDomainNamesResponse,
  UpdateDomainName$,
  type UpdateDomainNameRequest,
} from "@aws-sdk/client-apigatewayv2";
import type { DomainNameRecord } from "../../store/regional-records.ts";
import type { Operation, WithRequired } from "../../wire/operation.ts";
import { pageOf, readRestWindow, restPaging } from "../../wire/pagination.ts";
import { type Call, operation } from "../call.ts";
import { domainNameArn } from "./arns.ts";
import { permission, requestTags } from "./authorization.ts";
import { defined } from "./defined.ts";
import { readConfiguration, requireDomainName } from "./domain-name-rules.ts";
import { foundDomain, permissionOnDomain } from "./found-regional.ts";
import { badRequest, conflict } from "./errors.ts";
import { readMutualTls } from "./mutual-tls.ts";
import { quotas } from "./quotas.ts";
import { withTags } from "./tag-set.ts";

/** The operations on custom domains. */
export const domainNameOperations: readonly Operation<Call>[] = [
  operation(CreateDomainName$, {
    authorize: permission(CreateDomainName$, (input: CreateInput) => requestTags(input.Tags)),
    handle: createDomainName,
  }),
  operation(GetDomainName$, {
    authorize: permissionOnDomain(GetDomainName$),
    handle: async (input: OneDomain<GetDomainNameRequest>, call) =>
      showDomain(await foundDomain(call, input.DomainName)),
  }),
  operation(GetDomainNames$, {
    authorize: permission(GetDomainNames$),
    handle: getDomainNames,
  }),
  operation(UpdateDomainName$, {
    authorize: permissionOnDomain(UpdateDomainName$),
    handle: updateDomainName,
  }),
  operation(DeleteDomainName$, {
    authorize: permissionOnDomain(DeleteDomainName$),
    handle: async (input: OneDomain<DeleteDomainNameRequest>, call) => {
      const { domainName } = await foundDomain(call, input.DomainName);
      await call.tx.domainNames.delete(call.accountId, domainName);
      return {};
    },
  }),
];

type CreateInput = WithRequired<CreateDomainNameRequest, "DomainName">;
type OneDomain<Request extends { DomainName?: unknown }> = WithRequired<Request, "DomainName">;

async function createDomainName(input: CreateInput, call: Call): Promise<DomainName> {
  const domainName = input.DomainName.toLowerCase();
  requireDomainName(domainName);
  // Unique over all accounts, as a host name leads to one of them. AWS was observed to call it no conflict.
  if ((await call.tx.domainNames.find(domainName)) !== undefined) {
    throw badRequest("The domain name you provided already exists.");
  }
  await requireOwnWildcard(domainName, call);
  const existing = await call.tx.domainNames.list(call.accountId, call.region, { limit: quotas.domainNamesPerRegion });
  if (existing.length >= quotas.domainNamesPerRegion) {
    throw badRequest("Maximum number of domain names in this region has been reached");
  }
  const domain: DomainNameRecord = defined({
    domainName,
    accountId: call.accountId,
    region: call.region,
    configurations: [await readConfiguration(input.DomainNameConfigurations, call, { domainName })],
    mutualTls: await readMutualTls(input.MutualTlsAuthentication, call),
    routingMode: input.RoutingMode ?? ("API_MAPPING_ONLY" as const),
    tags: withTags({}, input.Tags),
    apiMappings: [],
    routingRules: [],
  });
  await call.tx.domainNames.insert(domain);
  return showDomain(domain);
}

/**
 * Throws a 409 for a name under another account's wildcard, and for a wildcard over another account's name: what is asked
 * for under the one would reach the other. Within an account the two may differ, as documented
 * (https://docs.aws.amazon.com/apigateway/latest/developerguide/http-api-custom-domain-names.html).
 */
async function requireOwnWildcard(domainName: string, { accountId, tx }: Call): Promise<void> {
  const end = domainName.slice(domainName.indexOf("."));
  if (domainName.startsWith("*.")) {
    if ((await tx.domainNames.findOfOthers(accountId, end)) !== undefined) {
      throw conflict("The wildcard domain name conflicts with a custom domain of another account.");
    }
    return;
  }
  const wildcard = await tx.domainNames.find(`*${end}`);
  if (wildcard !== undefined && wildcard.accountId !== accountId) {
    throw conflict("The domain name conflicts with a wildcard custom domain of another account.");
  }
}

async function getDomainNames(input: GetDomainNamesRequest, call: Call): Promise<GetDomainNamesResponse> {
  const window = readRestWindow(input);
  const limit = Math.min(window.size, quotas.domainNamesPerRegion) + 1;
  const domains = await call.tx.domainNames.list(call.accountId, call.region, defined({ after: window.after, limit }));
  const page = pageOf(domains, window, (domain) => domain.domainName);
  return { Items: page.entries.map(showDomain), ...restPaging(page) };
}

async function updateDomainName(input: OneDomain<UpdateDomainNameRequest>, call: Call): Promise<DomainName> {
  const stored = await foundDomain(call, input.DomainName);
  const domain: DomainNameRecord = defined({
    ...stored,
    configurations:
      input.DomainNameConfigurations === undefined
        ? stored.configurations
        : [
            await readConfiguration(input.DomainNameConfigurations, call, {
              domainName: stored.domainName,
              stored: stored.configurations[0],
            }),
          ],
    mutualTls: await readMutualTls(input.MutualTlsAuthentication, call, stored.mutualTls),
    routingMode: input.RoutingMode ?? stored.routingMode,
  });
  await call.tx.domainNames.update(domain);
  return showDomain(domain);
}

/** A custom domain as replies show it. */
function showDomain(domain: DomainNameRecord): DomainName {
  return {
    ApiMappingSelectionExpression: "$request.basepath",
    DomainName: domain.domainName,
    DomainNameArn: domainNameArn(domain),
    DomainNameConfigurations: domain.configurations.map((configuration) => ({
      ApiGatewayDomainName: configuration.apiGatewayDomainName,
      CertificateArn: configuration.certificateArn,
      CertificateName: configuration.certificateName,
      DomainNameStatus: "AVAILABLE",
      EndpointType: configuration.endpointType,
      HostedZoneId: configuration.hostedZoneId,
      IpAddressType: configuration.ipAddressType,
      OwnershipVerificationCertificateArn: configuration.ownershipVerificationCertificateArn,
      SecurityPolicy: configuration.securityPolicy,
    })),
    MutualTlsAuthentication: domain.mutualTls && {
      TruststoreUri: domain.mutualTls.truststoreUri,
      TruststoreVersion: domain.mutualTls.truststoreVersion,
      TruststoreWarnings: domain.mutualTls.warnings.length === 0 ? undefined : [...domain.mutualTls.warnings],
    },
    RoutingMode: domain.routingMode,
    Tags: { ...domain.tags },
  };
}
