import { setTimeout as sleep } from "node:timers/promises";
import { fileURLToPath } from "node:url";
import { desktopHost, freerdpShadow, labAccount, openLab, type DesktopHost, type Lab } from "../../lab/index.ts";
import type { LogonOptions } from "../../src/core/plan/index.ts";
import type { Credential, Place } from "./own-logon.ts";

/** What the soaking process says of itself after so many logons, memory in bytes after a collection. */
export interface SoakMeasure {
  readonly done: number;
  readonly rss: number;
  readonly heapUsed: number;
  /** What V8 has taken from the system, used or in reserve; its young generation doubles under load and is kept so. */
  readonly heapTotal: number;
  readonly external: number;
  readonly descriptors: number;
  readonly outcomes: Readonly<Record<string, number>>;
}

/** Memory is read after so many logons. The first is past the warm-up of compiler and caches. */
const COUNTS = [20, 100, 200] as const;
/**
 * No growth: between the second and the last reading, heap with buffers by at most so much a logon, and RSS without V8's empty
 * reserve by so much in all. Whatever leaks is in the one or the other.
 */
const HEAP_GROWTH_PER_LOGON = 4 * 1024;
const RSS_GROWTH_SHARE = 0.05;
const CHILD = fileURLToPath(new URL("../logon-soak-child.ts", import.meta.url));
const DEADLINE_MS = 40 * 60_000;

function optionsFor(place: Place, user: string, asked: Pick<LogonOptions, "depth" | "end">): LogonOptions {
  return {
    logon: true,
    input: `${place.address}:${place.port}`,
    host: place.address,
    port: place.port,
    user,
    domain: "",
    security: "auto",
    allowChangedKey: false,
    allowClearText: false,
    stageTimeoutMs: 5000,
    totalTimeoutMs: 60_000,
    ...asked,
    desktop: {
      width: 1024,
      height: 768,
      colorDepth: 24,
      settleMs: 1000,
      timeoutMs: 25_000,
      // The lab's session ends at any key.
      logoffKeys: [{ key: { codePoint: 0x78 }, hold: [] }],
    },
  };
}

async function soakOnce(lab: Lab, options: LogonOptions, { password }: Credential): Promise<readonly SoakMeasure[]> {
  const counts = COUNTS.map(String);
  const command = [process.execPath, "--expose-gc", CHILD, JSON.stringify(options), ...counts];
  const [file = "", ...args] = command;
  const outcome = await lab.run(file, args, { input: password, timeoutMs: DEADLINE_MS });
  if (outcome.code !== 0) throw new Error(`the soak broke off: ${outcome.stderr}`);
  return outcome.stdout
    .trim()
    .split("\n")
    .map((line): SoakMeasure => JSON.parse(line));
}

const withoutReserve = (one: SoakMeasure): number => one.rss - one.heapTotal + one.heapUsed;
const megabytes = (bytes: number): string => (bytes / 1024 / 1024).toFixed(1);

/** Prints the readings; true when nothing grew and every logon came out the same. */
function judgeSoak(title: string, measures: readonly SoakMeasure[], seconds: number): boolean {
  const last = measures.at(-1);
  const before = measures.at(-2);
  if (last === undefined || before === undefined) return false;
  console.log(`${title}: ${last.done} logons in ${seconds.toFixed(0)} s, ${JSON.stringify(last.outcomes)}`);
  for (const one of measures) {
    console.log(
      `  after ${String(one.done).padStart(3)}: RSS ${megabytes(one.rss)} MB, heap ${megabytes(one.heapUsed)} of ${megabytes(one.heapTotal)} MB, ` +
        `buffers outside ${megabytes(one.external)} MB, ${one.descriptors} descriptors`,
    );
  }
  const held = (one: SoakMeasure): number => one.heapUsed + one.external;
  const perLogon = (held(last) - held(before)) / (last.done - before.done);
  const rss = withoutReserve(last) / withoutReserve(before) - 1;
  console.log(
    `  from ${before.done} to ${last.done}: heap and buffers ${(perLogon / 1024).toFixed(2)} kB a logon (goal at most ` +
      `${HEAP_GROWTH_PER_LOGON / 1024}), RSS without V8's reserve ${(rss * 100).toFixed(1)} % (goal at most ${RSS_GROWTH_SHARE * 100} %)`,
  );
  return (
    perLogon <= HEAP_GROWTH_PER_LOGON &&
    rss <= RSS_GROWTH_SHARE &&
    last.descriptors <= before.descriptors &&
    Object.keys(last.outcomes).every((outcome) => outcome.startsWith("accepted"))
  );
}

const linesIn = (text: string): number => text.split("\n").filter((line) => line.trim() !== "").length;

/** What is there on the host besides the user's: processes and connections in its namespace. */
async function stateOf(lab: Lab, { netns }: DesktopHost): Promise<{ processes: number; connections: number }> {
  const pids = await lab.run("ip", ["netns", "pids", netns]);
  // A closed connection stays in TIME-WAIT for a minute: that is TCP, not a leftover.
  const sockets = await lab.run("ss", ["-Htan", "exclude", "listening", "exclude", "time-wait"], { netns });
  return { processes: linesIn(pids.stdout), connections: linesIn(sockets.stdout) };
}

async function isNothingLeft(lab: Lab, host: DesktopHost, user: string, before: object): Promise<boolean> {
  const deadline = performance.now() + 15_000;
  for (;;) {
    const left = (await host.sesman?.leftovers(user)) ?? [];
    const now = await stateOf(lab, host);
    const isClean = left.length === 0 && JSON.stringify(now) === JSON.stringify(before);
    if (isClean || performance.now() > deadline) {
      const began = JSON.stringify(before);
      const sessions = host.sesman?.sessions() ?? [];
      const ended = sessions.filter((session) => session.ended).length;
      console.log(
        `  on the host: ${sessions.length} sessions made, ${ended} ended; left of the account: ` +
          `${left.length === 0 ? "nothing" : left.join(", ")}; before ${began}, after ${JSON.stringify(now)}`,
      );
      return isClean && sessions.length === ended;
    }
    await sleep(300);
  }
}

/** Logons one after the other in one process: a credential check at NLA, and a whole session at xrdp that is signed off. */
export async function benchSoak(): Promise<boolean> {
  const lab = openLab();
  try {
    const account = { user: "labuser", password: "Soak-2026-x" };
    const shadow = await freerdpShadow(lab, { security: "nla", account });
    let beganMs = performance.now();
    const checks = await soakOnce(
      lab,
      optionsFor(shadow, account.user, { depth: "credential", end: "disconnect" }),
      account,
    );
    const isFlat = judgeSoak("credential check, freerdp-shadow", checks, (performance.now() - beganMs) / 1000);
    const host = await desktopHost(lab);
    const user = await labAccount(lab, "good", account.password, { desktop: "logoff-on-key" });
    const before = await stateOf(lab, host);
    beganMs = performance.now();
    const sessions = await soakOnce(lab, optionsFor(host, user.user, { depth: "desktop", end: "logoff" }), user);
    const isSessionFlat = judgeSoak(
      "desktop and sign-off, xrdp with Xorg",
      sessions,
      (performance.now() - beganMs) / 1000,
    );
    return (await isNothingLeft(lab, host, user.user, before)) && isFlat && isSessionFlat;
  } finally {
    await lab.close();
  }
}
