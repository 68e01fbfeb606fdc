// Wall and processor time of a command with all its children, by bash's own `time`: getrusage, to a millisecond.
import type { Lab } from "../../lab/index.ts";

export interface TimedTree {
  readonly wallMs: number;
  /** User and system time of the process and of all that it waited for. */
  readonly cpuMs: number;
  readonly exit: number | null;
}

const script = `TIMEFORMAT='TIMED %3R %3U %3S'
time "$@" >"$0" 2>/dev/null
`;

/** Runs a command to its end; its standard output goes to a file. */
export async function timeTree(
  lab: Lab,
  command: readonly string[],
  outPath: string,
  env: Readonly<Record<string, string>> = {},
): Promise<TimedTree> {
  const { stderr, code } = await lab.run("bash", ["-c", script, outPath, ...command], { env });
  const [, wall, user, system] = /TIMED (\S+) (\S+) (\S+)/.exec(stderr) ?? [];
  if (wall === undefined) throw new Error(`not timed: ${command[0]}: ${stderr}`);
  return { wallMs: Number(wall) * 1000, cpuMs: (Number(user) + Number(system)) * 1000, exit: code };
}
