import type { EntityRecord } from "./entities.ts";
import { roleType, userType } from "./entities.ts";
import type { Call } from "../call.ts";
import type { PolicyAttachment } from "../../store/repositories.ts";
import type { RoleRecord, UserRecord } from "../../store/records.ts";
import type { GrantedServices } from "./granted-services.ts";
import { serviceNames } from "./service-names.ts";

/** What a job of GenerateServiceLastAccessedDetails found, as it is kept. */
export interface LastAccessedReport {
  readonly jobType: "SERVICE_LEVEL" | "ACTION_LEVEL";
  /** The users and roles the report is about. */
  readonly entities: readonly ReportedEntity[];
  /** The services that are granted, by namespace. */
  readonly services: readonly ReportedService[];
}

/** A user or role in a report. */
export interface ReportedEntity {
  readonly arn: string;
  readonly name: string;
  readonly type: "USER" | "ROLE";
  readonly id: string;
  readonly path: string;
}

/** A service in a report. */
export interface ReportedService {
  readonly namespace: string;
  /** Who called it, the latest first. */
  readonly uses: readonly ServiceUse[];
}

/** The last call that a user or role made to a service. */
export interface ServiceUse {
  readonly entityArn: string;
  readonly atMs: number;
  readonly region: string;
}

/** Looks up when each of the users and roles last called each of the services granted. */
export async function lastUses(
  context: Call,
  granted: readonly GrantedServices[],
  principals: readonly (UserRecord | RoleRecord)[],
): Promise<Pick<LastAccessedReport, "entities" | "services">> {
  const entities = principals.map(reportedEntity);
  const named = granted.flatMap((services) => (services === "all" ? [...serviceNames.keys()] : [...services]));
  const uses = new Map<string, ServiceUse[]>([...new Set(named)].sort().map((namespace) => [namespace, []]));
  for (const { id, arn } of entities) {
    const written = await context.tx.serviceUses.list(context.accountId, id);
    const byService = new Map(written.map((use) => [use.serviceName, use]));
    for (const [namespace, list] of uses) {
      const use = context.lastUse(`${id}/${namespace}`) ?? byService.get(namespace);
      if (use !== undefined) {
        list.push({ entityArn: arn, atMs: use.atMs, region: use.region });
      }
    }
  }
  const services = [...uses].map(([namespace, list]) => ({
    namespace,
    uses: list.toSorted((left, right) => right.atMs - left.atMs),
  }));
  return { entities, services };
}

/** The users and roles that an attached policy serves, the members of groups among them. */
export async function principalsOf(
  context: Call,
  attachments: readonly PolicyAttachment[],
): Promise<readonly (UserRecord | RoleRecord)[]> {
  const { accountId, tx } = context;
  const found = new Map<string, UserRecord | RoleRecord>();
  for (const { entity } of attachments) {
    if (entity.kind === "group") {
      for (const member of await allMembers(context, entity.id)) {
        found.set(member.userId, member);
      }
    } else {
      const record =
        entity.kind === "user"
          ? await tx.users.getById(accountId, entity.id)
          : await tx.roles.getById(accountId, entity.id);
      if (record !== undefined) {
        found.set(entity.id, record);
      }
    }
  }
  return [...found.values()];
}

/** All users of a group. */
export async function allMembers({ accountId, tx }: Call, groupId: string): Promise<readonly UserRecord[]> {
  const limit = 1000;
  const members: UserRecord[] = [];
  for (;;) {
    const after = members.at(-1)?.userName;
    const page = await tx.groups.listMembers(accountId, groupId, after === undefined ? { limit } : { after, limit });
    members.push(...page);
    if (page.length < limit) {
      return members;
    }
  }
}

function reportedEntity(record: Exclude<EntityRecord, { readonly groupId: string }>): ReportedEntity {
  return "userName" in record
    ? { arn: userType.arnOf(record), name: record.userName, type: "USER", id: record.userId, path: record.path }
    : { arn: roleType.arnOf(record), name: record.roleName, type: "ROLE", id: record.roleId, path: record.path };
}
