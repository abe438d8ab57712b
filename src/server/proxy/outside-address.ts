import { lookup } from "node:dns";
import { BlockList, isIP, isIPv6, type LookupFunction } from "node:net";

/** A host could not be connected to, because all its addresses are of this machine or its networks. */
export class PrivateAddressError extends Error {}

/** IPv4 that is not the public internet's (RFC 6890): this machine, private and shared networks, tests, multicast. */
const insideIpv4 = new BlockList();
for (const subnet of [
  "0.0.0.0/8",
  "10.0.0.0/8",
  "100.64.0.0/10",
  "127.0.0.0/8",
  "169.254.0.0/16",
  "172.16.0.0/12",
  "192.0.0.0/24",
  "192.0.2.0/24",
  "192.88.99.0/24",
  "192.168.0.0/16",
  "198.18.0.0/15",
  "198.51.100.0/24",
  "203.0.113.0/24",
  "224.0.0.0/3",
]) {
  add(insideIpv4, subnet);
}

/** The public internet's part of IPv6, and what of it stands for an IPv4 address or for nothing. */
const globalIpv6 = new BlockList();
add(globalIpv6, "2000::/3");
const insideIpv6 = new BlockList();
for (const subnet of ["2001::/23", "2001:db8::/32", "2002::/16", "3fff::/20"]) {
  add(insideIpv6, subnet);
}

/** Whether an IP address is one of the public internet. */
export function isOutside(address: string): boolean {
  return isIPv6(address)
    ? globalIpv6.check(address, "ipv6") && !insideIpv6.check(address, "ipv6")
    : isIP(address) === 4 && !insideIpv4.check(address, "ipv4");
}

/**
 * Resolves host names for `net.connect` to addresses of the public internet only, which are then the ones that are
 * connected to: a name cannot resolve to another one in between. Fails with a `PrivateAddressError` where there are none.
 */
export const lookupOutside: LookupFunction = (hostname, options, callback) => {
  lookup(hostname, { ...options, all: true }, (error, found) => {
    if (error !== null) {
      callback(error, []);
      return;
    }
    const outside = found.filter(({ address }) => isOutside(address));
    const [first] = outside;
    if (first === undefined) {
      callback(new PrivateAddressError(`${hostname} has no address outside`), []);
    } else if (options.all === true) {
      callback(null, outside);
    } else {
      callback(null, first.address, first.family);
    }
  });
};

function add(list: BlockList, subnet: string): void {
  const [network = "", prefix] = subnet.split("/");
  list.addSubnet(network, Number(prefix), isIPv6(network) ? "ipv6" : "ipv4");
}
