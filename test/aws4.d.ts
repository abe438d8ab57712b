declare module "aws4" {
  /** What the signer is given and changes in place. */
  interface Aws4Request {
    method?: string;
    /** Path and query. */
    path?: string;
    headers?: Record<string, string>;
    body?: string;
    service?: string;
    region?: string;
    signQuery?: boolean;
    /** Signs the path encoded once instead of twice. */
    doNotEncodePath?: boolean;
  }

  interface Aws4Credentials {
    accessKeyId: string;
    secretAccessKey: string;
    sessionToken?: string;
  }

  const aws4: { sign(request: Aws4Request, credentials: Aws4Credentials): Required<Aws4Request> };
  export default aws4;
}
