// When xfreerdp has its first picture, and its last: by the line that it writes when it takes a picture update up.
import { spawn } from "node:child_process";
import type { Credential, Place } from "./own-logon.ts";

/** Milliseconds from the start of the process, by our clock at the moment at which the line comes through the pipe. */
export interface PictureTimes {
  readonly connectingMs: number;
  readonly firstPictureMs: number;
  /** The last update before the picture stayed the same for the settling time. */
  readonly stableMs: number;
}

export interface PictureRequest {
  readonly place: Place;
  readonly credential: Credential;
  /** Session type of xrdp. */
  readonly domain: string;
  readonly display: string;
  readonly home: string;
  readonly settleMs: number;
}

// Its own time stamps will not do: it takes seconds and milliseconds at two moments, and they do not fit together.
const FILTER = "com.freerdp.core.update:TRACE,com.freerdp.core.rdp:DEBUG,com.freerdp.core.fastpath:DEBUG";
const CONNECTING = "connecting to peer";
const UPDATE = /BitmapUpdate:|Update Data PDU \(0x02\)|Fast-Path (?:Orders|Bitmap|Surface)/;
const DEADLINE_MS = 30_000;

/** Runs xfreerdp until its picture is stable, then ends it. The password stands in its arguments. */
export function timeXfreerdpPicture(asked: PictureRequest): Promise<PictureTimes> {
  const { place, credential, domain } = asked;
  const args = [
    `/v:${place.address}:${place.port}`,
    `/u:${credential.user}`,
    `/p:${credential.password}`,
    `/d:${domain}`,
    "/cert:ignore",
    "/w:1024",
    "/h:768",
    "/bpp:24",
  ];
  return new Promise((resolve, reject) => {
    const startedMs = performance.now();
    const child = spawn("stdbuf", ["-oL", "-eL", "xfreerdp", ...args], {
      stdio: ["ignore", "pipe", "pipe"],
      env: { PATH: process.env["PATH"], HOME: asked.home, DISPLAY: asked.display, WLOG_FILTER: FILTER },
    });
    let [connectingMs, firstPictureMs, stableMs]: (number | undefined)[] = [];
    let settled: NodeJS.Timeout | undefined;
    let rest = "";
    const deadline = setTimeout(() => child.kill("SIGTERM"), DEADLINE_MS);
    const read = (text: string): void => {
      const atMs = performance.now() - startedMs;
      const lines = (rest + text).split("\n");
      rest = lines.pop() ?? "";
      for (const line of lines) {
        if (line.includes(CONNECTING)) connectingMs ??= atMs;
        if (!UPDATE.test(line)) continue;
        firstPictureMs ??= atMs;
        stableMs = atMs;
        clearTimeout(settled);
        settled = setTimeout(() => child.kill("SIGTERM"), asked.settleMs);
      }
    };
    child.stdout.setEncoding("utf8").on("data", read);
    child.stderr.setEncoding("utf8").on("data", read);
    child.on("error", reject);
    child.on("close", () => {
      clearTimeout(deadline);
      clearTimeout(settled);
      if (connectingMs === undefined || firstPictureMs === undefined || stableMs === undefined) {
        reject(new Error("xfreerdp showed no picture"));
      } else resolve({ connectingMs, firstPictureMs, stableMs });
    });
  });
}
