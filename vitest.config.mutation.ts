import { defineConfig } from "vitest/config";

/**
 * What Stryker runs against every mutant: the tests of the coverage gate, with few random cases, since they are run
 * thousands of times. Fuzzing is left out: it asks only that nothing throws or hangs.
 */
export default defineConfig({
  test: {
    include: ["src/{policy,sigv4}/**/*.test.ts", "test/differential/{policy,laws}.test.ts", "test/signing.test.ts"],
    testTimeout: 30_000,
    env: { POLICY_CASES: "1000" },
  },
});
