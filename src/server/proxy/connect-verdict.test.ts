import { expect, test } from "vitest";
import { type ConnectPolicy, connectVerdict } from "./connect-verdict.ts";

const policy: ConnectPolicy = {
  names: { isServed: async (name) => name === "sts.amazonaws.com" || name === "localhost", description: "these names" },
  passthrough: ["*.example.com", "exact.example.org", "a*b*c.net", "10.0.0.5", "2001:4860:4860::8888"],
};

test.each([
  ["sts.amazonaws.com:443", { kind: "serve" }],
  ["STS.Amazonaws.COM:443", { kind: "serve" }],
  ["sts.amazonaws.com:0443", { kind: "serve" }],
  ["www.example.com:443", { kind: "tunnel", host: "www.example.com", mayBePrivate: false }],
  ["a.b.EXAMPLE.com:443", { kind: "tunnel", host: "a.b.example.com", mayBePrivate: false }],
  ["exact.example.org:443", { kind: "tunnel", host: "exact.example.org", mayBePrivate: true }],
  ["axxbyyc.net:443", { kind: "tunnel", host: "axxbyyc.net", mayBePrivate: false }],
  ["abc.net:443", { kind: "tunnel", host: "abc.net", mayBePrivate: false }],
  ["10.0.0.5:443", { kind: "tunnel", host: "10.0.0.5", mayBePrivate: true }],
  ["[2001:4860:4860::8888]:443", { kind: "tunnel", host: "2001:4860:4860::8888", mayBePrivate: true }],
])("%s is let through", async (target, verdict) => {
  expect(await connectVerdict(target, policy)).toEqual(verdict);
});

test.each([
  "example.com:443",
  "xexample.com:443",
  "www.example.com.evil.net:443",
  "not.exact.example.org:443",
  "ac.net:443",
  "acb.net:443",
  "10.0.0.50:443",
  "localhost:443",
  "sts.amazonaws.com:80",
  "www.example.com:8443",
  "sts.amazonaws.com:99999",
])("%s is forbidden, with the way out", async (target) => {
  const verdict = await connectVerdict(target, policy);
  expect(verdict).toMatchObject({ kind: "refuse", status: 403 });
  expect(Object(verdict).message).toMatch(/serves port 443 of these names\.\n.*--proxy-passthrough/);
});

test.each([
  "",
  ":",
  "host",
  "host:",
  ":443",
  "host:443 ",
  "user@host:443",
  "host:443/path",
  "http://host:443",
  "::1:443",
  "[host]:443",
  "ho\tst:443",
  "host..name:443",
  "hos*t:443",
  `${"a.".repeat(127)}com:443`,
])("%j is no target", async (target) => {
  expect(await connectVerdict(target, policy)).toMatchObject({ kind: "refuse", status: 400 });
});
