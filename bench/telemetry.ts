// What reading a host's own story costs; `npm run bench:telemetry -- NAME` runs one part. Real logs are read where
// RDPULSE_EVTX_SAMPLES names a folder with .evtx or .evtx.gz files, else logs that our encoder writes.
import { benchDetect } from "./telemetry/detect.ts";
import { benchMemory } from "./telemetry/memory.ts";
import { benchParse } from "./telemetry/parse.ts";

const parts: Readonly<Record<string, () => boolean | Promise<boolean>>> = {
  parse: benchParse,
  memory: benchMemory,
  detect: benchDetect,
};

const asked = process.argv.slice(2);
const unknown = asked.find((name) => !(name in parts));
if (unknown !== undefined) {
  console.error(`no part "${unknown}"; one of: ${Object.keys(parts).join(", ")}`);
  process.exit(2);
}
for (const [name, run] of Object.entries(parts)) {
  if (asked.length > 0 && !asked.includes(name)) continue;
  const reached = await run();
  console.log(reached ? `${name}: goal reached\n` : `${name}: goal NOT reached\n`);
  if (!reached) process.exitCode = 1;
}
