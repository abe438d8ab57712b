/** The address of a connection's other end as events, logs and headers show it: IPv4 also where the system maps it into IPv6. */
export function peerAddress(remoteAddress: string): string {
  return remoteAddress.startsWith("::ffff:") ? remoteAddress.slice(7) : remoteAddress;
}
