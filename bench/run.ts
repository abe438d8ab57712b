// Runs the benchmarks and prints their figures, ratios first: absolute times hold for one machine only.
//
//   npm run bench                  all of them
//   npm run bench -- sigv4 policy  some
import { gatewayBench } from "./gateway.ts";
import { policyBench } from "./policy.ts";
import { scaleBench } from "./scale.ts";
import { sigv4Bench } from "./sigv4.ts";

const benches: Readonly<Record<string, () => unknown>> = {
  sigv4: sigv4Bench,
  policy: policyBench,
  gateway: gatewayBench,
  scale: scaleBench,
};

const wanted = process.argv.slice(2);
const unknown = wanted.filter((name) => !Object.hasOwn(benches, name));
if (unknown.length > 0) {
  console.error(`there is no benchmark ${unknown.join(", ")}; there are ${Object.keys(benches).join(", ")}`);
  process.exit(2);
}
for (const [name, bench] of Object.entries(benches)) {
  if (wanted.length === 0 || wanted.includes(name)) {
    console.log(`\n== ${name}`);
    await bench();
  }
}
