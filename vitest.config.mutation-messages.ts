import { defineConfig } from "vitest/config";

/**
 * What Stryker runs against the files of `policy/` that read and describe documents: the laws with few cases, and without
 * the differential test, which decides and describes nothing.
 */
export default defineConfig({
  test: {
    include: ["src/policy/**/*.test.ts", "test/differential/laws.test.ts"],
    testTimeout: 30_000,
    env: { POLICY_CASES: "50" },
  },
});
