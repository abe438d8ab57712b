import { defineConfig } from "vitest/config";

/** The gate on the security core: the tests of `policy/` and `sigv4/` alone must take every branch of both. */
export default defineConfig({
  test: {
    include: ["src/{policy,sigv4}/**/*.test.ts", "test/differential/*.test.ts", "test/signing.test.ts"],
    testTimeout: 60_000,
    env: { POLICY_CASES: process.env["POLICY_CASES"] ?? "10000" },
    coverage: {
      enabled: true,
      provider: "v8",
      reporter: ["text"],
      include: ["src/{policy,sigv4}/**/*.ts"],
      exclude: ["src/**/*.test.ts"],
      skipFull: true,
      thresholds: { branches: 100 },
    },
  },
});
