import { open } from "node:fs/promises";
import type { MutualTlsAuthenticationInput } from "@aws-sdk/client-apigatewayv2";
import type { MutualTls } from "../../store/regional-records.ts";
import { pemBlocks } from "../../x509/pem.ts";
import { readTruststore } from "../../x509/truststore.ts";
import type { Call } from "../call.ts";
import { defined, nonEmpty } from "./defined.ts";
import { badRequest } from "./errors.ts";
import { quotas } from "./quotas.ts";

/**
 * The mutual TLS that a domain is given, the trust store read as it is now: as on AWS, what changes in it later counts
 * when the domain is updated with it again. Without a URI it is the stored trust store, in the version that is given,
 * as AWS documents updates; an empty URI takes mutual TLS away, as clients send it. Throws a 400 for a trust store that
 * is not there or too large.
 */
export async function readMutualTls(
  given: MutualTlsAuthenticationInput | undefined,
  call: Call,
  stored?: MutualTls,
): Promise<MutualTls | undefined> {
  if (given === undefined) {
    return stored;
  }
  const truststoreUri = nonEmpty(given.TruststoreUri ?? stored?.truststoreUri);
  const keptVersion = given.TruststoreUri === undefined ? stored?.truststoreVersion : undefined;
  const truststoreVersion = nonEmpty(given.TruststoreVersion ?? keptVersion);
  if (truststoreUri === undefined) {
    if (given.TruststoreUri === undefined && truststoreVersion !== undefined) {
      throw badRequest("A truststore version must be of a truststore: its URI is missing");
    }
    return undefined;
  }
  if (!/^s3:\/\/[^/?]+\/[^?]+$/.test(truststoreUri)) {
    throw badRequest(`Invalid truststore URI specified: ${truststoreUri}. Must have the form s3://bucket/key`);
  }
  const pem = await readText(truststoreUri, truststoreVersion, call);
  if (pemBlocks(pem).length > quotas.truststoreCertificates) {
    throw badRequest(`A truststore can have at most ${quotas.truststoreCertificates} certificates`);
  }
  const content = readTruststore(pem);
  if (content.certificates.length === 0) {
    const [warning = "it has none in PEM."] = content.warnings;
    throw badRequest(`The truststore ${truststoreUri} has no certificate that can be trusted: ${warning}`);
  }
  return defined({ truststoreUri, truststoreVersion, ...content });
}

async function readText(uri: string, version: string | undefined, { truststores }: Call): Promise<string> {
  const name = version === undefined ? uri : `${uri}?versionId=${version}`;
  const path = truststores?.get(name);
  if (path === undefined) {
    throw badRequest(`The truststore ${name} does not exist: the file of --truststores says which file stands for it`);
  }
  const bytes = await readBounded(path).catch(() => {
    throw badRequest(`The truststore ${name} cannot be read: see the file that --truststores names for it`);
  });
  if (bytes.length > quotas.truststoreBytes) {
    throw badRequest(`A truststore can have at most ${quotas.truststoreBytes} bytes`);
  }
  return bytes.toString("latin1");
}

/** At most one byte more than a trust store may have. */
async function readBounded(path: string): Promise<Buffer> {
  const file = await open(path);
  try {
    const bytes = Buffer.alloc(quotas.truststoreBytes + 1);
    let length = 0;
    for (;;) {
      const { bytesRead } = await file.read(bytes, length, bytes.length - length);
      if (bytesRead === 0) {
        return bytes.subarray(0, length);
      }
      length += bytesRead;
    }
  } finally {
    await file.close();
  }
}
