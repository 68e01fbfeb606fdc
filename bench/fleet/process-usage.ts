import { readdirSync, readFileSync } from "node:fs";

/** The kernel counts CPU time in hundredths of a second on every platform that Debian runs on. */
const TICK_MS = 10;

export interface ThreadUsage {
  readonly name: string;
  readonly cpuMs: number;
}

export interface ProcessUsage {
  readonly cpuMs: number;
  readonly residentMb: number;
  /** Most that was resident since the process began. */
  readonly peakMb: number;
  /** By thread id. */
  readonly threads: ReadonlyMap<string, ThreadUsage>;
}

/** What a living process of ours has used until now, and holds. Throws when it is gone. */
export function usageOf(pid: number): ProcessUsage {
  const folder = `/proc/${pid}`;
  const status = readFileSync(`${folder}/status`, "utf8");
  const threads = new Map<string, ThreadUsage>();
  for (const id of readdirSync(`${folder}/task`)) {
    const thread = threadUsage(`${folder}/task/${id}/stat`);
    if (thread !== undefined) threads.set(id, thread);
  }
  return {
    cpuMs: threadUsage(`${folder}/stat`)?.cpuMs ?? 0,
    residentMb: megabytesIn(status, "VmRSS"),
    peakMb: megabytesIn(status, "VmHWM"),
    threads,
  };
}

/** CPU time that the whole machine was busy since it began, all processors together. */
export function machineBusyMs(): number {
  const [first = ""] = readFileSync("/proc/stat", "utf8").split("\n");
  const [user = 0, nice = 0, system = 0, , , irq = 0, softIrq = 0] = first.trim().split(/\s+/u).slice(1).map(Number);
  return (user + nice + system + irq + softIrq) * TICK_MS;
}

/** The threads that used most between two looks, as shares of one processor. */
export function busiestThreads(before: ProcessUsage, after: ProcessUsage, spanMs: number, count: number): string {
  return [...after.threads]
    .map(([id, { name, cpuMs }]) => ({ name, share: (cpuMs - (before.threads.get(id)?.cpuMs ?? 0)) / spanMs }))
    .toSorted((one, other) => other.share - one.share)
    .slice(0, count)
    .map(({ name, share }) => `${name} ${(100 * share).toFixed(0)} %`)
    .join(", ");
}

function threadUsage(path: string): ThreadUsage | undefined {
  let text: string;
  try {
    text = readFileSync(path, "latin1");
  } catch {
    // It ended since it was listed.
    return undefined;
  }
  const end = text.lastIndexOf(")");
  const fields = text.slice(end + 2).split(" ");
  return { name: text.slice(text.indexOf("(") + 1, end), cpuMs: (Number(fields[11]) + Number(fields[12])) * TICK_MS };
}

function megabytesIn(status: string, field: string): number {
  return Number(new RegExp(`^${field}:\\s+(\\d+) kB`, "mu").exec(status)?.[1] ?? Number.NaN) / 1024;
}
