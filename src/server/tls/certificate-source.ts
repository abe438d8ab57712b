/** A certificate with its key, as a handshake presents them. */
export interface ServerCertificate {
  /** In PEM: the server's own, then those of its issuers. */
  readonly certificateChain: string;
  /** In PEM, without a password. */
  readonly privateKey: string;
}

/** What handshakes for one server name are done with. */
export interface ServerIdentity extends ServerCertificate {
  /**
   * Asks clients of this name for a certificate, to be verified against these issuers, in PEM. A client without one, or
   * with one of another issuer, gets through all the same: its requests find `authorized` false on the connection and are
   * for the gateway to refuse, as AWS documents a 403 for them. The name that a client asked for in the handshake need not
   * be its requests' Host, so whoever refuses must look at both.
   */
  readonly clientIssuers?: string;
}

/**
 * Finds what handshakes for a server name, in lower case, are done with; undefined for a name that is not its to serve.
 * It hands back the same object for as long as nothing has changed: TLS contexts are kept for as long as the object is.
 */
export type CertificateSource = (serverName: string) => Promise<ServerIdentity | undefined>;

/** Asks the sources in turn; the first that knows the name answers. */
export function firstOf(...sources: readonly CertificateSource[]): CertificateSource {
  return async (serverName) => {
    for (const source of sources) {
      const identity = await source(serverName);
      if (identity !== undefined) {
        return identity;
      }
    }
    return undefined;
  };
}
