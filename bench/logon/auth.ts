import { join } from "node:path";
import { certificate, freerdpShadow, openLab, sharedDisplay } from "../../lab/index.ts";
import { median, ms } from "../timing.ts";
import { ownProgram, reportAt } from "./own-logon.ts";
import { timeTree, type TimedTree } from "./timed-tree.ts";

const ROUNDS = 15;
/** Goals of the product: at most so much of xfreerdp's wall time, and no more processor time than it takes. */
const WALL_GOAL = 0.8;
const CPU_GOAL = 1;
const ACCOUNT = { user: "labuser", password: "Auth-2026-x" };

const middle = (runs: readonly TimedTree[], key: "wallMs" | "cpuMs"): number => median(runs.map((run) => run[key]));

const spoken = (runs: readonly TimedTree[], key: "wallMs" | "cpuMs"): string =>
  `${ms(middle(runs, key)).padStart(8)} (${ms(Math.min(...runs.map((run) => run[key])))})`;

/** Is this password right? Ours and `xfreerdp +auth-only` at one freerdp-shadow with NLA, whole processes, in turn. */
export async function benchAuth(): Promise<boolean> {
  const lab = openLab();
  const program = ownProgram();
  try {
    const server = await freerdpShadow(lab, {
      security: "nla",
      account: ACCOUNT,
      certificate: await certificate(lab, { cn: "rdp1.lab.test" }),
    });
    const display = await sharedDisplay(lab);
    const outPath = join(lab.folder, "auth.out");
    const peer = [
      "xfreerdp",
      `/v:${server.address}:${server.port}`,
      `/u:${ACCOUNT.user}`,
      `/p:${ACCOUNT.password}`,
      "/cert:ignore",
      "+auth-only",
    ];
    const [ours, theirs]: [TimedTree[], TimedTree[]] = [[], []];
    // Round 0 warms caches up and is not counted.
    for (let round = 0; round <= ROUNDS; round += 1) {
      const own = await timeTree(lab, program.command(lab, server, ACCOUNT), outPath, program.env);
      const outcome = reportAt(outPath)?.logon.outcome;
      if (own.exit !== 0 || outcome !== "accepted") throw new Error(`exit ${own.exit}, outcome ${outcome}`);
      const other = await timeTree(lab, peer, outPath, { DISPLAY: display });
      if (other.exit !== 0) throw new Error(`xfreerdp ended with ${other.exit}`);
      if (round === 0) continue;
      ours.push(own);
      theirs.push(other);
    }
    console.log(`credential check at freerdp-shadow, NLA, ${ROUNDS} pairs, median (min), whole processes`);
    for (const [name, runs] of [
      ["rdpulse logon", ours],
      ["xfreerdp +auth-only", theirs],
    ] as const) {
      console.log(`  ${name.padEnd(20)} wall ${spoken(runs, "wallMs")}, CPU ${spoken(runs, "cpuMs")}`);
    }
    const wall = middle(ours, "wallMs") / middle(theirs, "wallMs");
    const cpu = middle(ours, "cpuMs") / middle(theirs, "cpuMs");
    console.log(
      `  ours / xfreerdp: wall ${wall.toFixed(3)} (goal at most ${WALL_GOAL}), CPU ${cpu.toFixed(3)} (goal at most ${CPU_GOAL})`,
    );
    return wall <= WALL_GOAL && cpu <= CPU_GOAL;
  } finally {
    await lab.close();
    program.remove();
  }
}
