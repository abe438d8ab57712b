import {
  type CertificateSummary,
  ListCertificates$,
  type ListCertificatesRequest,
  type ListCertificatesResponse,
} from "@aws-sdk/client-acm";
import { pageOfAll, readTokenWindow, restPaging } from "../../wire/pagination.ts";
import { type Call, operation } from "../call.ts";
import { certificateSummary } from "./certificate-shapes.ts";
import { acmErrors } from "./errors.ts";
import { certificateArn, certificateUsers } from "./found-certificate.ts";
import { acmQuotas } from "./quotas.ts";

/** ListCertificates. */
export const listOperations = [
  operation(ListCertificates$, {
    authorize: () => [{ action: "acm:ListCertificates", resource: "*" }],
    handle: listCertificates,
  }),
];

async function listCertificates(input: ListCertificatesRequest, call: Call): Promise<ListCertificatesResponse> {
  const window = readTokenWindow({ NextToken: input.NextToken, MaxResults: input.MaxItems }, acmQuotas.pageSize);
  if (window === undefined) {
    throw acmErrors.invalidToken();
  }
  if ((input.SortBy === undefined) !== (input.SortOrder === undefined)) {
    throw acmErrors.sortIncomplete();
  }
  const records = await call.tx.certificates.list(call.accountId, call.region, { limit: acmQuotas.certificates });
  const users = await certificateUsers(call);
  const summaries = records.map((record) => {
    const own = users.get(certificateArn(record, record.certificateId)) ?? [];
    return certificateSummary({ record, users: own, nowMs: call.nowMs });
  });
  const page = pageOfAll(summaries.filter(passes(input)), window, sortKey(input.SortOrder));
  return { CertificateSummaryList: page.entries, ...restPaging(page) };
}

/** The latest time that dates can have, in milliseconds: what descending order counts down from. */
const latestMs = 8_640_000_000_000_000;

/** By creation where that is asked for, the id deciding between equals; by id otherwise, as AWS promises no order. */
function sortKey(order: ListCertificatesRequest["SortOrder"]): (summary: CertificateSummary) => string {
  return ({ CreatedAt, CertificateArn = "" }) => {
    const createdMs = CreatedAt?.getTime() ?? 0;
    const time = order === undefined ? 0 : order === "ASCENDING" ? createdMs : latestMs - createdMs;
    return `${String(time).padStart(16, "0")} ${CertificateArn}`;
  };
}

/**
 * Whether a certificate is asked for. Without `keyTypes` only RSA keys of 1,024 and 2,048 bits are, and only
 * certificates with a domain: https://docs.aws.amazon.com/acm/latest/APIReference/API_Filters.html.
 */
function passes({ CertificateStatuses, Includes }: ListCertificatesRequest): (summary: CertificateSummary) => boolean {
  const { keyTypes, keyUsage, extendedKeyUsage, exportOption, managedBy } = Includes ?? {};
  const types: readonly string[] = keyTypes ?? ["RSA_1024", "RSA_2048"];
  return (summary) =>
    (isEmpty(CertificateStatuses) || CertificateStatuses?.some((status) => status === summary.Status) === true) &&
    types.some((type) => type.replace("_", "-") === summary.KeyAlgorithm) &&
    (keyTypes !== undefined || summary.DomainName !== undefined) &&
    shares(keyUsage, summary.KeyUsages) &&
    shares(extendedKeyUsage, summary.ExtendedKeyUsages) &&
    // Imported certificates can neither be exported nor are they managed by another service.
    exportOption !== "ENABLED" &&
    managedBy === undefined;
}

function shares(wanted: readonly string[] | undefined, present: readonly string[] = []): boolean {
  return isEmpty(wanted) || wanted?.some((value) => present.includes(value)) === true;
}

function isEmpty(list: readonly unknown[] | undefined): boolean {
  return list === undefined || list.length === 0;
}
