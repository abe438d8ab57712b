import type { ServerNames } from "../tls/server-names.ts";

/** What a proxy knows when it is asked to connect somewhere. */
export interface ConnectPolicy {
  readonly names: Pick<ServerNames, "isServed" | "description">;
  /** Hosts elsewhere that it may tunnel to, in lower case; `*` stands for any text. */
  readonly passthrough: readonly string[];
}

/** What becomes of a CONNECT request. */
export type ConnectVerdict =
  /** The host is this server itself. */
  | { readonly kind: "serve" }
  | {
      readonly kind: "tunnel";
      readonly host: string;
      /** Whether the host may be one of the inside, because it was named to the letter. */
      readonly mayBePrivate: boolean;
    }
  | { readonly kind: "refuse"; readonly status: 400 | 403; readonly message: string };

const httpsPort = 443;

/** Decides on the target of a CONNECT request, `host:port` as it was sent. */
export async function connectVerdict(target: string, { names, passthrough }: ConnectPolicy): Promise<ConnectVerdict> {
  const [, bracketed, plain, port] =
    /^(?:\[([0-9a-f:.]{2,45})\]|([a-z0-9-]+(?:\.[a-z0-9-]+)*)):(\d{1,5})$/i.exec(target) ?? [];
  const host = (bracketed ?? plain)?.toLowerCase();
  if (host === undefined || host.length > 253) {
    return { kind: "refuse", status: 400, message: "CONNECT takes a host and a port: sts.amazonaws.com:443" };
  }
  if (Number(port) === httpsPort && host !== "localhost" && (await names.isServed(host))) {
    return { kind: "serve" };
  }
  if (Number(port) === httpsPort && passthrough.some((glob) => matchesGlob(glob, host))) {
    return { kind: "tunnel", host, mayBePrivate: passthrough.includes(host) };
  }
  const message = [
    `CONNECT ${host}:${port} is refused: this proxy serves port ${httpsPort} of ${names.description}.`,
    "It tunnels to other hosts, on the same port, when the server is started with --proxy-passthrough.",
  ].join("\n");
  return { kind: "refuse", status: 403, message };
}

function matchesGlob(glob: string, host: string): boolean {
  const [first = "", ...others] = glob.split("*");
  if (others.length === 0 || !host.startsWith(first)) {
    return glob === host;
  }
  const last = others.pop() ?? "";
  let at = first.length;
  for (const part of others) {
    const found = host.indexOf(part, at);
    if (found < 0) {
      return false;
    }
    at = found + part.length;
  }
  return host.length - last.length >= at && host.endsWith(last);
}
