// A display without a screen, for freerdp-shadow and for xfreerdp.
import { readFileSync } from "node:fs";
import { join } from "node:path";
import { setTimeout as sleep } from "node:timers/promises";
import { killGroup, startTimeOf, type Lab } from "../workshop.ts";
import { tail } from "./server.ts";

/** A running X server; `display` is what DISPLAY must say. */
export interface Display {
  readonly display: string;
  readonly pid: number;
  readonly startedInMs: number;
  stop(): Promise<void>;
}

/** Starts Xvfb on the first free display, 24 bits deep; resolves when clients may connect. */
export async function xvfb(
  lab: Lab,
  size: { readonly width: number; readonly height: number } = { width: 1280, height: 1024 },
): Promise<Display> {
  const began = performance.now();
  const folder = lab.makeFolder("xvfb");
  const logPath = join(folder, "xvfb.log");
  // It writes the number it took as one line, and only when it is ready. -noreset: else it starts anew whenever its last
  // client leaves, and throws out the next one that has just come.
  const child = lab.start({
    command: "Xvfb",
    args: ["-displayfd", "1", "-screen", "0", `${size.width}x${size.height}x24`, "-noreset", "-nolisten", "tcp"],
    logPath,
  });
  const pid = child.pid;
  if (pid === undefined) throw new Error("Xvfb is missing");
  let number: string | undefined;
  while (number === undefined) {
    number = /^(\d+)\n/m.exec(readFileSync(logPath, "latin1"))?.[1];
    if (number !== undefined) break;
    if (child.exitCode !== null || performance.now() - began > 10_000)
      throw new Error(`Xvfb did not start\n${tail(logPath)}`);
    await sleep(10);
  }
  // Killed hard, it leaves these two behind.
  lab.register("display", `${number} ${pid}`);
  return {
    display: `:${number}`,
    pid,
    startedInMs: Math.round(performance.now() - began),
    stop: async () => {
      killGroup(pid, "SIGTERM");
      while (startTimeOf(pid) !== undefined) await sleep(10);
    },
  };
}

const displays = new WeakMap<Lab, Promise<Display>>();

/** The display that all programs of one lab share, started on first use. Resolves to the value for DISPLAY. */
export async function sharedDisplay(lab: Lab): Promise<string> {
  let display = displays.get(lab);
  if (!display) {
    display = xvfb(lab);
    displays.set(lab, display);
  }
  return (await display).display;
}
