import {
  CreateVpcLink$,
  type CreateVpcLinkRequest,
  DeleteVpcLink$,
  type DeleteVpcLinkRequest,
  GetVpcLink$,
  type GetVpcLinkRequest,
  GetVpcLinks$,
  type GetVpcLinksRequest,
  type GetVpcLinksResponse,
  UpdateVpcLink$,
  type UpdateVpcLinkRequest,
  type VpcLink,
} from "@aws-sdk/client-apigatewayv2";
import type { VpcLinkRecord } from "../../store/regional-records.ts";
import type { Operation, WithRequired } from "../../wire/operation.ts";
import { pageOf, readRestWindow, restPaging } from "../../wire/pagination.ts";
import { type Call, operation } from "../call.ts";
import { permission, requestTags } from "./authorization.ts";
import { shownDate } from "./date.ts";
import { defined } from "./defined.ts";
import { badRequest, requireName } from "./errors.ts";
import { foundVpcLink, permissionOnVpcLink } from "./found-regional.ts";
import { newId } from "./ids.ts";
import { quotas } from "./quotas.ts";
import { withTags } from "./tag-set.ts";

/** The operations on VPC links. */
export const vpcLinkOperations: readonly Operation<Call>[] = [
  operation(CreateVpcLink$, {
    authorize: permission(CreateVpcLink$, (input: CreateInput) => requestTags(input.Tags)),
    handle: createVpcLink,
  }),
  operation(GetVpcLink$, {
    authorize: permissionOnVpcLink(GetVpcLink$),
    handle: async (input: OneLink<GetVpcLinkRequest>, call) => showLink(await foundVpcLink(call, input.VpcLinkId)),
  }),
  operation(GetVpcLinks$, {
    authorize: permission(GetVpcLinks$),
    handle: getVpcLinks,
  }),
  operation(UpdateVpcLink$, {
    authorize: permissionOnVpcLink(UpdateVpcLink$),
    handle: async (input: OneLink<UpdateVpcLinkRequest>, call) => {
      const stored = await foundVpcLink(call, input.VpcLinkId);
      requireName(input.Name);
      const link = { ...stored, name: input.Name ?? stored.name };
      await call.tx.vpcLinks.update(link);
      return showLink(link);
    },
  }),
  operation(DeleteVpcLink$, {
    authorize: permissionOnVpcLink(DeleteVpcLink$),
    handle: async (input: OneLink<DeleteVpcLinkRequest>, call) => {
      const { vpcLinkId } = await foundVpcLink(call, input.VpcLinkId);
      await call.tx.vpcLinks.delete(call.accountId, vpcLinkId);
      return {};
    },
  }),
];

type CreateInput = WithRequired<CreateVpcLinkRequest, "Name" | "SubnetIds">;
type OneLink<Request extends { VpcLinkId?: unknown }> = WithRequired<Request, "VpcLinkId">;

async function createVpcLink(input: CreateInput, call: Call): Promise<VpcLink> {
  requireIds("subnet", input.SubnetIds);
  requireIds("security group", input.SecurityGroupIds ?? []);
  if (input.SubnetIds.length === 0) {
    throw badRequest("SubnetIds for a vpc link cannot be empty");
  }
  if (input.SubnetIds.length > quotas.subnetsPerVpcLink) {
    throw badRequest(`A VPC link may have at most ${quotas.subnetsPerVpcLink} subnets`);
  }
  const existing = await call.tx.vpcLinks.list(call.accountId, call.region, { limit: quotas.vpcLinksPerRegion });
  if (existing.length >= quotas.vpcLinksPerRegion) {
    throw badRequest("Maximum number of VPC links in this region has been reached");
  }
  const link: VpcLinkRecord = {
    vpcLinkId: await newId({
      kind: "vpcLink",
      randomBytes: call.sources.randomBytes,
      isTaken: async (id) => (await call.tx.vpcLinks.find(id)) !== undefined,
    }),
    accountId: call.accountId,
    region: call.region,
    name: input.Name,
    createdAtMs: call.nowMs,
    subnetIds: input.SubnetIds,
    securityGroupIds: input.SecurityGroupIds ?? [],
    tags: withTags({}, input.Tags),
  };
  await call.tx.vpcLinks.insert(link);
  // Observed: a new link says first that it is not ready, and clients wait for the other status.
  return { ...showLink(link), VpcLinkStatus: "PENDING", VpcLinkStatusMessage: "VPC link is provisioning ENIs" };
}

async function getVpcLinks(input: GetVpcLinksRequest, call: Call): Promise<GetVpcLinksResponse> {
  const window = readRestWindow(input);
  const limit = Math.min(window.size, quotas.vpcLinksPerRegion) + 1;
  const links = await call.tx.vpcLinks.list(call.accountId, call.region, defined({ after: window.after, limit }));
  const page = pageOf(links, window, (link) => link.vpcLinkId);
  return { Items: page.entries.map(showLink), ...restPaging(page) };
}

/** The network is not looked into: an id goes by its form. */
function requireIds(what: "subnet" | "security group", ids: readonly string[]): void {
  const wrong = ids.find((id) => !/^[\w-]{1,64}$/.test(id));
  if (wrong !== undefined) {
    throw badRequest(`Invalid ${what} ID specified: ${wrong}`);
  }
}

function showLink(link: VpcLinkRecord): VpcLink {
  return {
    CreatedDate: shownDate(link.createdAtMs),
    Name: link.name,
    SecurityGroupIds: [...link.securityGroupIds],
    SubnetIds: [...link.subnetIds],
    Tags: { ...link.tags },
    VpcLinkId: link.vpcLinkId,
    VpcLinkStatus: "AVAILABLE",
    VpcLinkStatusMessage: "VPC link is ready to route traffic",
    VpcLinkVersion: "V2",
  };
}
