// Many logons, one after the other, in this process: node --expose-gc logon-soak-child.ts OPTIONS-JSON COUNT, the password on
// standard input. Prints a JSON line with memory after each of the counts that are asked for, and one at the end.
import { readFileSync, readdirSync } from "node:fs";
import { setTimeout as sleep } from "node:timers/promises";
import { judgeLogon } from "../src/core/diagnosis/index.ts";
import type { LogonOptions } from "../src/core/plan/index.ts";
import { Secret } from "../src/core/sequence/index.ts";
import { runLogon } from "../src/io/probe/index.ts";
import type { SoakMeasure } from "./logon/soak.ts";

const [order = "", ...counts] = process.argv.slice(2);
const options: LogonOptions = JSON.parse(order);
const password = new Secret(readFileSync(0, "utf8"));
const outcomes: Record<string, number> = {};

for (let done = 1; done <= Math.max(...counts.map(Number)); done += 1) {
  const run = await runLogon(options, password);
  const { outcome } = judgeLogon(run.evidence);
  const end = run.evidence.facts["session.end"]?.value;
  const seen = end === undefined ? outcome : `${outcome}, ${end}`;
  outcomes[seen] = (outcomes[seen] ?? 0) + 1;
  if (!counts.includes(String(done))) continue;
  // Sockets that are closing hold their buffers until they have closed.
  await sleep(300);
  for (let turn = 0; turn < 3; turn += 1) globalThis.gc?.();
  const { rss, heapUsed, heapTotal, external } = process.memoryUsage();
  const measure: SoakMeasure = {
    done,
    rss,
    heapUsed,
    heapTotal,
    external,
    descriptors: readdirSync("/proc/self/fd").length,
    outcomes,
  };
  console.log(JSON.stringify(measure));
}
