import { selfSigned } from "../../self-signed.ts";
import type { OperationRow, Step } from "../operation-row.ts";

const pair = {
  Certificate: Buffer.from(selfSigned.domains.certificate),
  PrivateKey: Buffer.from(selfSigned.domains.privateKey),
};
const Tags = [{ Key: "team", Value: "pets" }];

/** A certificate for `*.example.com` and `d.example`, tagged, whose ARN is kept. */
export const importedCertificate: Step = [
  "acm:ImportCertificate",
  { ...pair, Tags },
  { certificate: "CertificateArn" },
];

const given = [importedCertificate];
const CertificateArn = "{certificate}";
const on = [CertificateArn];
const keys = { "aws:ResourceTag/team": "pets" };
const absent = { CertificateArn: "arn:aws:acm:us-east-1:{account}:certificate/absent" };
const notFound = ["ResourceNotFoundException", 400, absent] as const;

/** The operations of Certificate Manager. */
export const acmRows: readonly OperationRow[] = [
  { operation: "ImportCertificate", input: { ...pair, Tags }, on: ["certificate/*"], error: notFound },
  { operation: "DescribeCertificate", input: { CertificateArn }, on, keys, given, error: notFound },
  { operation: "GetCertificate", input: { CertificateArn }, on, keys, given, error: notFound },
  { operation: "DeleteCertificate", input: { CertificateArn }, on, keys, given, error: notFound },
  {
    operation: "ListCertificates",
    on: ["*"],
    given,
    error: ["InvalidArgsException", 400, { NextToken: "x" }],
  },
  { operation: "AddTagsToCertificate", input: { CertificateArn, Tags }, on, keys, given, error: notFound },
  { operation: "RemoveTagsFromCertificate", input: { CertificateArn, Tags }, on, keys, given, error: notFound },
  { operation: "ListTagsForCertificate", input: { CertificateArn }, on, keys, given, error: notFound },
];
