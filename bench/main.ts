// Every benchmark of speed and size, one after the other; `npm run bench -- NAME` runs one. bench:diagnosis is its own.
import { benchCheck } from "./check.ts";
import { benchDecoders } from "./decoders.ts";
import { benchExplain } from "./explain.ts";
import { benchScan } from "./scan.ts";

const benches: Readonly<Record<string, () => boolean | Promise<boolean>>> = {
  decoders: benchDecoders,
  explain: benchExplain,
  check: benchCheck,
  scan: benchScan,
};

const asked = process.argv.slice(2);
const unknown = asked.find((name) => !(name in benches));
if (unknown !== undefined) {
  console.error(`no benchmark "${unknown}"; one of: ${Object.keys(benches).join(", ")}`);
  process.exit(2);
}
for (const [name, run] of Object.entries(benches)) {
  if (asked.length > 0 && !asked.includes(name)) continue;
  const reached = await run();
  console.log(reached ? `${name}: goal reached\n` : `${name}: goal NOT reached\n`);
  if (!reached) process.exitCode = 1;
}
