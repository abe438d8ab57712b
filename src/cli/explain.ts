import { defaultProvider } from "@aws-sdk/credential-provider-node";
import { Command, Option } from "commander";
import type { SigningCredentials } from "../sigv4/sign.ts";
import { fetchExplanation } from "./fetch-explanation.ts";
import { print } from "./output.ts";
import { explanationLines } from "./print-explanation.ts";

interface ExplainOptions {
  readonly endpoint: string;
  readonly profile?: string;
  readonly json?: boolean;
}

/** `sallyport explain`: prints why a request was allowed or refused, link by link. */
export function explainCommand(): Command {
  return new Command("explain")
    .description("print why a request was allowed or refused, link by link")
    .argument("<request-id>", "the id in the reply's apigw-requestid or x-amzn-RequestId header")
    .addOption(
      new Option("--endpoint <url>", "where the server listens")
        .default("http://127.0.0.1:4566")
        .env("AWS_ENDPOINT_URL"),
    )
    .option("--profile <name>", "AWS profile of an administrator of the account that owns the API or role")
    .option("--json", "print JSON")
    .addHelpText("after", "\nCredentials come from where the AWS CLI takes them: the environment, or --profile.")
    .action(explain);
}

async function explain(requestId: string, { endpoint, profile, json }: ExplainOptions): Promise<void> {
  const explanation = await fetchExplanation({ endpoint, requestId, credentials: await callerCredentials(profile) });
  print(...(json ? [JSON.stringify(explanation, undefined, 2)] : explanationLines(explanation)));
}

async function callerCredentials(profile: string | undefined): Promise<SigningCredentials> {
  try {
    const { accessKeyId, secretAccessKey, sessionToken } = await defaultProvider({ ...(profile && { profile }) })();
    return { accessKeyId, secretAccessKey, ...(sessionToken !== undefined && { sessionToken }) };
  } catch (cause) {
    const place = profile === undefined ? "the environment" : `profile ${profile}`;
    throw new Error(`no credentials in ${place}: set AWS_ACCESS_KEY_ID and AWS_SECRET_ACCESS_KEY, or pass --profile`, {
      cause,
    });
  }
}
