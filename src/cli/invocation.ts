/** How a person runs this program from where it stands: out of a checkout or as an installed package. */
export const invocation = import.meta.url.endsWith(".ts") ? "npm run sallyport --" : "npx sallyport";
