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
  type RoutingRuleCondition,
} from "@aws-sdk/client-apigatewayv2";
import type { DomainNameRecord, RoutingCondition, RoutingRule } from "../../store/regional-records.ts";
import { AwsError } from "../../wire/aws-error.ts";
import type { Operation, WithRequired } from "../../wire/operation.ts";
import { pageOfAll, readRestWindow, restPaging } from "../../wire/pagination.ts";
import { type Call, operation } from "../call.ts";
import { domainNameArn } from "./arns.ts";
import { defined } from "./defined.ts";
import { badRequest, conflict } from "./errors.ts";
import { foundApi, foundStage } from "./found.ts";
import { foundDomain, permissionOnDomain } from "./found-regional.ts";
import { newId } from "./ids.ts";

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
  const { apiId } = await foundApi(call, ApiId);
  const { stageName } = await foundStage(call, apiId, Stage);
  const conditions = input.Conditions.map(readCondition);
  // As documented, a rule may look at the base path once and at headers twice.
  if (
    conditions.filter(({ basePaths }) => basePaths !== undefined).length > 1 ||
    conditions.filter(({ headers }) => headers !== undefined).length > 2
  ) {
    throw badRequest("A routing rule may have at most one base path condition and two header conditions");
  }
  return { priority: input.Priority, conditions, apiId, stage: stageName, stripBasePath: StripBasePath ?? false };
}

function readCondition({ MatchBasePaths, MatchHeaders }: RoutingRuleCondition): RoutingCondition {
  if ((MatchBasePaths === undefined) === (MatchHeaders === undefined)) {
    throw badRequest("A condition must match either base paths or headers");
  }
  return defined({
    basePaths: MatchBasePaths?.AnyOf,
    headers: MatchHeaders?.AnyOf?.map(({ Header = "", ValueGlob = "" }) => ({ header: Header, valueGlob: ValueGlob })),
  });
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
