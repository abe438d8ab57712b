import { createRequire } from "node:module";

// The same two levels up from src/cli and from dist/cli.
const manifest = createRequire(import.meta.url)("../../package.json") as { readonly version: string };

/** The version of this package. */
export const version: string = manifest.version;
