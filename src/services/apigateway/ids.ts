import type { RandomBytes } from "../../arn/unique-id.ts";

const alphabet = "abcdefghijklmnopqrstuvwxyz0123456789";

/** The length of the id of each kind of resource, as observed. */
const idLengths = {
  api: 10,
  integration: 7,
  route: 7,
  authorizer: 6,
  deployment: 6,
  apiMapping: 6,
  routingRule: 6,
  vpcLink: 6,
  rootResource: 10,
  resource: 6,
  model: 6,
  requestValidator: 6,
} as const;

/** The kinds of resource that get a generated id. */
type IdKind = keyof typeof idLengths;

/** Where a new id comes from and how to tell that it is free. */
export interface IdRequest {
  readonly kind: IdKind;
  readonly randomBytes: RandomBytes;
  readonly isTaken: (id: string) => Promise<boolean>;
}

/** Makes an id of lower-case letters and digits that is not taken; throws when chance fails it many times in a row. */
export async function newId(request: IdRequest): Promise<string> {
  for (let attempt = 0; attempt < 20; attempt += 1) {
    const id = randomId(idLengths[request.kind], request.randomBytes);
    if (!(await request.isTaken(id))) {
      return id;
    }
  }
  throw new Error(`found no free ${request.kind} id in 20 attempts`);
}

/** Lower-case letters and digits. */
export function randomId(length: number, randomBytes: RandomBytes): string {
  // 256 is no multiple of 36, so the first four letters are slightly likelier: ids are names here, not secrets.
  return Array.from(randomBytes(length), (byte) => alphabet.charAt(byte % alphabet.length)).join("");
}
