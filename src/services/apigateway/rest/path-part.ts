import type { RestResourceRecord } from "../../../store/rest-records.ts";
import { badRequest, conflict } from "../errors.ts";

/**
 * Throws what AWS, observed, says of a resource that cannot be where it is: a part that is none, a name that a sibling
 * has, a second variable among siblings, or anything below a greedy variable.
 */
export function requirePlace(
  { pathPart, resourceId }: { readonly pathPart: string; readonly resourceId?: string },
  parent: RestResourceRecord,
  resources: readonly RestResourceRecord[],
): void {
  if (!/^(?:[a-zA-Z0-9._\-:]+|\{[a-zA-Z0-9._\-:]+\+?\})$/.test(pathPart)) {
    throw badRequest(
      "Resource's path part only allow a-zA-Z0-9._-: or a valid greedy path variable and curly braces at the beginning and the end.",
    );
  }
  if (parent.pathPart?.endsWith("+}") === true) {
    throw badRequest(`Cannot create a child of a resource with a greedy path variable: ${parent.pathPart}`);
  }
  const siblings = resources.filter((one) => one.parentId === parent.resourceId && one.resourceId !== resourceId);
  if (siblings.some((sibling) => sibling.pathPart === pathPart)) {
    throw conflict(`Another resource with the same parent already has this name: ${pathPart}`);
  }
  const variable = siblings.find((sibling) => sibling.pathPart?.startsWith("{") === true);
  if (pathPart.startsWith("{") && variable !== undefined) {
    throw badRequest(
      `A sibling (${variable.pathPart}) of this resource already has a variable path part -- only one is allowed`,
    );
  }
}

/** The path of a resource in its parent. */
export function pathIn(parent: RestResourceRecord, pathPart: string): string {
  return `${parent.path === "/" ? "" : parent.path}/${pathPart}`;
}

/** A resource and everything below it, parents before children. */
export function subtree(
  root: RestResourceRecord,
  resources: readonly RestResourceRecord[],
): readonly RestResourceRecord[] {
  const children = Map.groupBy(resources, ({ parentId }) => parentId);
  const found = [root];
  // What is found while the loop runs is looked into as well.
  for (const { resourceId } of found) {
    found.push(...(children.get(resourceId) ?? []));
  }
  return found;
}
