import { Command, InvalidArgumentError, Option } from "commander";
import pc from "picocolors";
import { pino } from "pino";
import { readFunctionsFile } from "../gateway/functions/functions-file.ts";
import { type ListeningServer } from "../server/server.ts";
import { defaultSettings } from "../server/settings.ts";
import { startServer } from "../server/start-server.ts";
import { findAuthority } from "../server/tls/certificate-authority.ts";
import { applyAccounts } from "../services/accounts/apply-accounts.ts";
import { readAccountsFile } from "../services/accounts/accounts-file.ts";
import { systemSources } from "../sources.ts";
import type { Store } from "../store/store.ts";
import { printGeneratedKeys } from "./account.ts";
import { keepAuthorityFile } from "./authority-file.ts";
import { type GatewayOptions, gatewaySettings, withGatewayOptions } from "./gateway-options.ts";
import { print } from "./output.ts";
import { type ProxyOptions, withProxyOptions } from "./proxy-options.ts";
import { openCommandStore, type StoreOptions, withStoreOptions } from "./store-options.ts";

interface ServeOptions extends StoreOptions, GatewayOptions, ProxyOptions {
  readonly host: string;
  readonly port: number;
  readonly accounts?: string;
  readonly functions?: string;
  readonly allowReset: boolean;
  readonly allowHttpIssuers: boolean;
  readonly domain: readonly string[];
  readonly unsignedMessage: string;
  readonly decisions: number;
  readonly shutdownGrace: number;
  readonly logLevel: string;
}

/** `sallyport serve`: runs the server until it is told to stop. */
export function serveCommand(): Command {
  const command = new Command("serve")
    .description("run the server")
    .addOption(
      new Option("--host <address>", "address to listen on").default(defaultSettings.host).env("SALLYPORT_HOST"),
    )
    .addOption(portOption())
    .addOption(
      new Option("--accounts <file>", "JSON file of accounts to make before serving").env("SALLYPORT_ACCOUNTS"),
    )
    .addOption(
      new Option("--functions <file>", "JSON file that says where Lambda functions run").env("SALLYPORT_FUNCTIONS"),
    )
    .addOption(
      new Option("--allow-reset", "let POST /_sallyport/v1/reset put an account back to its declared state")
        .default(defaultSettings.allowReset)
        .env("SALLYPORT_ALLOW_RESET"),
    )
    .addOption(
      new Option(
        "--allow-http-issuers",
        "ask OpenID Connect issuers elsewhere than on this machine for their keys without TLS, too",
      )
        .default(defaultSettings.allowHttpIssuers)
        .env("SALLYPORT_ALLOW_HTTP_ISSUERS"),
    )
    .addOption(
      new Option(
        "--domain <names...>",
        "domains under which {api}.execute-api.{region}.<domain> is an invoke; amazonaws.com always is",
      ).default(defaultSettings.domains),
    )
    .addOption(
      new Option("--unsigned-message <text>", "message of the 403 for an unsigned call of an AWS_IAM route")
        .default(defaultSettings.unsignedMessage)
        .env("SALLYPORT_UNSIGNED_MESSAGE"),
    )
    .addOption(
      new Option("--decisions <count>", "how many decisions are kept for `sallyport explain`")
        .default(defaultSettings.decisionsMax)
        .argParser(wholeNumber(1, 1_000_000)),
    )
    .addOption(
      new Option("--shutdown-grace <seconds>", "how long a shutdown waits for requests in flight")
        .default(defaultSettings.shutdownGraceMs / 1000)
        .argParser(wholeNumber(0, 3600)),
    )
    .addOption(
      new Option("--log-level <level>", "what is logged, as JSON lines on standard error")
        .choices(["silent", "error", "warn", "info", "debug"])
        .default("warn")
        .env("SALLYPORT_LOG_LEVEL"),
    );
  return withStoreOptions(withProxyOptions(withGatewayOptions(command))).action(serve);
}

/** The option for the port, shared by the commands that listen. */
export function portOption(): Option {
  return new Option("--port <number>", "port to listen on; 0 takes a free one")
    .default(defaultSettings.port)
    .argParser(wholeNumber(0, 65_535))
    .env("SALLYPORT_PORT");
}

async function serve(options: ServeOptions): Promise<void> {
  const accounts = options.accounts === undefined ? [] : await readAccountsFile(options.accounts);
  const functions = options.functions === undefined ? new Map() : await readFunctionsFile(options.functions);
  const gateway = await gatewaySettings(options);
  const store = await openCommandStore(options);
  try {
    printGeneratedKeys(await store.write((tx) => applyAccounts(tx, accounts, systemSources)));
    // From here on a signal ends the server in order, even one that comes before it listens.
    const stopped = untilStopped();
    const server = await startServer({
      store,
      sources: systemSources,
      logger: pino({ level: options.logLevel }, pino.destination(2)),
      settings: {
        ...gateway,
        proxyPassthrough: options.proxyPassthrough,
        functions,
        host: options.host,
        port: options.port,
        domains: options.domain,
        unsignedMessage: options.unsignedMessage,
        allowReset: options.allowReset,
        allowHttpIssuers: options.allowHttpIssuers,
        decisionsMax: options.decisions,
        shutdownGraceMs: options.shutdownGrace * 1000,
      },
    });
    await showAuthority(options, store);
    print(`sallyport listens on ${pc.cyan(`http://${hostForUrl(options.host)}:${server.port}`)}`);
    await stopped;
    await closeAll(server, store);
  } catch (error) {
    await store.close();
    throw error;
  }
}

/** Puts the authority's certificate where clients can be pointed at it, unless the data is all in a database elsewhere. */
async function showAuthority({ data, database }: StoreOptions, store: Store): Promise<void> {
  if (database === undefined) {
    keepAuthorityFile(data, (await findAuthority({ store, sources: systemSources })).certificate);
  }
}

/** Resolves at the first SIGINT or SIGTERM; a repeated signal does not cut the shutdown short. */
export function untilStopped(): Promise<void> {
  return new Promise((resolve) => {
    process.on("SIGINT", () => resolve());
    process.on("SIGTERM", () => resolve());
  });
}

/** Stops the server, then its store. */
export async function closeAll(server: ListeningServer, store: Store): Promise<void> {
  await server.close();
  await store.close();
}

/** An address as it stands in a URL. */
export function hostForUrl(host: string): string {
  return host.includes(":") ? `[${host}]` : host;
}

function wholeNumber(min: number, max: number): (text: string) => number {
  return (text) => {
    const number = Number(text);
    if (!/^\d+$/.test(text) || number < min || number > max) {
      throw new InvalidArgumentError(`"${text}" is not a whole number from ${min} to ${max}.`);
    }
    return number;
  };
}
