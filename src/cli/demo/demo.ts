import { Command } from "commander";
import pc from "picocolors";
import { pino } from "pino";
import type { ListeningServer } from "../../server/server.ts";
import { defaultSettings } from "../../server/settings.ts";
import { startServer } from "../../server/start-server.ts";
import type { DeclaredAccount } from "../../services/accounts/accounts-file.ts";
import { applyAccounts } from "../../services/accounts/apply-accounts.ts";
import type { AccountId } from "../../arn/account-id.ts";
import type { SigningCredentials } from "../../sigv4/sign.ts";
import { systemSources } from "../../sources.ts";
import type { Store } from "../../store/store.ts";
import { invocation } from "../invocation.ts";
import { print, printTable } from "../output.ts";
import { closeAll, portOption, untilStopped } from "../serve.ts";
import { openCommandStore, type StoreOptions, withStoreOptions } from "../store-options.ts";
import { callHttpApi, callRestApi, type DemoCall, demoPaths } from "./calls.ts";
import { type ClientConfig, writeClientConfig } from "./client-config.ts";
import { startEchoBackend } from "./echo-backend.ts";
import { buildRestScenario } from "./rest-scenario.ts";
import { accountA, accountB, buildScenario, demoRegion, type Scenario, type StepOutcome } from "./scenario.ts";

interface DemoOptions extends StoreOptions {
  readonly port: number;
  readonly once: boolean;
}

/** `sallyport demo`: the article's scenario, built and called through the public AWS APIs. */
export function demoCommand(): Command {
  const command = new Command("demo")
    .description(
      "run the cross-account scenario: account B's user reaches account A's HTTP API through A's role, and A's REST API directly",
    )
    .addOption(portOption())
    .option("--once", "exit after the calls in place of staying up", false);
  return withStoreOptions(command).action(demo);
}

async function demo(options: DemoOptions): Promise<void> {
  const store = await openCommandStore(options);
  const backend = await startEchoBackend();
  let server: ListeningServer | undefined;
  try {
    await store.write((tx) => applyAccounts(tx, demoAccounts, systemSources));
    server = await startServer({
      store,
      sources: systemSources,
      logger: pino({ level: "warn" }, pino.destination(2)),
      settings: { ...defaultSettings, port: options.port },
    });
    await runScenario({ options, store, port: server.port, backendUrl: backend.url });
    if (!options.once) {
      const stopped = untilStopped();
      print("", `Serving on ${pc.cyan(`http://127.0.0.1:${server.port}`)} until you press Ctrl-C.`);
      await stopped;
    }
  } finally {
    backend.close();
    await (server === undefined ? store.close() : closeAll(server, store));
  }
}

const administrator = {
  name: "admin",
  policyArns: ["arn:aws:iam::aws:policy/AdministratorAccess"],
};

const demoAccounts: readonly DeclaredAccount[] = [
  { id: accountA, name: "api-owner", users: [administrator] },
  { id: accountB, name: "caller", users: [administrator] },
];

interface Running {
  readonly options: DemoOptions;
  readonly store: Store;
  readonly port: number;
  readonly backendUrl: string;
}

async function runScenario({ options, store, port, backendUrl }: Running): Promise<void> {
  const endpoint = `http://127.0.0.1:${port}`;
  const [adminA, adminB] = [await userKey(store, accountA, "admin"), await userKey(store, accountB, "admin")];
  const building = { endpoint, adminA, adminB, backendUrl, onStep: printStep };
  print(pc.bold("Account B's user calls account A's HTTP API, through a role of A"), "");
  const scenario = await buildScenario(building);
  print("", pc.bold("and A's REST API directly, which a resource policy can allow"), "");
  const rest = await buildRestScenario(building, scenario.userName);
  const callerKey = await userKey(store, accountB, scenario.userName);
  const hostOf = (apiId: string) => `${apiId}.execute-api.${demoRegion}.localhost:${port}`;
  const hosts = { HTTP: hostOf(scenario.apiId), REST: hostOf(rest.restApiId) };
  const calling = { endpoint, hosts, roleArn: scenario.roleArn, userKey: callerKey, adminA };
  const calls = [...(await callHttpApi(calling)), ...(await callRestApi(calling, rest.letIn))];
  printCalls(calls, hosts);
  const files = await writeClientConfig({
    directory: options.data,
    endpoint,
    region: demoRegion,
    keys: { "account-a": adminA, "account-b": adminB, caller: callerKey },
    role: { profile: "invoker", roleArn: scenario.roleArn, sourceProfile: "caller" },
  });
  printCommands({ scenario, files, hosts, endpoint, refusedId: calls[1]?.requestId ?? "" });
}

function printCalls(calls: readonly DemoCall[], hosts: CommandFacts["hosts"]): void {
  print(
    "",
    pc.bold(`HTTP  GET http://${hosts.HTTP}${demoPaths.HTTP}`),
    pc.bold(`REST  GET http://${hosts.REST}${demoPaths.REST}`),
    "",
  );
  printTable(
    ["API", "CALLER", "STATUS", "ANSWER"],
    calls.map(({ api, caller, status, body }) => [api, caller, String(status), body]),
  );
  print("", pc.bold("Why"), "");
  for (const { api, caller, status, reason } of calls) {
    print(
      `  ${status === 200 ? pc.green("200") : pc.red(String(status))}  ${api}  ${caller}`,
      `             ${reason}`,
    );
  }
}

function printStep(text: string, outcome?: StepOutcome): void {
  print(`  ${text}${outcome === "found" ? pc.dim(" (already there)") : ""}`);
}

interface CommandFacts {
  readonly scenario: Scenario;
  readonly files: ClientConfig;
  readonly hosts: Readonly<Record<DemoCall["api"], string>>;
  readonly endpoint: string;
  readonly refusedId: string;
}

function printCommands({ scenario, files, hosts, endpoint, refusedId }: CommandFacts): void {
  print(
    "",
    pc.bold("Try it"),
    "",
    `  export AWS_CONFIG_FILE=${files.configFile}`,
    `  export AWS_SHARED_CREDENTIALS_FILE=${files.credentialsFile}`,
    `  aws sts assume-role --profile caller --role-arn ${scenario.roleArn} --role-session-name role_session`,
    "  aws sts get-caller-identity --profile invoker",
    '  eval "$(aws configure export-credentials --profile invoker --format env)"',
    `  curl --aws-sigv4 aws:amz:${demoRegion}:execute-api --user "$AWS_ACCESS_KEY_ID:$AWS_SECRET_ACCESS_KEY" \\`,
    `    -H "x-amz-security-token: $AWS_SESSION_TOKEN" http://${hosts.HTTP}${demoPaths.HTTP}`,
    `  aws apigateway get-rest-api --profile account-a --rest-api-id ${hosts.REST.split(".")[0]} --query policy`,
    `  ${invocation} explain '${refusedId}' --profile account-a --endpoint ${endpoint}`,
  );
}

/** The first key of a user, whose secret only the server's own process can read. */
async function userKey(store: Store, accountId: AccountId, userName: string): Promise<SigningCredentials> {
  const key = await store.read(async (tx) => {
    const user = await tx.users.get(accountId, userName);
    return user && (await tx.accessKeys.list(accountId, user.userId))[0];
  });
  if (key === undefined) {
    throw new Error(
      `user ${userName} of account ${accountId} has no access key any more; start anew with another --data directory`,
    );
  }
  return { accessKeyId: key.accessKeyId, secretAccessKey: key.secretAccessKey };
}
