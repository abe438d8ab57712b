import { Command, Option } from "commander";
import pc from "picocolors";
import type { SimulatedInvoke, SimulationQuestion } from "../server/simulation/simulation-question.ts";
import { callerCredentials } from "./caller-credentials.ts";
import { fetchSimulation } from "./fetch-simulation.ts";
import { print } from "./output.ts";
import { linkLines } from "./print-explanation.ts";
import { simulateFiles } from "./simulate-files.ts";

/** The exit code of a simulation whose answer is no; 1 is an error and 2 wrong usage. */
const deniedExitCode = 3;

interface SimulateOptions {
  readonly principal?: string;
  readonly assume: readonly string[];
  readonly sessionName: string;
  readonly externalId?: string;
  readonly sourceIdentity?: string;
  readonly invoke?: string;
  readonly api?: string;
  readonly stage: string;
  readonly method: string;
  readonly path: string;
  readonly policy: readonly string[];
  readonly boundary?: string;
  readonly action?: string;
  readonly resource: string;
  readonly context: readonly string[];
  readonly endpoint: string;
  readonly profile: readonly string[];
  readonly json?: boolean;
}

/** `sallyport simulate`: answers whether a chain of calls would be allowed, without making them. */
export function simulateCommand(): Command {
  const command = new Command("simulate")
    .description("tell whether a caller may assume a role and invoke an API, without doing either")
    .option("--principal <arn>", "the user, role or account root that calls")
    .option("--assume <arn>", "a role it assumes; again for each further role of a chain", collect, [])
    .option("--session-name <name>", "the session's name", "simulation")
    .option("--external-id <id>", "the external id passed when a role is assumed")
    .option("--source-identity <name>", "the source identity passed when a role is assumed")
    .option("--invoke <request>", 'the request at the end: "GET http://API.execute-api.REGION.localhost:4566/path"')
    .option("--api <id>", "or the API by its id, with")
    .option("--stage <name>", "its stage", "$default")
    .option("--method <method>", "the method", "GET")
    .option("--path <path>", "and the path, percent-encoded", "/")
    .option("--policy <file>", "without a server: a policy of the caller; again for each further one", collect, [])
    .option("--boundary <file>", "without a server: the caller's permissions boundary")
    .option("--action <name>", "without a server: the action, such as execute-api:Invoke")
    .option("--resource <arn>", "without a server: the resource", "*")
    .option("--context <key=value>", "a condition key of the calls; again for each further key", collect, [])
    .addOption(
      new Option("--endpoint <url>", "where the server listens")
        .default("http://127.0.0.1:4566")
        .env("AWS_ENDPOINT_URL"),
    )
    .option("--profile <name>", "AWS profile of an administrator; again for each further account", collect, [])
    .option("--json", "print JSON")
    .addHelpText(
      "after",
      `
The simulation reads policies of every account on the chain, so in each of them one of the profiles needs
sallyport:Simulate, which root and administrators have. Without --profile the environment's credentials are used.

Exit codes: 0 allowed, 3 denied, 1 error, 2 wrong usage.`,
    );
  return command.action((options: SimulateOptions) => simulate(command, options));
}

async function simulate(command: Command, options: SimulateOptions): Promise<void> {
  const allowed =
    options.policy.length > 0 ? await simulateOffline(command, options) : await simulateOnServer(command, options);
  if (!allowed) {
    process.exitCode = deniedExitCode;
  }
}

/** Prints what files of policies say of one action; whether they allow it. */
async function simulateOffline(command: Command, options: SimulateOptions): Promise<boolean> {
  const { policy, boundary, action, resource, json } = options;
  if (action === undefined || options.principal !== undefined) {
    return usage(command, "--policy goes with --action, and without --principal");
  }
  const result = await simulateFiles({ policy, boundary, action, resource, context: contextOf(command, options) });
  return printResult(result, json);
}

/** Prints what a server says of a chain of calls; whether it would be allowed. */
async function simulateOnServer(command: Command, options: SimulateOptions): Promise<boolean> {
  const { principal, endpoint, profile, json } = options;
  if (principal === undefined) {
    return usage(command, "--principal is needed, or --policy to ask without a server");
  }
  const invoke = invokeOf(command, options);
  if (options.assume.length === 0 && invoke === undefined) {
    return usage(command, "nothing to simulate: give --assume, --invoke or --api");
  }
  const question: SimulationQuestion = {
    principal,
    assume: options.assume.map((roleArn) => ({
      roleArn,
      sessionName: options.sessionName,
      ...(options.externalId !== undefined && { externalId: options.externalId }),
      ...(options.sourceIdentity !== undefined && { sourceIdentity: options.sourceIdentity }),
    })),
    ...(invoke && { invoke }),
    context: contextOf(command, options),
  };
  const [first, ...others] = profile;
  const signers = [await callerCredentials(first), ...(await Promise.all(others.map(callerCredentials)))] as const;
  return printResult(await fetchSimulation({ endpoint, question, signers }), json);
}

function printResult(result: Awaited<ReturnType<typeof fetchSimulation>>, json: boolean | undefined): boolean {
  const { allowed, links } = result;
  print(
    ...(json
      ? [JSON.stringify(result, undefined, 2)]
      : [...links.flatMap(linkLines), "", pc.bold(allowed ? pc.green("allowed") : pc.red("denied"))]),
  );
  return allowed;
}

function invokeOf(command: Command, options: SimulateOptions): SimulatedInvoke | undefined {
  const { invoke, api, stage, method, path, endpoint } = options;
  if (invoke !== undefined) {
    const match = /^([A-Z]+) (https?:\/\/[^/?#]+)(\/[^?#]*)?(?:\?([^#]*))?$/.exec(invoke);
    if (match === null) {
      return usage(command, `--invoke takes a method and a URL, such as "GET http://…/path", not "${invoke}"`);
    }
    // The path is cut from the text itself: a URL object would rewrite it.
    const [, verb = "", origin = "", given = "/", query = ""] = match;
    return { method: verb, host: new URL(origin).host, path: given, query };
  }
  if (api === undefined) {
    return undefined;
  }
  if (!path.startsWith("/")) {
    return usage(command, `--path starts with /, unlike ${path}`);
  }
  return { method, host: new URL(endpoint).host, path: `/_aws/execute-api/${api}/${stage}${path}`, query: "" };
}

/** The condition keys of the options; a key given several times has several values. */
function contextOf(command: Command, { context }: SimulateOptions): Readonly<Record<string, string | string[]>> {
  const values = new Map<string, string[]>();
  for (const pair of context) {
    const at = pair.indexOf("=");
    if (at <= 0) {
      return usage(command, `--context takes key=value, not "${pair}"`);
    }
    const key = pair.slice(0, at);
    values.set(key, [...(values.get(key) ?? []), pair.slice(at + 1)]);
  }
  return Object.fromEntries([...values].map(([key, all]) => [key, all.length === 1 ? (all[0] ?? "") : all]));
}

function collect(value: string, before: readonly string[]): readonly string[] {
  return [...before, value];
}

function usage(command: Command, message: string): never {
  return command.error(`error: ${message}`, { exitCode: 2 });
}
