import { parseArn } from "../../arn/arn.ts";
import type { CertificateRecord } from "../../store/regional-records.ts";
import type { AuthorizationCheck } from "../../wire/operation.ts";
import type { Call } from "../call.ts";
import { acmErrors } from "./errors.ts";

/** A certificate's ARN; `*` in place of the id for those that are yet to come. */
export function certificateArn(
  { accountId, region }: Pick<CertificateRecord, "accountId" | "region">,
  id: string,
): string {
  return `arn:aws:acm:${region}:${accountId}:certificate/${id}`;
}

/** The certificate of the caller's account and region that an ARN names; undefined when there is none. */
export async function findCertificate(call: Call, arn: string): Promise<CertificateRecord | undefined> {
  const [, id] = /^certificate\/([^/]+)$/.exec(parseArn(arn)?.resource ?? "") ?? [];
  const found = id === undefined ? undefined : await call.tx.certificates.find(id);
  const own = found?.accountId === call.accountId && found.region === call.region;
  return own && certificateArn(found, found.certificateId) === arn ? found : undefined;
}

/** The same; throws InvalidArnException for an ARN of another kind of thing, ResourceNotFoundException without one. */
export async function requireCertificate(call: Call, arn: string): Promise<CertificateRecord> {
  if (!/^arn:[^:]+:acm:[^:]+:\d{12}:certificate\/[^/]+$/.test(arn)) {
    throw acmErrors.invalidArn(arn);
  }
  const found = await findCertificate(call, arn);
  if (found === undefined) {
    throw acmErrors.notFound(arn);
  }
  return found;
}

/** Asks for a permission on a certificate, with its tags and the call's own condition keys. */
export async function certificateChecks(
  call: Call,
  question: { readonly action: string; readonly arn: string; readonly keys?: AuthorizationCheck["context"] },
): Promise<readonly AuthorizationCheck[]> {
  const { action, arn, keys } = question;
  const tags = (await findCertificate(call, arn))?.tags ?? [];
  const resourceTags = Object.fromEntries(tags.map(({ key, value }) => [`aws:ResourceTag/${key}`, value]));
  return [{ action, resource: arn, context: { ...resourceTags, ...keys } }];
}

/** The ARNs of the custom domains of API Gateway that use certificates, by the certificate's ARN. */
export async function certificateUsers(call: Call): Promise<ReadonlyMap<string, readonly string[]>> {
  const domains = await call.tx.domainNames.list(call.accountId, call.region, everything);
  const users = new Map<string, string[]>();
  for (const { region, domainName, configurations } of domains) {
    const used = configurations.flatMap(({ certificateArn: own, ownershipVerificationCertificateArn: proof }) =>
      proof === undefined ? [own] : [own, proof],
    );
    for (const arn of new Set(used)) {
      users.set(arn, [...(users.get(arn) ?? []), `arn:aws:apigateway:${region}::/domainnames/${domainName}`]);
    }
  }
  return users;
}

const everything = { limit: 10_000 };
