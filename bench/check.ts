import { openLab, certificate, freerdpShadow, xrdp } from "../lab/index.ts";
import { CONNECTION_GAP_MS, QUESTION_IDS } from "../src/core/plan/index.ts";
import { packedProgram } from "./packed.ts";
import { inTurn, ms, timeCommand, wallTimes } from "./timing.ts";

const ROUNDS = 7;
/** Goals of the product: core questions in a fifth of nmap's wall time, the full set without its gaps in half of it. */
const CORE_GOAL = 1 / 5;
const FULL_GOAL = 1 / 2;
const CONNECTIONS_GOAL = 10;

function connectionsOf(json: string): number {
  const report: unknown = JSON.parse(json);
  if (typeof report !== "object" || report === null || !("footprint" in report)) return Number.NaN;
  const { footprint } = report;
  if (typeof footprint !== "object" || footprint === null || !("connections" in footprint)) return Number.NaN;
  return Number(footprint.connections);
}

/** One check of real servers against nmap's three scripts and sslscan, whole processes, in one run. */
export async function benchCheck(): Promise<boolean> {
  const lab = openLab();
  const program = packedProgram();
  let reached = true;
  try {
    const good = await certificate(lab, { cn: "rdp1.lab.test" });
    const servers = {
      "xrdp, negotiate": await xrdp(lab, { address: "127.0.0.91", port: 3389, certificate: good }),
      "freerdp-shadow, NLA": await freerdpShadow(lab, {
        address: "127.0.0.92",
        port: 3389,
        security: "nla",
        certificate: good,
      }),
    };
    for (const [name, server] of Object.entries(servers)) {
      const target = `${server.address}:${server.port}`;
      const node = process.execPath;
      const check = (...extra: string[]): ReturnType<typeof timeCommand> =>
        timeCommand(node, [program.bin, "check", target, "--json", ...extra], program.env);
      const scripts = "+rdp-ntlm-info,+rdp-enum-encryption,+ssl-cert";
      const cold = await check();
      const results = await inTurn(ROUNDS, {
        core: () => check("--skip", QUESTION_IDS.join(",")),
        full: () => check(),
        nmap: () => timeCommand("nmap", ["-Pn", "-n", "-p", String(server.port), "--script", scripts, server.address]),
        sslscan: () => timeCommand("sslscan", ["--rdp", target]),
        "npm start": () =>
          timeCommand("npm", ["start", "--silent", "--", "check", target, "--json", "--skip", QUESTION_IDS.join(",")]),
      });
      const wall = (contender: string): { median: number; min: number } => wallTimes(results.get(contender));
      const connections = connectionsOf(results.get("full")?.at(-1)?.stdout ?? "null");
      const gapsMs = Math.max(0, connections - 1) * CONNECTION_GAP_MS;
      const core = wall("core").median / wall("nmap").median;
      const full = (wall("full").median - gapsMs) / wall("nmap").median;
      console.log(`check of ${name}, ${ROUNDS} rounds in turn, median (min)`);
      for (const contender of results.keys()) {
        console.log(`  ${contender.padEnd(10)} ${ms(wall(contender).median).padStart(8)} (${ms(wall(contender).min)})`);
      }
      console.log(`  first cold run, full set: ${ms(cold.wallMs)}`);
      console.log(
        `  core / nmap ${core.toFixed(3)} (goal at most ${CORE_GOAL}); core / sslscan ${(wall("core").median / wall("sslscan").median).toFixed(3)}`,
      );
      console.log(
        `  full set: ${connections} connections (goal at most ${CONNECTIONS_GOAL}), ${ms(wall("full").median)} with ${ms(gapsMs)} ` +
          `of gaps; without them / nmap ${full.toFixed(3)} (goal at most ${FULL_GOAL})`,
      );
      if (!(core <= CORE_GOAL && full <= FULL_GOAL && connections <= CONNECTIONS_GOAL)) reached = false;
    }
  } finally {
    await lab.close();
    program.remove();
  }
  return reached;
}

if (import.meta.main) process.exitCode = (await benchCheck()) ? 0 : 1;
