import { isIP } from "node:net";
import { type Command, InvalidArgumentError, Option } from "commander";
import { defaultSettings, type ServerSettings } from "../server/settings.ts";

/** What an operator says about the proxy on the command line. */
export interface ProxyOptions {
  readonly proxyPassthrough: ServerSettings["proxyPassthrough"];
}

/** Adds those options to a command. */
export function withProxyOptions(command: Command): Command {
  return command.addOption(
    new Option(
      "--proxy-passthrough <hosts...>",
      "hosts elsewhere that CONNECT may tunnel to, on port 443; * stands for any text. Those of this machine and its networks must be named to the letter",
    )
      .default(defaultSettings.proxyPassthrough)
      .argParser(hostGlobs)
      .env("SALLYPORT_PROXY_PASSTHROUGH"),
  );
}

/** One more argument of the option, or all of them from the variable, separated by commas or spaces. */
function hostGlobs(text: string, before: readonly string[]): readonly string[] {
  const globs = text.split(/[\s,]+/).filter((glob) => glob !== "");
  const wrong = globs.find((glob) => isIP(glob) === 0 && !/^[a-z0-9*.-]{1,253}$/i.test(glob));
  if (wrong !== undefined) {
    throw new InvalidArgumentError(`"${wrong}" is not a host name such as *.example.com.`);
  }
  return [...before, ...globs.map((glob) => glob.toLowerCase())];
}
