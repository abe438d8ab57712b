import {
  CreateRoutingRule$,
  type CreateRoutingRuleRequest,
  DeleteRoutingRule$,
  type DeleteRoutingRuleRequest,
  GetRoutingRule$,
  type GetRoutingRuleRequest,
  ListRoutingRules$,
  type ListRoutingRulesRequest,
  type ListRoutingRulesResponse,
  PutRoutingRule$,
  type PutRoutingRuleRequest,
  type RoutingRule as SdkRoutingRule,
} from "@aws-sdk/client-apigatewayv2";
import type { DomainNameRecord, RoutingRule } from "../../store/regional-records.ts";
import { AwsError } from "../../wire/aws-error.ts";
import type { Operation, WithRequired } from "../../wire/operation.ts";
import { pageOfAll, readRestWindow, restPaging } from "../../wire/pagination.ts";
import { type Call, operation } from "../call.ts";
import { domainNameArn } from "./arns.ts";
import { protocolOfTarget } from "./domain-target.ts";
import { badRequest, conflict } from "./errors.ts";
import { foundDomain, permissionOnDomain } from "./found-regional.ts";
import { newId } from "./ids.ts";
import { readConditions } from "./routing-conditions.ts";

/** The operations on the rules by which a custom domain chooses a stage. */
export const routingRuleOperations: readonly Operation<Call>[] = [
  operation(CreateRoutingRule$, {
    authorize: permissionOnDomain(CreateRoutingRule$),
    handle: createRoutingRule,
  }),
  operation(GetRoutingRule$, {
    authorize: permissionOnDomain(GetRoutingRule$),
    handle: async (input: OneRule<GetRoutingRuleRequest>, call) => {
      const { domain, rule } = await found(input, call);
      return showRule(domain, rule);
    },
  }),
  operation(ListRoutingRules$, {
    authorize: permissionOnDomain(ListRoutingRules$),
    handle: listRoutingRules,
  }),
  operation(PutRoutingRule$, {
    authorize: permissionOnDomain(PutRoutingRule$),
    handle: putRoutingRule,
  }),
  operation(DeleteRoutingRule$, {
    authorize: permissionOnDomain(DeleteRoutingRule$),
    handle: async (input: OneRule<DeleteRoutingRuleRequest>, call) => {
      const { domain, rule } = await found(input, call);
      await call.tx.domainNames.update({ ...domain, routingRules: without(domain, rule.routingRuleId) });
      return {};
    },
  }),
];

type RuleInput = WithRequired<
  Pick<CreateRoutingRuleRequest, "Actions" | "Conditions" | "Priority">,
  "Actions" | "Conditions" | "Priority"
>;
type OneRule<Request extends { DomainName?: unknown; RoutingRuleId?: unknown }> = WithRequired<
  Request,
  "DomainName" | "RoutingRuleId"
>;

async function createRoutingRule(
  input: WithRequired<CreateRoutingRuleRequest, "DomainName" | "Actions" | "Conditions" | "Priority">,
  call: Call,
): Promise<SdkRoutingRule> {
  const domain = await foundDomain(call, input.DomainName);
  if (domain.routingMode === "API_MAPPING_ONLY") {
    // Documented; the text is this server's.
    throw badRequest("A routing rule cannot be created while the routing mode of the domain name is API_MAPPING_ONLY");
  }
  const routingRuleId = await newId({
    kind: "routingRule",
    randomBytes: call.sources.randomBytes,
    isTaken: async (id) => domain.routingRules.some((rule) => rule.routingRuleId === id),
  });
  return putRule(call, domain, { routingRuleId, ...(await readRule(input, call)) });
}

async function putRoutingRule(
  input: WithRequired<PutRoutingRuleRequest, "DomainName" | "RoutingRuleId" | "Actions" | "Conditions" | "Priority">,
  call: Call,
): Promise<SdkRoutingRule> {
  const { domain, rule } = await found(input, call);
  return putRule(call, domain, { routingRuleId: rule.routingRuleId, ...(await readRule(input, call)) });
}

async function listRoutingRules(
  input: WithRequired<ListRoutingRulesRequest, "DomainName">,
  call: Call,
): Promise<ListRoutingRulesResponse> {
  const domain = await foundDomain(call, input.DomainName);
  const window = readRestWindow({ NextToken: input.NextToken, MaxResults: input.MaxResults?.toString() });
  const page = pageOfAll(domain.routingRules, window, (rule) => `${rule.priority}`.padStart(7, "0"));
  return { RoutingRules: page.entries.map((rule) => showRule(domain, rule)), ...restPaging(page) };
}

async function putRule(call: Call, domain: DomainNameRecord, rule: RoutingRule): Promise<SdkRoutingRule> {
  const others = without(domain, rule.routingRuleId);
  if (others.some((other) => other.priority === rule.priority)) {
    throw conflict(`A routing rule with priority ${rule.priority} already exists for this domain name`);
  }
  const updated = { ...domain, routingRules: [...others, rule] };
  await call.tx.domainNames.update(updated);
  return showRule(updated, rule);
}

async function readRule(input: RuleInput, call: Call): Promise<Omit<RoutingRule, "routingRuleId">> {
  const [action, ...moreActions] = input.Actions;
  const { ApiId, Stage, StripBasePath } = action?.InvokeApi ?? {};
  if (ApiId === undefined || Stage === undefined || moreActions.length > 0) {
    throw badRequest("Exactly one action must be specified");
  }
  if ((await protocolOfTarget(call, ApiId, Stage)) === "HTTP") {
    // Documented; the text is this server's.
    throw badRequest("A routing rule leads to REST APIs only");
  }
  const conditions = readConditions(input.Conditions);
  return { priority: input.Priority, conditions, apiId: ApiId, stage: Stage, stripBasePath: StripBasePath ?? false };
}

async function found(
  input: { readonly DomainName: string; readonly RoutingRuleId: string },
  call: Call,
): Promise<{ readonly domain: DomainNameRecord; readonly rule: RoutingRule }> {
  const domain = await foundDomain(call, input.DomainName);
  const rule = domain.routingRules.find((one) => one.routingRuleId === input.RoutingRuleId);
  if (rule === undefined) {
    throw new AwsError("NotFoundException", 404, "The routing rule resource specified in the request was not found.");
  }
  return { domain, rule };
}

function without(domain: DomainNameRecord, routingRuleId: string): readonly RoutingRule[] {
  return domain.routingRules.filter((rule) => rule.routingRuleId !== routingRuleId);
}

function showRule(domain: DomainNameRecord, rule: RoutingRule): SdkRoutingRule {
  return {
    Actions: [{ InvokeApi: { ApiId: rule.apiId, Stage: rule.stage, StripBasePath: rule.stripBasePath } }],
    Conditions: rule.conditions.map(({ basePaths, headers }) => ({
      MatchBasePaths: basePaths && { AnyOf: [...basePaths] },
      MatchHeaders: headers && {
        AnyOf: headers.map(({ header, valueGlob }) => ({ Header: header, ValueGlob: valueGlob })),
      },
    })),
    Priority: rule.priority,
    RoutingRuleArn: `${domainNameArn(domain)}/routingrules/${rule.routingRuleId}`,
    RoutingRuleId: rule.routingRuleId,
  };
}
