import type { StaticOperationSchema } from "@smithy/types";
import type { DomainNameRecord, VpcLinkRecord } from "../../store/regional-records.ts";
import type { Call } from "../call.ts";
import { type CallKeys, permission, resourceTags } from "./authorization.ts";
import { notFound, partNotFound } from "./errors.ts";

/** The custom domain of the caller's account and region; throws AWS's 404, observed, when there is none. */
export async function foundDomain(call: Call, domainName: string): Promise<DomainNameRecord> {
  const domain = await ownDomain(call, domainName);
  if (domain === undefined) {
    throw notFound("Invalid domain name identifier specified");
  }
  return domain;
}

/** The VPC link of the caller's account and region; throws AWS's 404 when there is none. */
export async function foundVpcLink(call: Call, vpcLinkId: string): Promise<VpcLinkRecord> {
  const link = await ownVpcLink(call, vpcLinkId);
  if (link === undefined) {
    throw partNotFound("VpcLink", vpcLinkId);
  }
  return link;
}

/** The tags of a custom domain; none when there is no such domain. */
export async function domainTags(call: Call, domainName: string): Promise<Readonly<Record<string, string>>> {
  return (await ownDomain(call, domainName))?.tags ?? {};
}

/** The tags of a VPC link; none when there is no such link. */
export async function vpcLinkTags(call: Call, vpcLinkId: string): Promise<Readonly<Record<string, string>>> {
  return (await ownVpcLink(call, vpcLinkId))?.tags ?? {};
}

/**
 * Asks for the permission of an operation on a custom domain or something in it, with the domain's tags. Domains are found
 * in any case, so the permission is asked for under the one name that policies know.
 */
export function permissionOnDomain<Input extends { readonly DomainName: string }>(
  schema: StaticOperationSchema,
  keys: CallKeys<Input> = () => ({}),
): ReturnType<typeof permission<Input>> {
  const authorize = permission(schema, async (input: Input, call) => ({
    ...resourceTags(await domainTags(call, input.DomainName)),
    ...(await keys(input, call)),
  }));
  return (input, call) => authorize({ ...input, DomainName: input.DomainName.toLowerCase() }, call);
}

interface OfLink {
  readonly VpcLinkId: string;
}

/** The same for a VPC link. */
export function permissionOnVpcLink(schema: StaticOperationSchema): ReturnType<typeof permission<OfLink>> {
  return permission(schema, async (input: OfLink, call) => resourceTags(await vpcLinkTags(call, input.VpcLinkId)));
}

async function ownDomain(call: Call, domainName: string): Promise<DomainNameRecord | undefined> {
  const domain = await call.tx.domainNames.find(domainName.toLowerCase());
  return domain?.accountId === call.accountId && domain.region === call.region ? domain : undefined;
}

async function ownVpcLink(call: Call, vpcLinkId: string): Promise<VpcLinkRecord | undefined> {
  const link = await call.tx.vpcLinks.find(vpcLinkId);
  return link?.accountId === call.accountId && link.region === call.region ? link : undefined;
}
