import { Command, CommanderError } from "commander";
import { accountCommand } from "./account.ts";
import { caCommand } from "./ca.ts";
import { demoCommand } from "./demo/demo.ts";
import { explainCommand } from "./explain.ts";
import { keysCommand } from "./keys.ts";
import { printFailure } from "./output.ts";
import { policiesCommand } from "./policies.ts";
import { serveCommand } from "./serve.ts";
import { simulateCommand } from "./simulate.ts";
import { version } from "./version.ts";

const program = new Command("sallyport")
  .description(
    "AWS's own protocols for IAM, STS and API Gateway HTTP APIs, self-hosted: every signature is verified, every policy\nevaluated, every refusal explained.",
  )
  .version(version)
  .addCommand(demoCommand())
  .addCommand(serveCommand())
  .addCommand(accountCommand())
  .addCommand(keysCommand())
  .addCommand(policiesCommand())
  .addCommand(caCommand())
  .addCommand(explainCommand())
  .addCommand(simulateCommand());
overrideExit(program);
// A reader that has seen enough, such as head, is no failure.
process.stdout.on("error", (error: NodeJS.ErrnoException) => process.exit(error.code === "EPIPE" ? 0 : 1));

try {
  await program.parseAsync();
} catch (error) {
  if (error instanceof CommanderError) {
    // Commander has printed its message; 0 is --help and --version, 2 the code for wrong usage.
    process.exitCode = error.exitCode === 0 ? 0 : 2;
  } else {
    printFailure(error);
    process.exitCode = 1;
  }
}

/** Lets every command throw in place of ending the process, so that the exit codes above are the only ones. */
function overrideExit(command: Command): void {
  command.exitOverride().showHelpAfterError("(run with --help to see how it is used)");
  command.commands.forEach(overrideExit);
}
