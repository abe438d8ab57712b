import { Command, Option } from "commander";
import { callerCredentials } from "./caller-credentials.ts";
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
