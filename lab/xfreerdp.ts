// xfreerdp as an instrument: what another client sees of a server, before ours is asked.
import { readFileSync } from "node:fs";
import { join } from "node:path";
import { setTimeout as sleep } from "node:timers/promises";
import { xvfb } from "./servers/xvfb.ts";
import { killGroup, type Lab } from "./workshop.ts";
import { pictureOf, type XPicture } from "./x-picture.ts";

/** How xfreerdp is asked to log on. */
export interface FreerdpOptions {
  readonly user: string;
  readonly password: string;
  /** xrdp takes its session type from here. */
  readonly domain?: string;
  readonly security?: "nla" | "tls" | "rdp";
  readonly authOnly?: boolean;
  readonly args?: readonly string[];
  readonly env?: Readonly<Record<string, string>>;
  readonly netns?: string;
  /** It is ended as soon as this is true of what its window shows. Default: at its own end or the time limit. */
  readonly until?: (picture: XPicture) => boolean;
  /** Default 15 s. */
  readonly timeoutMs?: number;
  /** Keeps the last picture here, as an X Window Dump. */
  readonly picturePath?: string;
}

/** What came of it. */
export interface FreerdpOutcome {
  /** Its exit code, when it ended by itself. */
  readonly code: number | undefined;
  readonly output: string;
  /** Of the display that only it uses, 1024 x 768. */
  readonly picture: XPicture | undefined;
  /** True when `until` was fulfilled. */
  readonly reached: boolean;
}

/** Runs xfreerdp on a display of its own. The password stands in its arguments: throw-away accounts only. */
export async function xfreerdp(
  lab: Lab,
  server: { readonly address: string; readonly port: number },
  options: FreerdpOptions,
): Promise<FreerdpOutcome> {
  const folder = lab.makeFolder("xfreerdp");
  const display = await xvfb(lab, { width: 1024, height: 768 });
  const logPath = join(folder, "xfreerdp.log");
  const picturePath = options.picturePath ?? join(folder, "picture.xwd");
  const child = lab.start({
    command: "xfreerdp",
    args: [
      `/v:${server.address}:${server.port}`,
      `/u:${options.user}`,
      `/p:${options.password}`,
      ...(options.domain === undefined ? [] : [`/d:${options.domain}`]),
      ...(options.security === undefined ? [] : [`/sec:${options.security}`]),
      "/cert:ignore",
      ...(options.authOnly ? ["+auth-only"] : ["/w:1024", "/h:768", "-decorations", "-grab-keyboard"]),
      ...(options.args ?? []),
    ],
    env: { DISPLAY: display.display, HOME: folder, ...options.env },
    logPath,
    ...(options.netns === undefined ? {} : { netns: options.netns }),
  });
  const deadline = performance.now() + (options.timeoutMs ?? 15_000);
  let picture: XPicture | undefined;
  let reached = false;
  while (!reached && child.exitCode === null && child.signalCode === null && performance.now() < deadline) {
    await sleep(150);
    if (options.authOnly) continue;
    picture = (await pictureOf(lab, display.display, picturePath)) ?? picture;
    reached = picture !== undefined && (options.until?.(picture) ?? false);
  }
  const code = child.exitCode ?? undefined;
  killGroup(child.pid, "SIGTERM");
  while (child.exitCode === null && child.signalCode === null) {
    await sleep(20);
    if (performance.now() > deadline + 3000) killGroup(child.pid, "SIGKILL");
  }
  await display.stop();
  return { code, output: readFileSync(logPath, "utf8"), picture, reached };
}
