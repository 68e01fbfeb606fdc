import { packedProgram } from "./packed.ts";
import { inTurn, ms, timeCommand, wallTimes } from "./timing.ts";

const ROUNDS = 9;
const GOAL_MS = 150;

/** `rdpulse explain` against bare Node: what the look-up itself costs a person who waits for it. */
export async function benchExplain(): Promise<boolean> {
  const program = packedProgram();
  try {
    const node = process.execPath;
    const explain = (query: string): ReturnType<typeof timeCommand> =>
      timeCommand(node, [program.bin, "explain", query], program.env);
    const results = await inTurn(ROUNDS, {
      "node -e 0": () => timeCommand(node, ["-e", "0"]),
      "explain 0x904": () => explain("0x904"),
      "explain, a message": () => explain("an internal error has occurred"),
      "explain, fuzzy": () => explain("licnese servr"),
    });
    const bare = wallTimes(results.get("node -e 0")).median;
    let worst = 0;
    console.log(`explain, ${ROUNDS} rounds in turn, median (min), warm compile cache`);
    for (const name of results.keys()) {
      const wall = wallTimes(results.get(name));
      worst = Math.max(worst, wall.median - bare);
      console.log(
        `  ${name.padEnd(20)} ${ms(wall.median).padStart(7)} (${ms(wall.min)}), bare Node + ${ms(wall.median - bare)}`,
      );
    }
    console.log(`  worst: bare Node + ${ms(worst)} (goal below ${GOAL_MS} ms)`);
    return worst < GOAL_MS;
  } finally {
    program.remove();
  }
}

if (import.meta.main) process.exitCode = (await benchExplain()) ? 0 : 1;
