import { X509Certificate } from "node:crypto";
import { TLSSocket } from "node:tls";
import { LRUCache } from "lru-cache";
import type { MutualTls } from "../store/regional-records.ts";
import { distinguishedName, serialNumberOf } from "../x509/certificate-facts.ts";
import { leadsToRoot } from "../x509/truststore.ts";
import type { Exchange } from "./exchange.ts";
import { type GatewayError, gatewayErrors } from "./gateway-error.ts";
import { limits } from "./limits.ts";

/** Whose certificates the clients of a custom domain must have. */
export interface Truststore {
  /** Whether a certificate leads to a root by those of the trust store alone; remembered for the latest it was asked of. */
  readonly trusts: (certificate: X509Certificate) => boolean;
}

/** A client's certificate as Lambda events and access logs show it, members in the order of documented events. */
export interface ClientCertificate {
  readonly clientCertPem: string;
  readonly subjectDN: string;
  readonly issuerDN: string;
  readonly serialNumber: string;
  /** As OpenSSL prints dates: `May 28 12:30:02 2019 GMT`. */
  readonly validity: { readonly notBefore: string; readonly notAfter: string };
}

/** Why a client is not let in: what it is told and what the API's owner may learn. */
export interface RefusedClient {
  readonly error: GatewayError;
  readonly reason: string;
}

/** What is known of the client of a connection to a domain with mutual TLS. */
interface KnownClient {
  readonly truststore: Truststore;
  /** Why it is not trusted; undefined when it is. */
  readonly distrust: string | undefined;
  readonly expiresAtMs: number;
  readonly certificate: ClientCertificate | undefined;
}

/**
 * By connection (over HTTP/2 by stream, as that is what Node shows for a connection there): who its client is does not
 * change, what it is worth does with the trust store.
 */
const knownClients = new WeakMap<object, KnownClient>();

/** Makes the certificates of a trust store ready to check others against. */
export function compileTruststore({ certificates }: MutualTls): Truststore {
  const trusted = certificates.map((pem) => new X509Certificate(pem));
  const known = new LRUCache<string, boolean>({ max: limits.knownClients });
  return {
    trusts: (certificate) => {
      const outcome = known.get(certificate.fingerprint256) ?? leadsToRoot(certificate, trusted);
      known.set(certificate.fingerprint256, outcome);
      return outcome;
    },
  };
}

/**
 * Why a request of a domain with mutual TLS must not be let in; undefined when its client has shown a certificate that
 * the domain trusts, or the domain does not ask for one. The handshake must have been for the very name that the request is
 * for: a client that shares a connection among names is told to open one for this name (RFC 9110, 15.5.20). Whatever else
 * is missing is AWS's 403.
 */
export function refusedClient({ incoming, target, nowMs }: Exchange): RefusedClient | undefined {
  if (target.truststore === undefined) {
    return undefined;
  }
  const { socket } = incoming;
  if (!(socket instanceof TLSSocket)) {
    return { error: gatewayErrors.forbidden, reason: "the domain has mutual TLS and the request came without TLS" };
  }
  const serverName = serverNameOf(socket);
  if (serverName !== target.host.replace(/:\d+$/, "").toLowerCase()) {
    const reason = `the domain has mutual TLS and the TLS handshake was for ${serverName ?? "no name"}`;
    return { error: gatewayErrors.misdirected, reason };
  }
  const { distrust, expiresAtMs } = knownClient(socket, target.truststore);
  const reason = distrust ?? (nowMs > expiresAtMs ? "the client's certificate has expired" : undefined);
  return reason === undefined ? undefined : { error: gatewayErrors.forbidden, reason };
}

/** The certificate of the client of a request that was let in for it; undefined where none was asked for. */
export function clientCertificateOf({ incoming, target }: Exchange): ClientCertificate | undefined {
  // Remembered when it was let in: the connection may be gone when the access log is written.
  return target.truststore === undefined ? undefined : knownClients.get(incoming.socket)?.certificate;
}

function serverNameOf(socket: TLSSocket): string | undefined {
  // Node documents the name on the server's side as a text or false, and its types leave it out.
  const { servername } = socket as { readonly servername?: unknown };
  return typeof servername === "string" ? servername.toLowerCase() : undefined;
}

/** The handshake has checked dates, purposes and constraints against the trust store of its time; this, that of today. */
function knownClient(socket: TLSSocket, truststore: Truststore): KnownClient {
  const known = knownClients.get(socket);
  if (known?.truststore === truststore) {
    return known;
  }
  const certificate = socket.getPeerX509Certificate();
  const client: KnownClient = {
    truststore,
    distrust: distrustOf(socket, certificate, truststore),
    expiresAtMs: certificate?.validToDate.getTime() ?? 0,
    certificate: certificate && shownCertificate(certificate),
  };
  knownClients.set(socket, client);
  return client;
}

function distrustOf(
  { authorized, authorizationError }: TLSSocket,
  certificate: X509Certificate | undefined,
  truststore: Truststore,
): string | undefined {
  if (certificate === undefined) {
    return "the client has shown no certificate";
  }
  if (!authorized) {
    return `the client's certificate was not valid in the handshake: ${String(authorizationError)}`;
  }
  return truststore.trusts(certificate)
    ? undefined
    : "the client's certificate does not lead to a root by at most four certificates of the trust store";
}

function shownCertificate(certificate: X509Certificate): ClientCertificate {
  return {
    clientCertPem: certificate.toString(),
    subjectDN: distinguishedName(certificate.subject),
    issuerDN: distinguishedName(certificate.issuer),
    serialNumber: shownSerialNumber(certificate),
    validity: { notBefore: certificate.validFrom, notAfter: certificate.validTo },
  };
}

/** As OpenSSL prints it, like the rest: a number that fits 63 bits in decimal, a longer one as pairs of digits. */
function shownSerialNumber(certificate: X509Certificate): string {
  const number = BigInt(`0x${certificate.serialNumber}`);
  return number < 2n ** 63n ? number.toString() : serialNumberOf(certificate);
}
