import { readFile, stat } from "node:fs/promises";
import { z } from "zod";
import { iamArn } from "../arn/arn.ts";
import { parsePolicy } from "../policy/parse.ts";
import type { ManagedPolicyRecord, PolicyVersionRecord } from "../store/records.ts";

/** A policy of AWS with its versions, as a file describes it. */
export interface ImportedPolicy {
  readonly policy: ManagedPolicyRecord & { readonly accountId: "aws" };
  readonly versions: readonly PolicyVersionRecord[];
}

/** All of AWS's policies with all of their versions take about a tenth of this. */
const bytesMax = 64 * 1024 * 1024;
/** As in the model of CreatePolicy. */
const documentCharactersMax = 131_072;

const versionNumber = z
  .string()
  .regex(/^v[1-9]\d{0,5}$/, "a version is v and a number")
  .transform((text) => Number(text.slice(1)));
const instant = z
  .string()
  .transform((text) => Date.parse(text))
  .refine(Number.isFinite, "a date is written as 2015-02-06T18:39:46Z");
/** The AWS CLI prints documents as JSON; on the wire they are percent-encoded texts. */
const document = z
  .union([z.string().transform(decoded), z.looseObject({}).transform((json) => JSON.stringify(json, undefined, 2))])
  .refine((text) => text.length <= documentCharactersMax, `a document has at most ${documentCharactersMax} characters`);

const policyDetail = z.object({
  PolicyName: z.string().regex(/^[\w+=,.@-]{1,128}$/, "a policy name has 1 to 128 letters, digits and _+=,.@-"),
  PolicyId: z.string().regex(/^ANPA\w{12,124}$/, "the id of a policy begins with ANPA"),
  Arn: z.string(),
  Path: z.string().regex(/^\/(?:[\u0021-\u007e]{0,510}\/)?$/, "a path begins and ends with /"),
  Description: z.string().max(1000).optional(),
  DefaultVersionId: versionNumber,
  CreateDate: instant,
  UpdateDate: instant,
  PolicyVersionList: z
    .array(z.object({ VersionId: versionNumber, Document: document, CreateDate: instant }))
    .min(1)
    .max(100),
});

const policiesFile = z.object({ Policies: z.array(policyDetail).min(1).max(10_000) });

/**
 * Reads the policies of AWS in a file of the form that `aws iam get-account-authorization-details --filter
 * AWSManagedPolicy` prints. Throws an Error whose one-line message names the file, the policy and the fault.
 */
export async function readPoliciesFile(path: string): Promise<readonly ImportedPolicy[]> {
  const result = policiesFile.safeParse(await readJson(path));
  if (!result.success) {
    const [issue] = result.error.issues;
    throw new Error(`policies file ${path}: at ${issue?.path.join(".") || "the top level"}: ${issue?.message}`);
  }
  const names = new Set<string>();
  return result.data.Policies.map((detail) => {
    const fault = faultOf(detail) ?? (names.has(detail.PolicyName.toLowerCase()) ? "it occurs twice" : undefined);
    if (fault !== undefined) {
      throw new Error(`policies file ${path}: ${detail.Arn}: ${fault}`);
    }
    names.add(detail.PolicyName.toLowerCase());
    return importedPolicy(detail);
  });
}

type PolicyDetail = z.infer<typeof policyDetail>;

function faultOf(detail: PolicyDetail): string | undefined {
  const { Arn, Path, PolicyName, DefaultVersionId, PolicyVersionList: versions } = detail;
  const expected = iamArn("aws", `policy${Path}${PolicyName}`);
  if (Arn !== expected) {
    return `only AWS's policies are imported, and the ARN of one with this path and name would be ${expected}`;
  }
  if (new Set(versions.map(({ VersionId }) => VersionId)).size < versions.length) {
    return "a version occurs twice";
  }
  if (!versions.some(({ VersionId }) => VersionId === DefaultVersionId)) {
    return `its default version v${DefaultVersionId} is not in its list of versions`;
  }
  for (const { VersionId, Document } of versions) {
    const parsed = parsePolicy(Document);
    if (!parsed.ok) {
      const { line, column, message } = parsed.problem;
      return `version v${VersionId}, line ${line}, column ${column}: ${message}`;
    }
  }
  return undefined;
}

function importedPolicy(detail: PolicyDetail): ImportedPolicy {
  const newest = Math.max(...detail.PolicyVersionList.map(({ VersionId }) => VersionId));
  return {
    policy: {
      accountId: "aws",
      policyId: detail.PolicyId,
      policyName: detail.PolicyName,
      path: detail.Path,
      arn: detail.Arn,
      ...(detail.Description !== undefined && { description: detail.Description }),
      createdAtMs: detail.CreateDate,
      updatedAtMs: detail.UpdateDate,
      defaultVersion: detail.DefaultVersionId,
      nextVersion: newest + 1,
      tags: [],
    },
    versions: detail.PolicyVersionList.map(({ VersionId, Document, CreateDate }) => ({
      policyArn: detail.Arn,
      version: VersionId,
      document: Document,
      createdAtMs: CreateDate,
    })),
  };
}

async function readJson(path: string): Promise<unknown> {
  let text: string;
  try {
    const { size } = await stat(path);
    if (size > bytesMax) {
      throw new Error(`policies file ${path} has ${size} bytes; ${bytesMax} are read at most`);
    }
    text = await readFile(path, "utf8");
  } catch (cause) {
    const { code } = cause as NodeJS.ErrnoException;
    throw code === undefined ? cause : new Error(`cannot read policies file ${path}: ${code}`, { cause });
  }
  try {
    return JSON.parse(text);
  } catch (cause) {
    throw new Error(`policies file ${path} is not JSON: ${(cause as Error).message}`, { cause });
  }
}

function decoded(text: string, context: z.RefinementCtx): string {
  try {
    return text.startsWith("%7B") ? decodeURIComponent(text) : text;
  } catch {
    context.addIssue({ code: "custom", message: "the document is not percent-encoded as RFC 3986 has it" });
    return z.NEVER;
  }
}
