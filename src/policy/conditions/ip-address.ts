/** An IP address as its 16-bit groups: two for version 4, eight for version 6. */
export interface IpAddress {
  readonly version: 4 | 6;
  readonly groups: readonly number[];
}

/** A block of addresses: those that share the first `prefixLength` bits with its base. */
export interface IpRange {
  readonly base: IpAddress;
  readonly prefixLength: number;
}

/** Reads an address of either version in its standard spelling; undefined when the text is none. */
export function parseIpAddress(text: string): IpAddress | undefined {
  const known = knownAddresses.get(text);
  if (known !== undefined) {
    return known;
  }
  const address = text.includes(":") ? parseVersion6(text) : parseVersion4(text);
  if (address !== undefined) {
    if (knownAddresses.size >= knownAddressesMax) {
      knownAddresses.clear();
    }
    knownAddresses.set(text, address);
  }
  return address;
}

/** A client calls more than once, and reading its address costs as much as matching a statement: the latest are kept. */
const knownAddresses = new Map<string, IpAddress>();
const knownAddressesMax = 4096;

/** Reads a CIDR block, or a single address as the block of its own; undefined when the text is neither. */
export function parseIpRange(text: string): IpRange | undefined {
  const slash = text.indexOf("/");
  const base = parseIpAddress(slash < 0 ? text : text.slice(0, slash));
  if (base === undefined) {
    return undefined;
  }
  const bits = base.version === 4 ? 32 : 128;
  const prefixLength = slash < 0 ? bits : parseDecimal(text.slice(slash + 1), bits);
  return prefixLength === undefined ? undefined : { base, prefixLength };
}

/** Whether the block holds the address; blocks and addresses of different versions never meet. */
export function rangeContains({ base, prefixLength }: IpRange, { version, groups }: IpAddress): boolean {
  if (base.version !== version) {
    return false;
  }
  let bitsLeft = prefixLength;
  let index = 0;
  for (const wanted of base.groups) {
    const got = groups[index];
    const mask = 0xffff << (16 - Math.max(0, Math.min(16, bitsLeft)));
    if (got === undefined || ((got ^ wanted) & mask & 0xffff) !== 0) {
      return false;
    }
    bitsLeft -= 16;
    index += 1;
  }
  return true;
}

function parseVersion4(text: string): IpAddress | undefined {
  const groups = version4Groups(text);
  return groups === undefined ? undefined : { version: 4, groups };
}

/** Reads four octets in one pass, which every request with an IpAddress condition pays for. */
function version4Groups(text: string): readonly [number, number] | undefined {
  let value = 0;
  let octet = -1;
  let dots = 0;
  for (let index = 0; index < text.length; index += 1) {
    const code = text.charCodeAt(index);
    if (code === dot) {
      if (octet < 0 || dots === 3) {
        return undefined;
      }
      value = value * 256 + octet;
      octet = -1;
      dots += 1;
    } else if (code >= zero && code <= zero + 9 && octet !== 0) {
      // Leading zeros, which some systems read as octal, are no part of an address.
      octet = Math.max(octet, 0) * 10 + code - zero;
    } else {
      return undefined;
    }
    if (octet > 255) {
      return undefined;
    }
  }
  if (dots !== 3 || octet < 0) {
    return undefined;
  }
  value = value * 256 + octet;
  return [value >>> 16, value & 0xffff];
}

const dot = 46;
const zero = 48;

function parseVersion6(text: string): IpAddress | undefined {
  const halves = text.split("::", 3);
  const [head = "", tail] = halves;
  const front = version6Groups(head, tail === undefined);
  if (front === undefined || halves.length > 2) {
    return undefined;
  }
  if (tail === undefined) {
    return front.length === 8 ? { version: 6, groups: front } : undefined;
  }
  const back = version6Groups(tail, true);
  if (back === undefined || front.length + back.length > 7) {
    // `::` stands for at least one group.
    return undefined;
  }
  const missing = Array.from({ length: 8 - front.length - back.length }, () => 0);
  return { version: 6, groups: [...front, ...missing, ...back] };
}

/** Reads groups between single colons; the last may be a version 4 address where the text ends the whole address. */
function version6Groups(text: string, endsAddress: boolean): readonly number[] | undefined {
  if (text === "") {
    return [];
  }
  const parts = text.split(":", 9);
  const groups: number[] = [];
  for (const [index, part] of parts.entries()) {
    const embedded = endsAddress && index === parts.length - 1 && part.includes(".") ? version4Groups(part) : undefined;
    if (embedded !== undefined) {
      groups.push(...embedded);
    } else if (/^[0-9A-Fa-f]{1,4}$/.test(part)) {
      groups.push(Number.parseInt(part, 16));
    } else {
      return undefined;
    }
  }
  return groups;
}

/** A decimal without sign or leading zeros, which some systems read as octal. */
function parseDecimal(text: string, max: number): number | undefined {
  if (!/^(?:0|[1-9]\d{0,2})$/.test(text)) {
    return undefined;
  }
  const number = Number(text);
  return number <= max ? number : undefined;
}
