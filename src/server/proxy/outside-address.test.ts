import { promisify } from "node:util";
import { describe, expect, test } from "vitest";
import { isOutside, lookupOutside, PrivateAddressError } from "./outside-address.ts";

describe("outside is", () => {
  test.each(["8.8.8.8", "1.1.1.1", "100.63.255.255", "172.32.0.1", "192.167.1.1", "2606:4700:4700::1111"])(
    "%s",
    (address) => {
      expect(isOutside(address)).toBe(true);
    },
  );

  test.each([
    ...["0.0.0.0", "10.1.2.3", "100.64.0.1", "127.0.0.1", "127.255.255.255", "169.254.169.254", "172.16.0.1"],
    ...["172.31.255.255", "192.168.0.1", "192.0.2.1", "198.18.0.1", "224.0.0.1", "240.0.0.1", "255.255.255.255"],
    ...["::", "::1", "fe80::1", "fc00::1", "fd12::1", "ff02::1", "2001:db8::1", "2002:7f00:1::1", "2001::1"],
    // IPv4 in IPv6's clothes: mapped, and translated.
    ...["::ffff:127.0.0.1", "::ffff:8.8.8.8", "64:ff9b::7f00:1", "::7f00:1"],
    ...["", "localhost", "0x7f.1", "2130706433", "127.1"],
  ])("not %s", (address) => {
    expect(isOutside(address)).toBe(false);
  });
});

test.each(["localhost", "127.1", "0x7f000001", "::1"])("%s is not looked up to an address inside", async (host) => {
  const looked = promisify(lookupOutside)(host, { all: true });
  await expect(looked).rejects.toThrow(PrivateAddressError);
});
