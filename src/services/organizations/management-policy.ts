import type { ManagementPolicyType } from "../../store/organization-records.ts";

/** A management policy that was read. */
export type ManagementPolicy = JsonObject;

/** How deep settings may be nested; the deepest that AWS documents, of backup policies, are nine levels down. */
const depthMax = 20;

const assign = "@@assign";
const append = "@@append";
const remove = "@@remove";
const control = "@@operators_allowed_for_child_policies";
const valueOperators: readonly string[] = [assign, append, remove];

/** The member that a policy of a type begins with, where AWS documents one. */
const beginnings: Readonly<Partial<Record<ManagementPolicyType, string>>> = {
  TAG_POLICY: "tags",
  BACKUP_POLICY: "plans",
  AISERVICES_OPT_OUT_POLICY: "services",
  DECLARATIVE_POLICY_EC2: "ec2_attributes",
};

type Json = string | number | boolean | null | readonly Json[] | JsonObject;
interface JsonObject {
  readonly [name: string]: Json;
}

/**
 * Reads a management policy; undefined when it is not one: no JSON object, a value outside of a value-setting operator,
 * an operator that does not exist. What a service makes of the settings is that service's matter.
 * https://docs.aws.amazon.com/organizations/latest/userguide/orgs_manage_policies_inheritance_mgmt.html
 */
export function readManagementPolicy(text: string, type: ManagementPolicyType): ManagementPolicy | undefined {
  const document = parsed(text);
  const beginning = beginnings[type];
  return isObject(document) &&
    (beginning === undefined || Object.keys(document).every((name) => name === beginning || name === control)) &&
    isSound(document, 0)
    ? document
    : undefined;
}

/**
 * The effective policy of policies on the way from the root of an organization, level by level, as JSON text: what each
 * level sets within what those above let it. Undefined when nothing is set.
 */
export function effectivePolicy(levels: readonly (readonly ManagementPolicy[])[]): string | undefined {
  const root = newSetting();
  for (const policies of levels) {
    // What a policy lets its children do binds the levels below it, not its neighbours.
    const restrictions: Restriction[] = [];
    policies.forEach((policy) => apply(policy, root, restrictions));
    restrictions.forEach(({ setting, operators }) => {
      setting.operators = setting.operators.filter((operator) => operators.includes(operator));
    });
  }
  const value = valueOf(root);
  return value === undefined ? undefined : JSON.stringify(value);
}

/** A setting while policies are merged: it has a value, or settings below it. */
interface Setting {
  value: Json | undefined;
  /** The value-setting operators that the policies of the next level may use on it. */
  operators: readonly string[];
  readonly below: Map<string, Setting>;
}

interface Restriction {
  readonly setting: Setting;
  readonly operators: readonly string[];
}

function newSetting(): Setting {
  return { value: undefined, operators: valueOperators, below: new Map() };
}

function apply(policy: JsonObject, setting: Setting, restrictions: Restriction[]): void {
  for (const [name, value] of Object.entries(policy)) {
    if (name === control) {
      restrictions.push({ setting, operators: allowedOperators(value) });
    } else if (valueOperators.includes(name)) {
      if (setting.operators.includes(name)) {
        setting.value = changed(setting.value, name, value);
      }
    } else if (isObject(value)) {
      applyBelow(name, value, { setting, restrictions });
    }
  }
}

function applyBelow(
  name: string,
  policy: JsonObject,
  { setting, restrictions }: { readonly setting: Setting; readonly restrictions: Restriction[] },
): void {
  const known = setting.below.get(name);
  // What is not there yet is added to its parent, which takes the operator that sets values.
  if (known === undefined && !setting.operators.includes(assign)) {
    return;
  }
  const below = known ?? newSetting();
  setting.below.set(name, below);
  apply(policy, below, restrictions);
}

function changed(inherited: Json | undefined, operator: string, value: Json): Json | undefined {
  if (operator === assign) {
    return value;
  }
  const before = inherited === undefined ? [] : listOf(inherited);
  const values = listOf(value);
  if (operator === append) {
    return [...before, ...values.filter((one) => !before.includes(one))];
  }
  return inherited === undefined ? undefined : before.filter((one) => !values.includes(one));
}

function allowedOperators(value: Json): readonly string[] {
  const named = listOf(value);
  return named.includes("@@all") ? valueOperators : valueOperators.filter((operator) => named.includes(operator));
}

function valueOf({ value, below }: Setting): Json | undefined {
  if (value !== undefined) {
    return value;
  }
  const members = [...below].flatMap(([name, setting]) => {
    const member = valueOf(setting);
    return member === undefined ? [] : [[name, member] as const];
  });
  return members.length === 0 ? undefined : Object.fromEntries(members);
}

function isSound(policy: JsonObject, depth: number): boolean {
  return (
    depth < depthMax &&
    Object.entries(policy).every(([name, value]) => {
      if (name === control) {
        const known = ["@@all", "@@none", ...valueOperators];
        return Array.isArray(value) && value.every((one) => known.includes(one));
      }
      if (valueOperators.includes(name)) {
        return isScalar(value) || (Array.isArray(value) && value.every(isScalar));
      }
      return !name.startsWith("@@") && isObject(value) && isSound(value, depth + 1);
    })
  );
}

function listOf(value: Json): readonly Json[] {
  return Array.isArray(value) ? value : [value];
}

function isScalar(value: Json): boolean {
  return typeof value !== "object";
}

function isObject(value: Json | undefined): value is JsonObject {
  return typeof value === "object" && value !== null && !Array.isArray(value);
}

function parsed(text: string): Json | undefined {
  try {
    // JSON is nothing but these.
    return JSON.parse(text) as Json;
  } catch {
    return undefined;
  }
}
